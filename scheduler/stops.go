package scheduler

import (
	"context"

	"accord/campaign"
	"accord/campaign/whatsapp"
	"accord/internal/db"
)

// stopsTx pauses the campaigns whose messages failed for a cause that every
// further message would meet: a paused template, a payment problem, a
// restriction. Those codes often come with a status, after a yes to the call.
func (f *facts) stopsTx(ctx context.Context, tx *db.Tx) error {
	var ids []campaign.MessageID
	for _, r := range f.reports {
		if r.State == campaign.Failed && stops(r.Code) {
			ids = append(ids, r.Message)
		}
	}
	paused, err := f.engine.Campaigns.HaltTx(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, id := range paused {
		tx.AfterCommit(func() { f.engine.Log.Error("WhatsApp stops this campaign; it was paused", "campaign", id) })
	}
	return nil
}

// stops says that a code is about more than its own message.
func stops(code int) bool {
	switch whatsapp.RuleFor(code).Action {
	case whatsapp.StopTemplate, whatsapp.StopCampaign, whatsapp.StopNumber:
		return true
	case whatsapp.Retry, whatsapp.RetryOnce, whatsapp.Wait, whatsapp.Drop, whatsapp.OptOut, whatsapp.SuppressCount:
	}
	return false
}
