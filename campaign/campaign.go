package campaign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"accord/consent"
	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
)

// Phase is where a campaign stands.
type Phase string

// The phases.
const (
	Drafting Phase = "draft"
	Planning Phase = "planning" // the audience is frozen and being planned; goes on after a restart
	Running  Phase = "running"
	Paused   Phase = "paused"
	Finished Phase = "finished" // every message has ended
	Stopped  Phase = "cancelled"
)

// Campaign is one message, in variants, for one audience.
type Campaign struct {
	ID         ID
	Name       string
	Phase      Phase
	NumberID   string // WhatsApp phone number id that sends
	Purpose    consent.PurposeID
	Category   consent.Category
	Experiment experiment.ID // 0 until the design is locked
	StartsAt   time.Time     // inclusive
	EndsAt     time.Time     // exclusive: nothing is sent from then on
	CreatedAt  time.Time
	LaunchedAt time.Time // when the audience was frozen; zero before
	EndedAt    time.Time // zero before
	Members    int64     // people of the audience that was frozen at launch
	Content    Content
}

// Content is what is locked at launch: the first four as they were chosen, the
// rest as it was made of them.
type Content struct {
	Objective   Objective           `json:"objective,omitempty"`
	Window      time.Duration       `json:"window,omitempty"`  // of the outcomes
	Segment     SegmentID           `json:"segment,omitempty"` // with Rule: who was chosen; Audience is what became of it
	Rule        *Rule               `json:"rule,omitempty"`
	Audience    Rule                `json:"audience"`
	Variants    []Variant           `json:"variants"`
	Holdout     int                 `json:"holdout"` // share in ten-thousandths
	Metrics     []experiment.Metric `json:"metrics"`
	Salt        string              `json:"salt"`
	Assignment  *Assignment         `json:"assignment,omitempty"`   // imported with the contacts; otherwise drawn
	IgnoreHours bool                `json:"ignore_hours,omitempty"` // a replay of the past keeps no quiet hours
	IgnoreCaps  bool                `json:"ignore_caps,omitempty"`
}

// Assignment reads the arm from an attribute of the contact.
type Assignment struct {
	Attribute string                           `json:"attribute"`
	Arms      map[string]experiment.VariantKey `json:"arms"` // by the attribute's value; "holdout" is an arm
}

// DefaultMetrics measures everything within one window, conversion being the goal.
func DefaultMetrics(window time.Duration) []experiment.Metric {
	return []experiment.Metric{
		{Name: experiment.Converted, Role: experiment.Goal, Window: window},
		{Name: experiment.Revenue, Role: experiment.Secondary, Sum: true, Window: window},
		{Name: experiment.Clicked, Role: experiment.Secondary, Window: window},
		{Name: experiment.Replied, Role: experiment.Secondary, Window: window},
		{Name: experiment.Read, Role: experiment.Secondary, Window: window},
		{Name: experiment.Delivered, Role: experiment.Secondary, Window: window},
		{Name: experiment.OptedOut, Role: experiment.Guardrail, Window: window},
	}
}

// design is the experiment behind the content.
func (c Content) design() experiment.Design {
	d := experiment.Design{Holdout: c.Holdout, Metrics: c.Metrics, Salt: c.Salt}
	for _, v := range c.Variants {
		d.Variants = append(d.Variants, experiment.Variant{Key: v.Key, Weight: v.Weight})
	}
	return d
}

func (c Campaign) validate() error {
	switch {
	case c.Name == "":
		return fmt.Errorf("%w campaign: it needs a name", ErrInvalid)
	case c.NumberID == "":
		return fmt.Errorf("%w campaign: choose the number that sends", ErrInvalid)
	case !c.EndsAt.After(c.StartsAt):
		return fmt.Errorf("%w campaign: the end %s is not after the start %s", ErrInvalid, c.EndsAt, c.StartsAt)
	case c.EndsAt.Sub(c.StartsAt) > 366*24*time.Hour:
		return fmt.Errorf("%w campaign: the window is longer than a year", ErrInvalid)
	}
	if err := c.Content.Audience.Validate(); err != nil {
		return err
	}
	return c.Content.design().Validate()
}

// Create stores a campaign that is complete, locks its design at once, and
// returns it with its ids. For one that is still being written see SaveDraft.
func (s *Store) Create(ctx context.Context, c Campaign) (Campaign, error) {
	if err := c.validate(); err != nil {
		return c, err
	}
	content, err := json.Marshal(c.Content)
	if err != nil {
		return c, fmt.Errorf("create campaign: %w", err)
	}
	c.Phase, c.CreatedAt = Drafting, s.Clock.Now()
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if c.Category, err = purposeCategory(ctx, tx, c.Purpose); err != nil {
			return err
		}
		if c.Experiment, err = s.Experiment.CreateTx(ctx, tx, c.Content.design()); err != nil {
			return err
		}
		return tx.Get(ctx, &c.ID, `INSERT INTO campaign (name, state, number_id, experiment_id, purpose, category, content,
				starts_at, ends_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
			c.Name, string(Drafting), c.NumberID, int64(c.Experiment), string(c.Purpose), string(c.Category), string(content),
			clock.Millis(c.StartsAt), clock.Millis(c.EndsAt), clock.Millis(c.CreatedAt))
	})
	if err != nil {
		return c, fmt.Errorf("create campaign: %w", err)
	}
	return c, nil
}

// purposeCategory is the category of messages for a purpose.
func purposeCategory(ctx context.Context, r db.Reader, id consent.PurposeID) (category consent.Category, err error) {
	err = r.Get(ctx, &category, `SELECT category FROM purpose WHERE id = ?`, string(id))
	if errors.Is(err, db.ErrNotFound) {
		return "", fmt.Errorf("%w campaign: there is no purpose %q; choose one that exists", ErrInvalid, id)
	}
	if err != nil {
		return "", fmt.Errorf("purpose %q: %w", id, err)
	}
	return category, nil
}

type campaignRow struct {
	ID         ID                `db:"id"`
	Name       string            `db:"name"`
	Phase      Phase             `db:"state"`
	NumberID   string            `db:"number_id"`
	Experiment experiment.ID     `db:"experiment_id"`
	Purpose    consent.PurposeID `db:"purpose"`
	Category   consent.Category  `db:"category"`
	Content    string            `db:"content"`
	StartsAt   int64             `db:"starts_at"`
	EndsAt     int64             `db:"ends_at"`
	Members    int64             `db:"audience_size"`
	CreatedAt  int64             `db:"created_at"`
	LaunchedAt int64             `db:"launched_at"`
	EndedAt    int64             `db:"ended_at"`
}

const campaignColumns = `id, name, state, number_id, coalesce(experiment_id, 0) AS experiment_id, coalesce(purpose, '') AS purpose, category, content,
	starts_at, ends_at, audience_size, created_at, coalesce(launched_at, 0) AS launched_at, coalesce(ended_at, 0) AS ended_at`

func (r campaignRow) campaign() (Campaign, error) {
	c := Campaign{ID: r.ID, Name: r.Name, Phase: r.Phase, NumberID: r.NumberID, Purpose: r.Purpose, Category: r.Category,
		Experiment: r.Experiment, StartsAt: clock.At(r.StartsAt), EndsAt: clock.At(r.EndsAt), Members: r.Members,
		CreatedAt: clock.At(r.CreatedAt), LaunchedAt: clock.At(r.LaunchedAt), EndedAt: clock.At(r.EndedAt)}
	if err := json.Unmarshal([]byte(r.Content), &c.Content); err != nil {
		return c, fmt.Errorf("campaign %d: %w", r.ID, err)
	}
	return c, nil
}

// Get loads a campaign.
func (s *Store) Get(ctx context.Context, r db.Reader, id ID) (Campaign, error) {
	return getCampaign(ctx, r, id, "")
}

func getCampaign(ctx context.Context, r db.Reader, id ID, lock string) (Campaign, error) {
	var row campaignRow
	err := r.Get(ctx, &row, `SELECT `+campaignColumns+` FROM campaign WHERE id = ?`+lock, int64(id))
	if errors.Is(err, db.ErrNotFound) {
		return Campaign{}, fmt.Errorf("campaign %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return Campaign{}, fmt.Errorf("campaign %d: %w", id, err)
	}
	return row.campaign()
}

// List loads all campaigns, newest first.
func (s *Store) List(ctx context.Context) ([]Campaign, error) {
	return s.list(ctx, `SELECT `+campaignColumns+` FROM campaign ORDER BY id DESC LIMIT 1000`)
}

// Active loads the campaigns that have something to do.
func (s *Store) Active(ctx context.Context) ([]Campaign, error) {
	return s.list(ctx, `SELECT `+campaignColumns+` FROM campaign WHERE state IN ('planning', 'running') ORDER BY id`)
}

func (s *Store) list(ctx context.Context, query string) ([]Campaign, error) {
	var rows []campaignRow
	if err := s.db.Select(ctx, &rows, query); err != nil {
		return nil, fmt.Errorf("list campaigns: %w", err)
	}
	list := make([]Campaign, len(rows))
	for i, row := range rows {
		var err error
		if list[i], err = row.campaign(); err != nil {
			return nil, err
		}
	}
	return list, nil
}
