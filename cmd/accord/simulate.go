package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"

	"accord/campaign/whatsapp/simulator"
	"accord/internal/clock"
)

// simulateCommand runs the far side of the wire alone.
type simulateCommand struct {
	Listen      string `default:"127.0.0.1:8090" help:"Address of the simulated Cloud API."`
	Log         string `type:"path" help:"File to which one JSON line is appended per call: the judge of sends."`
	Seed        uint64 `default:"1" help:"Seed of people's reactions."`
	Scenario    string `type:"path" help:"JSON file of faults."`
	Callback    string `name:"callback" help:"URL of the webhook to call."`
	AppSecret   string `name:"whatsapp-app-secret" default:"simulator" help:"Secret that signs webhooks."`
	VerifyToken string `name:"whatsapp-verify-token" help:"Word shown in the handshake."`
	Token       string `name:"whatsapp-token" help:"Access token that calls must carry; any when empty."`
	NumberID    string `name:"whatsapp-phone-number-id" default:"106540352242922" help:"Id of the business number."`
	WABAID      string `name:"whatsapp-waba-id" default:"102290129340398" help:"Id of the business account."`
	Display     string `name:"display" default:"+33 1 84 88 00 01" help:"The business number."`
	PerSecond   int    `name:"per-second" default:"80" help:"Messages per second that the number takes."`
	Templates   string `type:"path" help:"JSON file with a list of templates; they can also be created over the API."`

	Speed float64 `default:"1" help:"How many times faster than the real clock people live; 24 hours take 144 seconds at 600."`
}

// Help is shown above the flags.
func (c *simulateCommand) Help() string {
	return `A person writes to the number, which opens the window of 24 hours for free-form messages:

  curl http://127.0.0.1:8090/people/+33612345678/messages -d '{"text":"Bonjour"}'`
}

// Validate refuses a speed at which nothing would move, or all at once.
func (c *simulateCommand) Validate() error {
	if c.Speed > 0 && c.Speed <= 1e6 {
		return nil
	}
	return fmt.Errorf("--speed is %v, want more than 0 and at most a million", c.Speed)
}

func (c *simulateCommand) run(ctx context.Context, a *app) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	if c.Log != "" {
		f, err := os.OpenFile(c.Log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }() // each line was written when its call was answered
		cfg.Log = f
	}
	sim, err := simulator.New(cfg)
	if err != nil {
		return err
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return err
	}
	a.printf("Simulated Cloud API on http://%s, number %s\n", ln.Addr(), c.NumberID)
	if err := sim.Run(ctx, ln); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// config is what the flags say, with their files read.
func (c *simulateCommand) config() (simulator.Config, error) {
	cfg := simulator.Config{Seed: c.Seed, Callback: c.Callback, AppSecret: c.AppSecret, VerifyToken: c.VerifyToken, Token: c.Token,
		Numbers: []simulator.Number{{ID: c.NumberID, Display: c.Display, WABAID: c.WABAID, PerSecond: c.PerSecond}}}
	if c.Speed != 1 {
		cfg.Clock = clock.NewScaled(new(clock.Real).Now(), c.Speed)
	}
	if c.Scenario != "" {
		text, err := os.ReadFile(c.Scenario)
		if err != nil {
			return cfg, err
		}
		if cfg.Scenario, err = simulator.ParseScenario(text); err != nil {
			return cfg, fmt.Errorf("%s: %w", c.Scenario, err)
		}
	}
	if c.Templates != "" {
		return cfg, readJSON(c.Templates, &cfg.Templates)
	}
	return cfg, nil
}
