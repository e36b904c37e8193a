package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// apiOperator is a person who works here.
type apiOperator struct {
	ID          idText    `json:"id"`
	Email       string    `json:"email" example:"claire@example.org"`
	Name        string    `json:"name" example:"Claire Morel"`
	Role        string    `json:"role" enum:"administrator,agent,analyst,auditor,compliance,marketer"`
	HasPassword bool      `json:"has_password" doc:"False until they have chosen one"`
	CreatedAt   time.Time `json:"created_at"`
	DisabledAt  time.Time `json:"disabled_at,omitzero" doc:"Absent while they may work"`
}

func apiOperatorOf(o operator.Operator) apiOperator {
	return apiOperator{textOf(o.ID), o.Email, o.Name, string(o.Role), o.HasPassword, o.Created, o.Disabled}
}

func (s *Server) apiOperators(ctx context.Context, _ *apiNothing) (*apiBody[apiList[apiOperator]], error) {
	list, err := s.Office.Operators.List(ctx)
	return listed("operators", "", eachOf(list, apiOperatorOf)), err
}

// apiToken is a token without its clear text.
type apiToken struct {
	ID        idText    `json:"id"`
	Name      string    `json:"name" example:"shop"`
	Role      string    `json:"role" enum:"administrator,agent,analyst,auditor,compliance,marketer"`
	Scopes    []string  `json:"scopes" example:"conversion_write" doc:"What it may of its role; all of it when empty"`
	CreatedBy string    `json:"created_by" example:"claire@example.org" doc:"E-mail of an operator, token/ID, or terminal"`
	CreatedAt time.Time `json:"created_at"`
	UsedAt    time.Time `json:"used_at,omitzero" doc:"Last use, to the minute"`
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	RevokedAt time.Time `json:"revoked_at,omitzero"`
}

func apiTokenOf(t operator.Token) apiToken {
	return apiToken{textOf(t.ID), t.Name, string(t.Role), eachOf(t.Scopes, func(p operator.Permission) string { return string(p) }),
		t.CreatedBy, t.Created, t.Used, t.Expires, t.Revoked}
}

func (s *Server) apiTokens(ctx context.Context, _ *apiNothing) (*apiBody[apiList[apiToken]], error) {
	list, err := s.Office.Operators.Tokens(ctx)
	return listed("tokens", "", eachOf(list, apiTokenOf)), err
}

// apiTokenGiven is what a token is for and what it may.
type apiTokenGiven struct {
	Name      string    `json:"name" minLength:"1" maxLength:"100" example:"shop"`
	Role      string    `json:"role" enum:"administrator,agent,analyst,auditor,compliance,marketer" doc:"What it may at most"`
	Scopes    []string  `json:"scopes,omitzero" maxItems:"100" maxLength:"100" example:"conversion_write" doc:"What it may of that, by permission; all of it when absent"`
	ExpiresAt time.Time `json:"expires_at,omitzero" example:"2027-03-31T00:00:00Z" doc:"Never when absent; not after the caller's own"`
}

// apiTokenMade is a new token. Its clear text is told here and never again.
type apiTokenMade struct {
	ID    idText `json:"id"`
	Token string `json:"token" example:"acc_3Jk8vB2mQ0xYfT7hLr5sWnZpEaGcDuKi1oM4yXqVtR9" doc:"Keep it now: it cannot be had again"`
}

// apiCreateToken gives nobody more than they have: a token that may make
// tokens would otherwise be as good as an administrator's.
func (s *Server) apiCreateToken(ctx context.Context, in *apiBody[apiTokenGiven]) (*apiBody[apiTokenMade], error) {
	spec := operator.TokenSpec{Name: strings.TrimSpace(in.Body.Name), Role: operator.Role(in.Body.Role), Expires: in.Body.ExpiresAt,
		Scopes: eachOf(in.Body.Scopes, func(p string) operator.Permission { return operator.Permission(p) })}
	who := callOf(ctx)
	for _, p := range allowed(spec) {
		if !who.May(p) {
			return nil, &problem{Status: fiber.StatusForbidden, Field: "scopes", Detail: "A token cannot make one that may more than itself; name scopes that it has."}
		}
	}
	if !who.Expires.IsZero() && (spec.Expires.IsZero() || spec.Expires.After(who.Expires)) {
		return nil, &problem{Status: fiber.StatusForbidden, Field: "expires_at", Detail: "A token cannot make one that works longer than itself."}
	}
	token, id, err := s.Office.Operators.CreateToken(ctx, spec, who.by())
	return answered(apiTokenMade{textOf(id), token}), err
}

// allowed are the permissions that a token will have.
func allowed(spec operator.TokenSpec) (list []operator.Permission) {
	for _, p := range operator.Permissions() {
		if spec.Role.May(p) && (len(spec.Scopes) == 0 || slices.Contains(spec.Scopes, p)) {
			list = append(list, p)
		}
	}
	return list
}

func (s *Server) apiRevokeToken(ctx context.Context, in *apiNamed) (*apiNothing, error) {
	return &apiNothing{}, s.Office.Operators.Revoke(ctx, idFrom[operator.TokenID](in.ID), callOf(ctx).by())
}
