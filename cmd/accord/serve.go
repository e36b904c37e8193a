package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"accord/cmd/accord/workspace"
	"accord/internal/db"
	"accord/internal/operator"
	"accord/ui"

	"golang.org/x/sync/errgroup"
)

// serveCommand runs everything in one process.
type serveCommand struct {
	folderFlags
	numberFlags
	publicFlags
	Listen        string `default:"127.0.0.1:8080" help:"Address of the web server."`
	AdminListen   string `help:"Second address for pages and API; the first then serves only what anybody may ask."`
	NATS          string `name:"nats" help:"URL of a NATS cluster (default: inside the process)."`
	AdminEmail    string `help:"E-mail of the first administrator, while nobody exists yet."`
	AdminPassword string `help:"Their password."`
}

// publicFlags say how the world reaches the server.
type publicFlags struct {
	PublicURL      string   `name:"public-url" help:"Address under which people reach the server: https://accord.example.org."`
	TrustedProxies []string `help:"Networks of proxies whose word on a client's address counts, such as 10.0.0.0/8."`
}

// numberFlags are a business number and its app at Meta; further ones are kept
// in the settings.
type numberFlags struct {
	URL           string `name:"whatsapp-url" help:"Base URL of the Cloud API (default: Meta's; a simulator's for a trial)."`
	APIVersion    string `name:"whatsapp-version" help:"Graph version."`
	Token         string `name:"whatsapp-token" help:"Access token."`
	PhoneNumberID string `name:"whatsapp-phone-number-id" help:"Id of the number that sends."`
	WABAID        string `name:"whatsapp-waba-id" help:"Id of the WhatsApp business account."`
	AppSecret     string `name:"whatsapp-app-secret" help:"App secret; two, comma separated, while it is being changed."`
	VerifyToken   string `name:"whatsapp-verify-token" help:"Word that Meta shows when it subscribes."`
}

// numbers is the number of the environment, if there is one. A number without
// an app secret is refused: its webhooks could not be told from forgeries.
func (f numberFlags) numbers() ([]operator.Number, error) {
	if f.PhoneNumberID == "" && f.Token == "" && f.AppSecret == "" {
		return nil, nil
	}
	n := operator.Number{ID: f.PhoneNumberID, WABAID: f.WABAID, Label: "ACCORD_WHATSAPP", BaseURL: f.URL, Version: f.APIVersion,
		Token: operator.NewSecret(f.Token), VerifyToken: operator.NewSecret(f.VerifyToken)}
	for _, secret := range splitSecrets(f.AppSecret) {
		n.AppSecrets = append(n.AppSecrets, operator.NewSecret(secret))
	}
	if len(n.AppSecrets) == 0 {
		return nil, errors.New("ACCORD_WHATSAPP_APP_SECRET: no app secret: webhooks could not be told from forgeries; set the secret of the Meta app")
	}
	return []operator.Number{n}, nil
}

func (c *serveCommand) run(ctx context.Context, a *app) error {
	given, err := c.numbers()
	if err != nil {
		return err
	}
	proxies, err := prefixes(c.TrustedProxies)
	if err != nil {
		return err
	}
	return a.with(ctx, c.folder(), func(s *session) (err error) {
		if err := orphans(ctx, s); err != nil {
			return err
		}
		numbers := s.Numbers(given...)
		if s.engine, err = s.Engine(ctx, numbers, c.NATS); err != nil {
			return err
		}
		defer s.engine.Close()
		if err := numbers.Learn(ctx); err != nil {
			s.Log.Warn("a number could not be read; starting with the rate and the templates known", "error", err)
		}
		if err := c.firstOperator(ctx, a, s); err != nil {
			return err
		}
		config := s.Pages(s.engine, numbers)
		config.PublicURL, config.TrustedProxies = c.PublicURL, proxies
		doors, err := c.open(ctx, config)
		if err != nil {
			return err
		}
		for _, d := range doors {
			a.printf("Accord listens on http://%s%s\n", d.ln.Addr(), d.says)
		}
		s.pages = cmp.Or(c.PublicURL, browsable(doors[len(doors)-1].ln.Addr().String()))
		return serve(ctx, s, numbers, doors)
	})
}

// firstOperator lets the first administrator in: the one of the environment,
// or whoever reads the code on the terminal.
func (c *serveCommand) firstOperator(ctx context.Context, a *app, s *session) error {
	vacant, err := s.Operators.Vacant(ctx)
	if err != nil || !vacant {
		return err
	}
	if c.AdminEmail != "" {
		_, err := s.Operators.AddWithPassword(ctx, operator.Operator{Email: c.AdminEmail, Name: c.AdminEmail, Role: operator.Administrator}, c.AdminPassword)
		return err
	}
	code, err := s.Operators.NewSetupCode(ctx)
	if err != nil {
		return err
	}
	a.printf("Nobody works here yet. Open /setup within 15 minutes and type the code %s\n", code)
	return nil
}

// door is a listener and the server behind it.
type door struct {
	server *ui.Server
	ln     net.Listener
	says   string
}

// open listens on one address, or on two of which the first is public.
func (c *serveCommand) open(ctx context.Context, config ui.Config) ([]door, error) {
	wanted := []struct{ address, says string }{{c.Listen, ""}}
	if c.AdminListen != "" {
		wanted = []struct{ address, says string }{{c.Listen, " (webhooks, links)"}, {c.AdminListen, " (pages, API)"}}
	}
	config.Meters = ui.NewMeters(config) // the figures of both
	var doors []door
	for i, w := range wanted {
		config.PublicOnly = i == 0 && len(wanted) == 2
		server, err := ui.New(config)
		if err != nil {
			return nil, err
		}
		ln, err := new(net.ListenConfig).Listen(ctx, "tcp", w.address)
		if err != nil {
			return nil, err
		}
		doors = append(doors, door{server, ln, w.says})
	}
	return doors, nil
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

// serve runs the loops until ctx ends: first no more requests, then the calls
// under way.
func serve(ctx context.Context, s *session, numbers *workspace.Numbers, doors []door) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, d := range doors {
		g.Go(func() error { return d.server.Run(ctx, d.ln) })
	}
	g.Go(func() error { return s.engine.Run(ctx) })
	g.Go(func() error { return numbers.Run(ctx) })
	g.Go(func() error { return listenForErrands(ctx, s) })
	if err := g.Wait(); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
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
