package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"

	"accord/campaign"

	"golang.org/x/sync/errgroup"
)

// Live is how a demonstration with pages is played.
type Live struct {
	Config
	Listen   string           // address of the pages: "127.0.0.1:8080"
	Announce func(url string) // called when there is something to look at, again after each reset
}

// Show plays the sample workspace with pages: people come in, a campaign of
// the summer is over and ranked, another one is being sent. It returns when
// ctx ends or the visitor leaves; a reset plays it anew from the start.
func Show(ctx context.Context, l Live) error {
	for {
		again, err := l.once(ctx)
		if !again || err != nil || ctx.Err() != nil {
			return err
		}
	}
}

// once plays until the end, and says whether the visitor wants it again.
func (l Live) once(ctx context.Context) (again bool, err error) {
	cfg := l.Config
	if cfg.Data == "" {
		if cfg.Data, err = os.MkdirTemp("", "accord-demo-"); err != nil {
			return false, err
		}
		defer func() { _ = os.RemoveAll(cfg.Data) }() // what is left is in a temporary folder
	}
	wish := make(chan bool, 1)
	var first sync.Once
	ask := func(again bool) func() { return func() { first.Do(func() { wish <- again }) } }
	p := seededPlay(cfg.Contacts, cfg.Seed)
	p.perSecond = 80 // what Meta gives a new number; fast enough to watch
	s, err := build(ctx, cfg, p, &pages{listen: l.Listen, reset: ask(true), leave: ask(false)})
	if err != nil {
		return false, err
	}
	playing, stop := context.WithCancel(ctx)
	defer stop()
	var g errgroup.Group
	g.Go(func() error { return s.story(playing, cfg, p, l.Announce) })
	select {
	case again = <-wish:
	case <-s.broken:
	case <-ctx.Done():
	}
	stop()
	err = g.Wait()
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return again && cfg.Data != l.Data, errors.Join(err, s.close())
}

// pages are what a visitor sees and can do beside the product's own.
type pages struct {
	listen       string
	reset, leave func()
}

// web opens the socket of the pages, or of a headless demonstration's web
// server.
func (p *pages) web(ctx context.Context) (net.Listener, error) {
	address := "127.0.0.1:0"
	if p != nil {
		address = p.listen
	}
	return new(net.ListenConfig).Listen(ctx, "tcp", address)
}

// story is what there is to see. It ends with ctx.
func (s *stage) story(ctx context.Context, cfg Config, p play, announce func(string)) error {
	progress := newProgress(cfg)
	if err := s.importPeople(ctx, p); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	progress.say("sample.imported")
	if err := s.furnish(ctx, cfg); err != nil {
		return err
	}
	if _, err := s.playCampaign(ctx, "Soldes d’été", soldes, p, progress); err != nil {
		return err
	}
	progress.done()
	s.clock.Advance(p.start.AddDate(0, 0, 14)) // a Monday again
	p.start = s.clock.Now()
	s.life = &life{rnd: seeded(cfg.Seed, "life"), people: crowd(cfg.Contacts, cfg.Seed)}
	c, err := s.createCampaign(ctx, "Rentrée", rentree, p)
	if err != nil {
		return err
	}
	if err := s.engine.Launch(ctx, c.ID); err != nil {
		return err
	}
	announce(s.base)
	return s.pace(ctx)
}

// createCampaign makes the draft of a play's campaign.
func (s *stage) createCampaign(ctx context.Context, name, sale string, p play) (campaign.Campaign, error) {
	return s.Campaigns.Create(ctx, campaign.Campaign{Name: name, NumberID: numberID, Purpose: offers,
		StartsAt: p.start, EndsAt: p.start.Add(p.window), Content: p.content(sale)})
}

// playCampaign launches a campaign and lets time run to the end of its last
// window.
func (s *stage) playCampaign(ctx context.Context, name, sale string, p play, progress *progress) (campaign.Campaign, error) {
	c, err := s.createCampaign(ctx, name, sale, p)
	if err != nil {
		return c, err
	}
	if err := s.engine.Launch(ctx, c.ID); err != nil {
		return c, err
	}
	progress.say("sample.launched")
	if err := s.sellToHoldout(ctx, c, p); err != nil {
		return c, err
	}
	return c, s.drive(ctx, c, progress)
}
