package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"accord/campaign/whatsapp"
	"accord/cmd/accord/workspace"
	"accord/internal/db"
	"accord/ui"

	"golang.org/x/sync/errgroup"
)

// serveCommand runs everything in one process.
type serveCommand struct {
	folderFlags
	numberFlags
	Listen         string   `default:"127.0.0.1:8080" help:"Address of the web server."`
	NATS           string   `name:"nats" help:"URL of a NATS cluster (default: inside the process)."`
	TrustedProxies []string `help:"Networks of proxies whose word on a client's address counts, such as 10.0.0.0/8."`
}

// numberFlags are the business number and its app at Meta.
type numberFlags struct {
	URL           string `name:"whatsapp-url" help:"Base URL of the Cloud API (default: Meta's; a simulator's for a trial)."`
	APIVersion    string `name:"whatsapp-version" help:"Graph version."`
	Token         string `name:"whatsapp-token" help:"Access token."`
	PhoneNumberID string `name:"whatsapp-phone-number-id" help:"Id of the number that sends."`
	WABAID        string `name:"whatsapp-waba-id" help:"Id of the WhatsApp business account."`
	AppSecret     string `name:"whatsapp-app-secret" help:"App secret; two, comma separated, while it is being changed."`
	VerifyToken   string `name:"whatsapp-verify-token" help:"Word that Meta shows when it subscribes."`
}

func (f numberFlags) number() workspace.Number {
	return workspace.Number{Config: whatsapp.Config{BaseURL: f.URL, Version: f.APIVersion, Token: f.Token,
		PhoneNumberID: f.PhoneNumberID, WABAID: f.WABAID}}
}

func (c *serveCommand) run(ctx context.Context, a *app) error {
	secrets, err := whatsapp.NewSecrets(splitSecrets(c.AppSecret)...)
	if err != nil {
		return fmt.Errorf("ACCORD_WHATSAPP_APP_SECRET: %w", err)
	}
	proxies, err := prefixes(c.TrustedProxies)
	if err != nil {
		return err
	}
	return a.with(ctx, c.folder(), func(s *session) (err error) {
		if err := orphans(ctx, s); err != nil {
			return err
		}
		number := c.ask(ctx, s)
		if s.engine, err = s.Engine(ctx, number, c.NATS); err != nil {
			return err
		}
		defer s.engine.Close()
		server, err := ui.New(ui.Config{Journal: s.engine.Journal(), Links: s.Campaigns, Conversions: s.Campaigns, Tokens: s.Operators,
			Health: func(ctx context.Context) error { return ready(ctx, s.DB) }, Secrets: secrets, VerifyToken: c.VerifyToken,
			Clock: s.Clock, TrustedProxies: proxies, Log: s.Log})
		if err != nil {
			return err
		}
		ln, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
		if err != nil {
			return err
		}
		a.printf("Accord listens on http://%s\n", ln.Addr())
		return serve(ctx, s, server, ln)
	})
}

// orphans settles the calls of a process that died here. The folder's lock says
// that nobody else works on a SQLite file; elsewhere the leases tell.
func orphans(ctx context.Context, s *session) error {
	if s.DB.Engine() != db.SQLite {
		return nil
	}
	n, err := s.Campaigns.ExpireOrphans(ctx)
	if n > 0 {
		s.Log.Warn("the process before this one died in the middle of calls; their messages are unknown until WhatsApp reports them", "messages", n)
	}
	return err
}

// ask learns from the platform what the number may do; without an answer it
// starts with the rate of a new number.
func (c *serveCommand) ask(ctx context.Context, s *session) workspace.Number {
	number := c.number()
	client, err := whatsapp.NewClient(number.Config)
	if err != nil {
		return number // Engine says what is wrong
	}
	info, err := client.Number(ctx)
	if err == nil {
		number.PerSecond = info.PerSecond
		err = s.SyncTemplates(ctx, number)
	}
	if err != nil {
		s.Log.Warn("the number could not be read; starting with the default rate and the templates known", "error", err)
	}
	return number
}

// serve runs the loops until ctx ends: first no more requests, then the calls
// under way.
func serve(ctx context.Context, s *session, server *ui.Server, ln net.Listener) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return server.Run(ctx, ln) })
	g.Go(func() error { return s.engine.Run(ctx) })
	g.Go(func() error { return listenForErrands(ctx, s) })
	if err := g.Wait(); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

func ready(ctx context.Context, d *db.DB) error {
	var one int
	return d.Get(ctx, &one, `SELECT 1`)
}

func splitSecrets(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

func prefixes(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range list {
		p, err := netip.ParsePrefix(cmp.Or(text, "?"))
		if err != nil {
			return nil, fmt.Errorf("--trusted-proxies %q: want a network such as 10.0.0.0/8", text)
		}
		out = append(out, p)
	}
	return out, nil
}
