package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
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
// ctx ends, the visitor leaves, or the play cannot go on; a reset plays it anew
// from the start. A workspace that is kept cannot be reset.
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
	cfg, free, err := l.inFolder()
	if err != nil {
		return false, err
	}
	defer free()
	p := seededPlay(cfg.Contacts, cfg.Seed)
	p.perSecond = 80 // what Meta gives a new number; fast enough to watch
	wishes := make(chan bool, 1)
	s, err := build(ctx, cfg, p, l.pages(wishes))
	if err != nil {
		return false, err
	}
	playing, stop := context.WithCancel(ctx)
	defer stop()
	g, playing := errgroup.WithContext(playing)
	g.Go(func() error { return s.story(playing, cfg, p, l.Announce) })
	select {
	case again = <-wishes:
	case <-s.broken:
	case <-playing.Done(): // the story has failed, or ctx is over
	}
	stop()
	err = g.Wait()
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return again, errors.Join(err, s.close())
}

// pages are those of this play; what a visitor wishes first is told to wishes.
func (l Live) pages(wishes chan<- bool) *pages {
	var first sync.Once
	ask := func(again bool) func() { return func() { first.Do(func() { wishes <- again }) } }
	v := &pages{listen: l.Listen, leave: ask(false)}
	if !l.kept() {
		v.reset = ask(true)
	}
	return v
}

// pages are what a visitor sees and can do beside the product's own.
type pages struct {
	listen       string
	reset, leave func() // reset is nil where nothing can be built anew
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
