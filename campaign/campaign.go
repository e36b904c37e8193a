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
	Draft    Phase = "draft"
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
	Experiment experiment.ID
	StartsAt   time.Time // inclusive
	EndsAt     time.Time // exclusive: nothing is sent from then on
	Content    Content
}

// Content is what is locked at launch.
type Content struct {
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

// Create stores a draft and its experiment, and returns it with its ids.
func (s *Store) Create(ctx context.Context, c Campaign) (Campaign, error) {
	if err := c.validate(); err != nil {
		return c, err
	}
	content, err := json.Marshal(c.Content)
	if err != nil {
		return c, fmt.Errorf("create campaign: %w", err)
	}
	c.Phase = Draft
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := tx.Get(ctx, &c.Category, `SELECT category FROM purpose WHERE id = ?`, string(c.Purpose))
		if errors.Is(err, db.ErrNotFound) {
			return fmt.Errorf("%w campaign: there is no purpose %q", ErrInvalid, c.Purpose)
		}
		if err != nil {
			return fmt.Errorf("purpose %q: %w", c.Purpose, err)
		}
		if c.Experiment, err = s.Experiment.CreateTx(ctx, tx, c.Content.design()); err != nil {
			return err
		}
		return tx.Get(ctx, &c.ID, `INSERT INTO campaign (name, state, number_id, experiment_id, purpose, category, content,
				starts_at, ends_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
			c.Name, string(Draft), c.NumberID, int64(c.Experiment), string(c.Purpose), string(c.Category), string(content),
			clock.Millis(c.StartsAt), clock.Millis(c.EndsAt), clock.Millis(s.Clock.Now()))
	})
	if err != nil {
		return c, fmt.Errorf("create campaign: %w", err)
	}
	return c, nil
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
}

const campaignColumns = `id, name, state, number_id, experiment_id, purpose, category, content, starts_at, ends_at`

func (r campaignRow) campaign() (Campaign, error) {
	c := Campaign{ID: r.ID, Name: r.Name, Phase: r.Phase, NumberID: r.NumberID, Purpose: r.Purpose, Category: r.Category,
		Experiment: r.Experiment, StartsAt: clock.At(r.StartsAt), EndsAt: clock.At(r.EndsAt)}
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
