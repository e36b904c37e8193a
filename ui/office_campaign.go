package ui

import (
	"context"
	"fmt"

	"accord/campaign"
	"accord/internal/db"
	"accord/internal/operator"
)

// What operators do to campaigns, on a page or by a program: it is done and
// recorded in one transaction.

// campaignSubject is how the audit names a campaign.
func campaignSubject(id campaign.ID) string { return fmt.Sprint("campaign/", int64(id)) }

// keepDraft stores a new draft, for id 0, or another form of one.
func (o *Office) keepDraft(ctx context.Context, by string, d campaign.Draft) (id campaign.ID, err error) {
	action := operator.CampaignSaved
	if d.ID == 0 {
		action = operator.CampaignCreated
	}
	err = o.Operators.Change(ctx, by, func(ctx context.Context, tx *db.Tx) (_ operator.Entry, err error) {
		id, err = o.Campaigns.SaveDraftTx(ctx, tx, d)
		return operator.Entry{Action: action, Subject: campaignSubject(id)}, err
	})
	return id, err
}

func (o *Office) duplicateCampaign(ctx context.Context, by string, like campaign.ID) (id campaign.ID, err error) {
	err = o.Operators.Change(ctx, by, func(ctx context.Context, tx *db.Tx) (_ operator.Entry, err error) {
		id, err = o.Campaigns.DuplicateTx(ctx, tx, like)
		return operator.Entry{Action: operator.CampaignDuplicated, Subject: campaignSubject(id), Detail: map[string]any{"of": int64(like)}}, err
	})
	return id, err
}

func (o *Office) deleteDraft(ctx context.Context, by string, id campaign.ID) error {
	return o.Operators.Change(ctx, by, func(ctx context.Context, tx *db.Tx) (operator.Entry, error) {
		return operator.Entry{Action: operator.CampaignDeleted, Subject: campaignSubject(id)}, o.Campaigns.DeleteDraftTx(ctx, tx, id)
	})
}

// launch freezes a draft when it is what was decided on. people is how many
// were to get a message then, 0 where nobody said.
func (o *Office) launch(ctx context.Context, by string, id campaign.ID, decided campaign.Decided, people int64) error {
	var detail map[string]any
	if people > 0 {
		detail = map[string]any{"people": people}
	}
	return o.Operators.Change(ctx, by, func(ctx context.Context, tx *db.Tx) (operator.Entry, error) {
		return operator.Entry{Action: operator.CampaignLaunched, Subject: campaignSubject(id), Detail: detail}, o.Campaigns.FreezeTx(ctx, tx, id, decided)
	})
}

// A pause and a cancel hold from the moment they are committed; calls that are
// under way by then still arrive, and how many they are is recorded and shown.

func (o *Office) pauseCampaign(ctx context.Context, by string, id campaign.ID) (flying int, err error) {
	return o.halt(ctx, by, operator.CampaignPaused, id, o.Campaigns.PauseTx)
}

func (o *Office) cancelCampaign(ctx context.Context, by string, id campaign.ID) (flying int, err error) {
	return o.halt(ctx, by, operator.CampaignCancelled, id, o.Campaigns.CancelTx)
}

func (o *Office) halt(ctx context.Context, by, action string, id campaign.ID, halt func(context.Context, *db.Tx, campaign.ID) (int, error)) (flying int, err error) {
	err = o.Operators.Change(ctx, by, func(ctx context.Context, tx *db.Tx) (_ operator.Entry, err error) {
		flying, err = halt(ctx, tx, id)
		return operator.Entry{Action: action, Subject: campaignSubject(id), Detail: map[string]any{"in_flight": flying}}, err
	})
	return flying, err
}

func (o *Office) resumeCampaign(ctx context.Context, by string, id campaign.ID) error {
	return o.Operators.Change(ctx, by, func(ctx context.Context, tx *db.Tx) (operator.Entry, error) {
		return operator.Entry{Action: operator.CampaignResumed, Subject: campaignSubject(id)}, o.Campaigns.ResumeTx(ctx, tx, id)
	})
}
