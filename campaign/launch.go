package campaign

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"accord/consent"
	"accord/internal/clock"
	"accord/internal/db"
)

// Launch freezes the audience, plans every member, and starts the campaign.
// After an interruption it goes on where it stopped.
func (s *Store) Launch(ctx context.Context, id ID, placer Placer) error {
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := getCampaign(ctx, tx, id, tx.Engine().ForUpdate())
		if err != nil || c.Phase == Planning {
			return err
		}
		return s.FreezeTx(ctx, tx, id, Decided{})
	})
	if err != nil {
		return err
	}
	c, err := s.Get(ctx, s.db, id)
	if err != nil {
		return err
	}
	p, err := s.newPlanner(ctx, c, placer)
	if err != nil {
		return fmt.Errorf("plan campaign %d: %w", id, err)
	}
	for more := true; more; {
		if more, err = s.planPage(ctx, p); err != nil {
			return fmt.Errorf("plan campaign %d: %w", id, err)
		}
	}
	if err := errors.Join(s.db.Analyze(ctx, "audience", "message", "link"), s.Experiment.Analyze(ctx)); err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE campaign SET state = 'running' WHERE id = ? AND state = 'planning'`, int64(id))
		return err
	})
}

// lockTx makes what was checked unchangeable: the experiment of a draft, its
// content, the pages behind its links, and the plan's leaf in the log.
func (s *Store) lockTx(ctx context.Context, tx *db.Tx, c Campaign) (err error) {
	if c.Experiment == 0 {
		if c.Experiment, err = s.Experiment.CreateTx(ctx, tx, c.Content.design()); err != nil {
			return err
		}
	}
	content, err := json.Marshal(c.Content)
	if err != nil {
		return err
	}
	if err := linkTargetsTx(ctx, tx, c); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE campaign SET state = 'planning', experiment_id = ?, segment_id = NULL, content = ?, starts_at = ?,
		audience_size = ?, launched_at = ? WHERE id = ?`, int64(c.Experiment), string(content), clock.Millis(c.StartsAt), c.Members,
		clock.Millis(s.Clock.Now()), int64(c.ID)); err != nil {
		return err
	}
	return consent.AppendTx(ctx, tx, []consent.Leaf{planLeaf(c)})
}

func planLeaf(c Campaign) consent.Leaf {
	sum := sha256.Sum256(c.Content.design().Canonical())
	return consent.Leaf{Kind: "plan", Body: map[string]any{
		"campaign": int64(c.ID), "experiment": int64(c.Experiment), "purpose": string(c.Purpose),
		"design_sha256": hex.EncodeToString(sum[:]), "starts_at": clock.Millis(c.StartsAt), "ends_at": clock.Millis(c.EndsAt),
	}}
}

// planSize is how many members one transaction plans.
const planSize = 2000

// planPage decides the next members and writes what became of them.
func (s *Store) planPage(ctx context.Context, p planner) (more bool, err error) {
	members, err := s.undecided(ctx, p.campaign.ID)
	if err != nil || len(members) == 0 {
		return false, err
	}
	planned, err := p.decide(ctx, members)
	if err != nil {
		return false, err
	}
	return true, s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return s.writePlanTx(ctx, tx, planned, members) })
}

func (s *Store) undecided(ctx context.Context, id ID) ([]member, error) {
	var rows []contactRow
	err := s.db.Select(ctx, &rows, `SELECT `+contactColumns+` FROM audience a JOIN contact c ON c.id = a.contact_id
		WHERE a.campaign_id = ? AND a.decided = 0 ORDER BY a.contact_id LIMIT ?`, int64(id), planSize)
	if err != nil {
		return nil, fmt.Errorf("read the audience: %w", err)
	}
	return membersOf(rows)
}
