package main

import (
	"context"
	"fmt"
	"strings"

	"accord/consent"
	"accord/internal/operator"
)

// releaseCommand approves a staged import in the name of an operator.
type releaseCommand struct {
	folderFlags
	Batch int64  `arg:"" help:"Number of the batch, as the import printed it."`
	As    string `required:"" help:"E-mail of the operator who approves."`
}

func (c *releaseCommand) run(ctx context.Context, a *app) error {
	return a.with(ctx, c.folder(), func(s *session) error {
		who, err := s.Operators.ByEmail(ctx, c.As)
		if err != nil {
			return err
		}
		if !who.May(operator.ImportRelease) {
			return fmt.Errorf("%s is %s and may not release imports; an administrator or a compliance officer may", who.Email, who.Role)
		}
		organisation, err := s.Operators.Organisation(ctx)
		if err != nil {
			return err
		}
		approvals := 1
		if organisation.FourEyes {
			approvals = 2
		}
		done, err := s.Consent.Approve(ctx, consent.Release{Batch: consent.BatchID(c.Batch), Operator: who.Email, Needed: approvals})
		if err != nil {
			return err
		}
		if err := s.Operators.Record(ctx, operator.Entry{Operator: who.Email, Action: operator.ImportReleased, Subject: fmt.Sprint("batch/", c.Batch),
			Detail: map[string]any{"approvals": len(done.Operators), "needed": approvals}}); err != nil {
			return err
		}
		if missing := approvals - len(done.Operators); missing > 0 {
			a.printf("Approved by %s; %d more operator must approve before anybody can be messaged.\n", strings.Join(done.Operators, ", "), missing)
			return nil
		}
		a.printf("Released: %d people have consented; %d were kept out because they said no.\n", done.Released, done.Denied)
		return nil
	})
}

// addOperatorCommand adds a person.
type addOperatorCommand struct {
	folderFlags
	Email string `arg:"" help:"Their e-mail."`
	Name  string `required:"" help:"Their name."`
	Role  string `required:"" help:"administrator, marketer, analyst, agent, compliance or auditor."`
}

func (c *addOperatorCommand) run(ctx context.Context, a *app) error {
	return a.with(ctx, c.folder(), func(s *session) error {
		_, err := s.Operators.Add(ctx, operator.Operator{Email: c.Email, Name: c.Name, Role: operator.Role(c.Role)})
		if err == nil {
			a.printf("%s was added as %s.\n", c.Email, c.Role)
		}
		return err
	})
}

// createTokenCommand makes an API token.
type createTokenCommand struct {
	folderFlags
	Name string `required:"" help:"What it is for, such as the name of the shop."`
	Role string `required:"" help:"What it may do: the role of an operator."`
}

func (c *createTokenCommand) run(ctx context.Context, a *app) error {
	return a.with(ctx, c.folder(), func(s *session) error {
		token, id, err := s.Operators.CreateToken(ctx, operator.TokenSpec{Name: c.Name, Role: operator.Role(c.Role)}, operator.Terminal)
		if err == nil {
			a.printf("%s\n", token)
			a.say(fmt.Sprintf("Token %d. It is shown this once; keep it where your shop keeps its secrets.\n", id))
		}
		return err
	})
}
