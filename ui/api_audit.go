package ui

import (
	"context"
	"errors"
	"strconv"
	"time"

	"accord/internal/operator"
)

// apiEntry is one thing that somebody did.
type apiEntry struct {
	ID      idText         `json:"id"`
	At      time.Time      `json:"at"`
	By      string         `json:"by" example:"token/3" doc:"E-mail of an operator, token/ID, terminal or visitor"`
	Action  string         `json:"action" example:"campaign.launch"`
	Subject string         `json:"subject,omitzero" example:"campaign/3" doc:"What it was done to; absent for the whole installation"`
	Detail  map[string]any `json:"detail,omitzero" example:"{\"people\":7910}" doc:"More, in names and numbers"`
}

func apiEntryOf(e operator.Recorded) apiEntry {
	return apiEntry{textOf(e.ID), e.At, e.Operator, e.Action, e.Subject, e.Detail}
}

type apiAuditQuery struct {
	Paging
	Operator string `query:"operator" pattern:"^([1-9][0-9]{0,18}|terminal|visitor)$" example:"terminal" doc:"What this operator did, by id: an e-mail address must not stand in an address; or terminal, or visitor"`
	Token    idText `query:"token" doc:"What this token did, by id"`
	Action   string `query:"action" maxLength:"100" example:"campaign.launch"`
	Subject  string `query:"subject" maxLength:"200" example:"campaign/3"`
}

func (s *Server) apiAudit(ctx context.Context, in *apiAuditQuery) (*apiBody[apiList[apiEntry]], error) {
	place, err := openCursor("audit", in.Cursor)
	if err != nil {
		return nil, err
	}
	before, err := strconv.ParseInt(place, 10, 64)
	if err != nil && place != "" {
		return nil, errCursor()
	}
	filter := operator.EntryFilter{Action: in.Action, Subject: in.Subject}
	switch {
	case in.Operator != "" && in.Token != "":
		return nil, refused("token", "Give either operator or token.")
	case in.Token != "":
		filter.Operator = operator.TokenAuthor(idFrom[operator.TokenID](in.Token))
	case in.Operator == operator.Terminal || in.Operator == operator.Visitor:
		filter.Operator = in.Operator
	case in.Operator != "":
		o, err := s.Office.Operators.Get(ctx, idFrom[operator.ID](idText(in.Operator)))
		if errors.Is(err, operator.ErrUnknown) {
			return nil, refused("operator", "There is nobody by this id; list-operators names those there are.")
		}
		if err != nil {
			return nil, err
		}
		filter.Operator = o.Email
	}
	list, next, err := s.Office.Operators.Entries(ctx, filter, operator.EntryID(before), in.Limit)
	return listed("audit", string(textOf(next)), eachOf(list, apiEntryOf)), err
}
