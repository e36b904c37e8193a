package scheduler

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"accord/campaign"
	"accord/internal/db"
)

// answer is what one call came back with.
type answer struct {
	message campaign.Outgoing
	wamid   string
	err     error
}

// settle is T2: it writes the outcome of the calls, gives back the cap slots
// of those that were not taken, and does what a refusal asks for.
func (e *Engine) settle(ctx context.Context, claimed campaign.Claimed, answers []answer, settled []campaign.Settlement) error {
	contacts := make(map[campaign.MessageID]campaign.ContactID, len(claimed.Messages))
	for _, m := range claimed.Messages {
		contacts[m.ID] = m.Contact
	}
	after := consequences{calls: len(answers)}
	var unsent []campaign.MessageID
	for _, s := range settled {
		unsent = append(unsent, s.Message)
	}
	now := e.clock.Now()
	for _, a := range answers {
		s := campaign.Settlement{Message: a.message.Message, Attempt: a.message.Attempt}
		refusal, refused := campaign.AsRefusal(a.err)
		switch {
		case a.err == nil:
			s.State, s.WAMID = campaign.Accepted, a.wamid
		case !refused:
			s.State, s.Reason = campaign.Unknown, campaign.ReasonLost
		default:
			unsent = append(unsent, s.Message)
			s.State, s.Reason = campaign.Failed, campaign.Reason(campaign.CodeReason(refusal.Code))
			if again := after.add(refusal, contacts[s.Message]); again {
				s.State, s.Again = campaign.Planned, now.Add(refusal.Wait)
			}
		}
		settled = append(settled, s)
	}
	slices.SortFunc(settled, func(a, b campaign.Settlement) int { return cmp.Compare(a.Message, b.Message) })
	err := e.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := e.Campaigns.SettleTx(ctx, tx, settled); err != nil {
			return err
		}
		if err := uncountTx(ctx, tx, unsent); err != nil {
			return err
		}
		return e.followTx(ctx, tx, claimed.Campaign, after)
	})
	if err != nil {
		return fmt.Errorf("settle %d messages: %w", len(settled), err)
	}
	return e.stopFor(ctx, claimed.Campaign, after)
}

// consequences are what refusals ask for beyond their own message.
type consequences struct {
	calls    int // how many were made
	slow     int // how many of them were refused for being too fast
	stop     *campaign.Refusal
	optedOut []campaign.ContactID
}

// add notes a refusal and says whether its message may be sent again.
func (c *consequences) add(r *campaign.Refusal, contact campaign.ContactID) (again bool) {
	switch r.Action {
	case campaign.Retry:
		return true
	case campaign.SlowDown:
		c.slow++
		return true
	case campaign.StopCampaign, campaign.StopNumber:
		c.stop = r
		return true // once a person has mended the cause and resumed
	case campaign.RecordOptOut:
		c.optedOut = append(c.optedOut, contact)
	case campaign.GiveUp:
	}
	return false
}

func (e *Engine) followTx(ctx context.Context, tx *db.Tx, c campaign.Campaign, after consequences) error {
	if after.slow > 0 {
		if err := e.slowDownTx(ctx, tx, c.NumberID, after.slow, after.calls); err != nil {
			return err
		}
	}
	var list []choice
	for _, id := range after.optedOut {
		list = append(list, choice{id, true, e.clock.Now(), fromRefusal})
	}
	return e.chooseTx(ctx, tx, list)
}

// stopFor pauses a campaign that a refusal stops; a person must look.
func (e *Engine) stopFor(ctx context.Context, c campaign.Campaign, after consequences) error {
	if after.stop == nil {
		return nil
	}
	e.Log.Error("WhatsApp stops this campaign; it was paused", "campaign", c.ID, "code", after.stop.Code, "detail", after.stop.Detail)
	_, err := e.Campaigns.Pause(ctx, c.ID)
	return err
}
