package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"accord/campaign"
	"accord/internal/db"
	"accord/internal/operator"
)

// campaignFlags name a campaign in a workspace.
type campaignFlags struct {
	folderFlags
	ID int64 `arg:"" help:"Number of the campaign, as listed."`
}

type listCommand struct{ folderFlags }

func (c *listCommand) run(ctx context.Context, a *app) error {
	return a.with(ctx, c.folder(), func(s *session) error {
		list, err := s.Campaigns.List(ctx)
		if err != nil {
			return err
		}
		zone, err := s.zone(ctx)
		if err != nil {
			return err
		}
		t := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(t, "ID\tSTATE\tFROM\tUNTIL\tNAME")
		for _, c := range list {
			_, _ = fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%s\n", c.ID, c.Phase, moment(c.StartsAt, zone), moment(c.EndsAt, zone), c.Name)
		}
		return t.Flush()
	})
}

// zone is the organisation's, by which the pages tell the time, too.
func (s *session) zone(ctx context.Context) (*time.Location, error) {
	o, err := s.Operators.Organisation(ctx)
	if err != nil {
		return nil, err
	}
	return time.LoadLocation(o.Zone)
}

// moment is "2026-11-22 14:05 CET"; a draft may have none yet.
func moment(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return "–"
	}
	return t.In(zone).Format("2006-01-02 15:04 MST")
}

type pauseCommand struct{ campaignFlags }

func (c *pauseCommand) run(ctx context.Context, a *app) error {
	return a.with(ctx, c.folder(), func(s *session) error {
		n, err := c.halt(ctx, s, operator.CampaignPaused, s.Campaigns.PauseTx)
		if err == nil {
			a.printf("Campaign %d is paused; %d calls were under way.\n", c.ID, n)
		}
		return err
	})
}

// halt pauses or cancels, and records it in the same transaction.
func (c *campaignFlags) halt(ctx context.Context, s *session, action string, halt func(context.Context, *db.Tx, campaign.ID) (int, error)) (flying int, err error) {
	err = s.Operators.Change(ctx, operator.Terminal, func(ctx context.Context, tx *db.Tx) (_ operator.Entry, err error) {
		flying, err = halt(ctx, tx, campaign.ID(c.ID))
		return operator.Entry{Action: action, Subject: fmt.Sprint("campaign/", c.ID), Detail: map[string]any{"in_flight": flying}}, err
	})
	return flying, err
}

type resumeCommand struct{ campaignFlags }

func (c *resumeCommand) run(ctx context.Context, a *app) error {
	return a.with(ctx, c.folder(), func(s *session) error {
		err := s.Operators.Change(ctx, operator.Terminal, func(ctx context.Context, tx *db.Tx) (operator.Entry, error) {
			return operator.Entry{Action: operator.CampaignResumed, Subject: fmt.Sprint("campaign/", c.ID)}, s.Campaigns.ResumeTx(ctx, tx, campaign.ID(c.ID))
		})
		if err != nil {
			return err
		}
		a.printf("Campaign %d goes on.\n", c.ID)
		if s.engine != nil {
			return s.engine.Wake(ctx, campaign.ID(c.ID))
		}
		return nil
	})
}

type cancelCommand struct{ campaignFlags }

func (c *cancelCommand) run(ctx context.Context, a *app) error {
	return a.with(ctx, c.folder(), func(s *session) error {
		n, err := c.halt(ctx, s, operator.CampaignCancelled, s.Campaigns.CancelTx)
		if err == nil {
			a.printf("Campaign %d is cancelled; %d calls were under way.\n", c.ID, n)
		}
		return err
	})
}
