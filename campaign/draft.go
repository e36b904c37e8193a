package campaign

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"accord/consent"
	"accord/internal/clock"
	"accord/internal/db"
)

// Draft is a campaign while it is being written: anything may be missing. Its
// design is locked, and its experiment made, when it is launched.
type Draft struct {
	ID        ID // 0 for a new one
	Name      string
	Objective Objective
	NumberID  string // WhatsApp phone number id that sends
	Purpose   consent.PurposeID
	// Segment and Rule choose the audience: the people of both, where both are
	// given. The Rule of nothing is everybody; with neither of them nobody has
	// been chosen yet.
	Segment  SegmentID
	Rule     *Rule
	Variants []Variant
	Holdout  int           // share in ten-thousandths
	Window   time.Duration // how long after a send an outcome counts
	StartsAt time.Time     // inclusive; zero for the moment of the launch
	EndsAt   time.Time     // exclusive
	// Salt draws the arms. SaveDraft makes one and keeps it, so that a forecast
	// draws whom the launch will draw.
	Salt string
	// Version is that of the draft as it was read: SaveDraft refuses to write
	// over what somebody else has changed since. Empty writes over anything.
	Version string `json:"-"`
}

// Bounds of a draft.
const (
	nameMax    = 200     // characters
	contentMax = 1 << 18 // bytes, as it is stored
)

// SaveDraftTx stores a draft as it was typed and returns its id, a new one for
// ID 0. It refuses with [ErrInvalid] only what could not be read back: half a
// rule, a purpose or a segment that does not exist, a name of novel length. A
// campaign whose design is locked is no draft any more: [ErrState]. One that is
// not as Version says is [ErrChanged].
func (s *Store) SaveDraftTx(ctx context.Context, tx *db.Tx, d Draft) (ID, error) {
	if utf8.RuneCountInString(d.Name) > nameMax {
		return 0, fmt.Errorf("%w campaign: the name has more than %d characters; shorten it", ErrInvalid, nameMax)
	}
	if d.Rule != nil {
		if err := d.Rule.Validate(); err != nil {
			return 0, err
		}
	}
	c := d.campaign()
	var err error
	if c.ID, c.Content.Salt, err = s.openTx(ctx, tx, d); err == nil {
		err = s.writeDraftTx(ctx, tx, c)
	}
	if err != nil {
		return 0, fmt.Errorf("save draft: %w", err)
	}
	return c.ID, nil
}

// SaveDraft is SaveDraftTx in a transaction of its own.
func (s *Store) SaveDraft(ctx context.Context, d Draft) (id ID, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		id, err = s.SaveDraftTx(ctx, tx, d)
		return err
	})
	return id, err
}

// openTx finds the draft that is to be written, or makes one for id 0.
func (s *Store) openTx(ctx context.Context, tx *db.Tx, d Draft) (id ID, salt string, err error) {
	if d.ID != 0 {
		stored, err := unlockedTx(ctx, tx, d.ID)
		if err == nil && d.Version != "" && d.Version != stored.Draft().Version {
			err = fmt.Errorf("%w: campaign %d", ErrChanged, d.ID)
		}
		return d.ID, stored.Content.Salt, err
	}
	var b [16]byte
	if _, err := io.ReadFull(s.Rand, b[:]); err != nil {
		return 0, "", err
	}
	err = tx.Get(ctx, &id, `INSERT INTO campaign (name, state, number_id, category, content, starts_at, ends_at, created_at)
		VALUES ('', 'draft', '', '', '{}', 0, 0, ?) RETURNING id`, clock.Millis(s.Clock.Now()))
	return id, hex.EncodeToString(b[:]), err
}

// unlockedTx locks the row of a draft whose design is not locked.
func unlockedTx(ctx context.Context, tx *db.Tx, id ID) (Campaign, error) {
	c, err := getCampaign(ctx, tx, id, tx.Engine().ForUpdate())
	switch {
	case err != nil:
		return c, err
	case c.Phase != Drafting:
		return c, fmt.Errorf("%w: campaign %d is %s", ErrState, id, c.Phase)
	case c.Experiment != 0:
		return c, fmt.Errorf("%w: the design of campaign %d is locked; duplicate it, or cancel it", ErrState, id)
	}
	return c, nil
}

func (s *Store) writeDraftTx(ctx context.Context, tx *db.Tx, c Campaign) error {
	category, err := categoryOf(ctx, tx, c.Purpose)
	if err != nil {
		return err
	}
	if _, err := s.segmentRule(ctx, tx, c.Content.Segment); err != nil {
		return err
	}
	content, err := json.Marshal(c.Content)
	if err != nil {
		return err
	}
	if len(content) > contentMax {
		return fmt.Errorf("%w campaign: it takes %d bytes; say it in at most %d", ErrInvalid, len(content), contentMax)
	}
	var segment any
	if c.Content.Segment != 0 {
		segment = int64(c.Content.Segment)
	}
	_, err = tx.Exec(ctx, `UPDATE campaign SET name = ?, number_id = ?, purpose = ?, category = ?, segment_id = ?, content = ?,
		starts_at = ?, ends_at = ? WHERE id = ?`, c.Name, c.NumberID, nullable(string(c.Purpose)), string(category), segment, string(content),
		clock.Millis(c.StartsAt), clock.Millis(c.EndsAt), int64(c.ID))
	return err
}

// GetDraft is a campaign as its maker chose it, launched or not.
func (s *Store) GetDraft(ctx context.Context, r db.Reader, id ID) (Draft, error) {
	c, err := s.Get(ctx, r, id)
	if err != nil {
		return Draft{}, err
	}
	return c.Draft(), nil
}

// DeleteDraftTx removes a draft whose design is not locked; any other campaign
// is [ErrState].
func (s *Store) DeleteDraftTx(ctx context.Context, tx *db.Tx, id ID) error {
	if _, err := unlockedTx(ctx, tx, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM campaign WHERE id = ?`, int64(id))
	return err
}

// campaign is the draft as it is stored.
func (d Draft) campaign() Campaign {
	return Campaign{ID: d.ID, Name: d.Name, Phase: Drafting, NumberID: d.NumberID, Purpose: d.Purpose, StartsAt: d.StartsAt, EndsAt: d.EndsAt,
		Content: Content{Objective: d.Objective, Window: d.Window, Segment: d.Segment, Rule: d.Rule,
			Variants: d.Variants, Holdout: d.Holdout, Salt: d.Salt}}
}

// Draft is what a campaign was made from. One that was made at once, by
// Create, has its audience and its goal in their locked form only.
func (c Campaign) Draft() Draft {
	d := Draft{ID: c.ID, Name: c.Name, Objective: c.Content.Objective, NumberID: c.NumberID, Purpose: c.Purpose,
		Segment: c.Content.Segment, Rule: c.Content.Rule, Variants: c.Content.Variants, Holdout: c.Content.Holdout,
		Window: c.Content.Window, StartsAt: c.StartsAt, EndsAt: c.EndsAt, Salt: c.Content.Salt}
	if c.Experiment != 0 && d.Objective == "" {
		d.Objective, d.Window = objectiveOf(c.Content.design())
		d.Rule = &c.Content.Audience
	}
	d.Version = fingerprint(d)
	return d
}
