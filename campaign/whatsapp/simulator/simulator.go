package simulator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"accord/campaign/whatsapp"
	"accord/internal/clock"
	"accord/internal/netx"
)

// Config is everything a simulator is made of.
type Config struct {
	Clock       clock.Clock // the real one when nil
	Seed        uint64
	Callback    string // where webhooks go; empty discards them until SetCallback
	AppSecret   string // signs webhooks, required
	VerifyToken string // shown in the handshake
	Token       string // the bearer token of every call; empty accepts any
	Numbers     []Number
	// Templates belong to every account of Numbers.
	Templates []Template
	World     World // DefaultWorld when nil
	Scenario  Scenario
	Log       io.Writer // one line per call; memory only when nil
	BatchMax  int       // updates in a webhook, 1 to 1000; 1000 when 0
	// Shop takes the orders of people, up to 32 at once; person is a Call.To.
	// An error ends the Step it happened in. Orders go nowhere when nil.
	Shop func(ctx context.Context, person string, value int64, currency string, at time.Time) error
}

// Simulator is a Cloud API with people behind it. Its methods are safe for
// concurrent use.
type Simulator struct {
	cfg     Config
	seed    seed
	clock   clock.Clock
	start   time.Time
	secrets whatsapp.Secrets
	net     *netx.Client
	wake    chan struct{} // holds a token when something earlier was queued

	mu         sync.Mutex // guards what follows
	callback   string
	numbers    map[string]*number
	people     roster
	templates  catalog
	media      shelf
	queue      queue
	journal    journal
	subscribed map[string]bool // by account; absent is subscribed
	authorised int             // calls that passed token and number
	stats      Stats
}

// Stats count what the simulator did besides answering calls.
type Stats struct {
	Posts   int // webhooks acknowledged with 200
	Updates int // updates inside them
	Retried int // attempts that were not acknowledged
	Dropped int // updates given up after seven days
	Visits  int // links opened by people
	Robots  int // links opened by the preview robot
	Missed  int // links that could not be opened
	Orders  int // orders the shop took
}

// New checks the configuration and starts nothing.
func New(cfg Config) (*Simulator, error) {
	if cfg.Clock == nil {
		cfg.Clock = &clock.Real{}
	}
	if cfg.World == nil {
		cfg.World = DefaultWorld{}
	}
	if cfg.Log == nil {
		cfg.Log = io.Discard
	}
	cfg.BatchMax = cmp.Or(cfg.BatchMax, 1000)
	if cfg.BatchMax < 1 || cfg.BatchMax > 1000 {
		return nil, fmt.Errorf("simulator: BatchMax is %d, want 1 to 1000", cfg.BatchMax)
	}
	if err := cfg.Scenario.Validate(); err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	secrets, err := whatsapp.NewSecrets(cfg.AppSecret)
	if err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	s := &Simulator{
		cfg: cfg, seed: seed(cfg.Seed), clock: cfg.Clock, start: cfg.Clock.Now(), secrets: secrets, callback: cfg.Callback,
		net:  netx.NewClient(netx.Config{Operator: true, Timeout: 15 * time.Second}),
		wake: make(chan struct{}, 1), journal: journal{out: cfg.Log}, subscribed: map[string]bool{},
		people: newRoster(seed(cfg.Seed)), templates: newCatalog(seed(cfg.Seed)), media: newShelf(),
	}
	if err := s.furnish(); err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	return s, nil
}

// furnish puts the numbers, the templates and the scenario's rulings in.
func (s *Simulator) furnish() error {
	if len(s.cfg.Numbers) == 0 {
		return errors.New("at least one number is required")
	}
	s.numbers = map[string]*number{}
	accounts := map[string]bool{}
	for _, n := range s.cfg.Numbers {
		made, err := newNumber(n)
		if err != nil {
			return err
		}
		if s.numbers[n.ID] != nil {
			return fmt.Errorf("number %s is there twice", n.ID)
		}
		s.numbers[n.ID], accounts[n.WABAID] = made, true
	}
	for _, waba := range slices.Sorted(maps.Keys(accounts)) {
		for _, t := range s.cfg.Templates {
			if err := s.install(waba, t); err != nil {
				return err
			}
		}
	}
	s.scheduleRulings()
	return nil
}

// install takes a template of the configuration in; with several accounts
// only derived ids are unique.
func (s *Simulator) install(waba string, t Template) error {
	if wrong := checkTemplate(t); wrong != nil {
		return fmt.Errorf("template %s/%s: %s", t.Name, t.Language, wrong.details)
	}
	t.Status = cmp.Or(t.Status, Approved)
	kept, err := s.templates.add(waba, t)
	if err == nil {
		s.pace(kept)
	}
	return err
}

// SetCallback says where webhooks go from now on.
func (s *Simulator) SetCallback(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.callback = url
}

// Calls is a copy of the log so far.
func (s *Simulator) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal.calls)
}

// Stats is a copy of the counters.
func (s *Simulator) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stats
}

// NextDue is the instant of the next thing in the queue; ok is false when
// nothing is left to happen.
func (s *Simulator) NextDue() (at time.Time, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.next()
}

// Say lets a person write to a business number now: a first message, a reply
// to a conversation, STOP. from is E.164 ("+33612345678").
func (s *Simulator) Say(numberID, from, text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.numbers[numberID]
	d, ok := dial(from, "")
	if n == nil || !ok {
		return fmt.Errorf("say: number %s or person %q is unknown", numberID, from)
	}
	p, now := s.people.byPhone(d.phone), s.clock.Now()
	p.calls++
	m := &message{from: n, to: p, reaction: Reaction{Reply: &Reply{Text: text, Plain: true}}}
	m.call.WAMID = s.seed.wamid(p.party(), "said", p.address(), text, p.turn())
	s.put(event{due: now.UnixMilli(), stamp: now.UnixMilli(), kind: reply, message: m})
	return nil
}

// put queues an event and wakes whoever sleeps until a later one. The lock is
// held.
func (s *Simulator) put(e event) {
	next, waiting := s.queue.next()
	s.queue.put(e)
	if waiting && e.due >= next.UnixMilli() {
		return
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// latency is the process time this call takes.
func (s *Simulator) latency(c Call) time.Duration {
	l := s.cfg.Scenario.Latency
	if l.Max == 0 {
		return 0
	}
	span := uint64(l.Max-l.Min) + 1
	return time.Duration(l.Min) + time.Duration(s.seed.hash("latency", c.To, c.Opaque, c.WAMID)%span)
}

// trace is an fbtrace_id.
func (s *Simulator) trace(c Call) string {
	return "A" + strconv.FormatUint(s.seed.hash("trace", c.To, c.Opaque, c.At.String()), 36)
}
