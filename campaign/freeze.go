package campaign

import (
	"context"
	"fmt"

	"accord/internal/db"
)

// Decided is what a launch was decided on; the zero value is whatever there
// is.
type Decided struct {
	Basis    string // of the forecast that was looked at, see [Forecast.Basis]
	Audience int64  // people who matched in it
}

// holds is [ErrChanged] when it was decided on something else. While somebody
// decides, people come and go: one in a hundred is no other audience.
func (d Decided) holds(basis string, audience int64) error {
	switch {
	case d.Basis == "":
		return nil
	case d.Basis != basis:
		return fmt.Errorf("%w: the draft or its segment", ErrChanged)
	case max(d.Audience-audience, audience-d.Audience) > d.Audience/100:
		return fmt.Errorf("%w: %d people match, not %d", ErrChanged, audience, d.Audience)
	}
	return nil
}

// FreezeTx locks a draft in the log and its audience in its table; the
// planning, which may take minutes, goes on when a process next looks at it.
// The errors are those of [Store.Launch], [ErrState] for a campaign that is
// frozen already, and [ErrChanged] where draft, segment or audience are not what
// it was decided on.
func (s *Store) FreezeTx(ctx context.Context, tx *db.Tx, id ID, decided Decided) error {
	c, err := getCampaign(ctx, tx, id, tx.Engine().ForUpdate())
	switch {
	case err != nil:
	case c.Phase != Drafting:
		err = fmt.Errorf("%w: the campaign is %s", ErrState, c.Phase)
	default:
		err = s.freezeTx(ctx, tx, c, decided)
	}
	if err != nil {
		return fmt.Errorf("launch campaign %d: %w", id, err)
	}
	return nil
}

func (s *Store) freezeTx(ctx context.Context, tx *db.Tx, c Campaign, decided Decided) error {
	known, err := s.surroundings(ctx, tx)
	if err != nil {
		return err
	}
	draft := c.Draft()
	if c, err = s.resolved(ctx, tx, c); err != nil {
		return err
	}
	if c.Members, err = s.freezeAudienceTx(ctx, tx, c); err != nil {
		return err
	}
	if err := decided.holds(draft.basis(c.Content.Audience), c.Members); err != nil {
		return err
	}
	findings, err := check(ctx, tx, c, known)
	if err == nil {
		err = refusal(findings)
	}
	if err != nil {
		return err
	}
	return s.lockTx(ctx, tx, c)
}
