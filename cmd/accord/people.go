package main

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"accord/consent"
	"accord/internal/db"
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
		release := consent.Release{Batch: consent.BatchID(c.Batch), Operator: who.Email, Needed: approvals}
		var given []string
		err = s.Operators.Change(ctx, who.Email, func(ctx context.Context, tx *db.Tx) (_ operator.Entry, err error) {
			given, err = s.Consent.ApproveTx(ctx, tx, release)
			return operator.Entry{Action: operator.ImportReleased, Subject: fmt.Sprint("batch/", c.Batch),
				Detail: map[string]any{"approvals": len(given), "needed": approvals}}, err
		})
		if err != nil {
			return err
		}
		if missing := approvals - len(given); missing > 0 {
			a.printf("Approved by %s; %d more operator must approve before anybody can be messaged.\n", strings.Join(given, ", "), missing)
			return nil
		}
		done, err := s.Consent.FinishRelease(ctx, release.Batch)
		if err != nil {
			return err
		}
		a.printf("Released: %d people have consented; %d were kept out because they said no.\n", done.Released, done.Denied)
		return nil
	})
}

// addOperatorCommand invites a person.
type addOperatorCommand struct {
	folderFlags
	Email     string `arg:"" help:"Their e-mail."`
	Name      string `required:"" help:"Their name."`
	Role      string `required:"" help:"administrator, marketer, analyst, agent, compliance or auditor."`
	PublicURL string `name:"public-url" help:"Address with which their link begins (default: the organisation's, else that of the server)."`
	Listen    string `default:"127.0.0.1:8080" help:"Address of the web server, while none runs."`
}

func (c *addOperatorCommand) run(ctx context.Context, a *app) error {
	return a.with(ctx, c.folder(), func(s *session) error {
		organisation, err := s.Operators.Organisation(ctx)
		if err != nil {
			return err
		}
		zone, err := s.zone(ctx)
		if err != nil {
			return err
		}
		token, id, err := s.Operators.Invite(ctx, operator.Operator{Email: c.Email, Name: c.Name, Role: operator.Role(c.Role),
			Language: organisation.Language}, operator.Terminal)
		if err != nil {
			return err
		}
		who, err := s.Operators.Get(ctx, id)
		if err != nil {
			return err
		}
		base := strings.TrimRight(cmp.Or(c.PublicURL, organisation.PublicURL, s.pages, browsable(c.Listen)), "/")
		a.printf("%s was added as %s. With this link they choose their password:\n%s/invitation/%s\n", who.Email, who.Role, base, token)
		a.say(fmt.Sprintf("It opens once, until %s. Whoever has it gets in: give it to nobody else.\n", moment(who.Invited, zone)))
		return nil
	})
}

// browsable is where a browser on this machine finds who listens on an
// address.
func browsable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "http://" + listen
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
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
