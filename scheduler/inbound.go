package scheduler

import (
	"context"
	"fmt"

	"accord/campaign"
	"accord/campaign/whatsapp"
	"accord/consent"
	"accord/internal/clock"
	"accord/internal/db"
)

// inboundTx takes in what people wrote and tapped: a stop word or an opt-out
// button withdraws at once, anything else is a reply.
func (f *facts) inboundTx(ctx context.Context, tx *db.Tx) error {
	fresh, err := f.freshTx(ctx, tx)
	if err != nil || len(fresh) == 0 {
		return err
	}
	parties := make([]whatsapp.Party, len(fresh))
	for i, ev := range fresh {
		parties[i] = ev.Party
	}
	owners, err := f.ownersTx(ctx, tx, parties)
	if err != nil {
		return err
	}
	var replies, optOuts []campaign.Reply
	var withdrawals []consent.Withdrawal
	var strangers []consent.Address
	for _, ev := range fresh {
		subject, known := owners[ev.Party]
		if !known {
			if optOut(ev) != "" { // a stranger may be on tomorrow's list
				strangers = append(strangers, addressesOf(ev.Party)...)
			}
			continue
		}
		at := orNow(ev.At, f.engine.clock.Now())
		reply := campaign.Reply{Contact: subject, Quoted: ev.Answers(), At: at}
		if scope := optOut(ev); scope != "" {
			optOuts = append(optOuts, reply)
			withdrawals = append(withdrawals, consent.Withdrawal{Subject: subject, Scope: scope, Occurred: at, Evidence: proofOf(ev)})
		} else if ev.Message.Type != "system" && ev.Message.Type != "unsupported" {
			replies = append(replies, reply)
		}
	}
	if err := f.engine.Consent.SuppressTx(ctx, tx, consent.FromStranger, strangers); err != nil {
		return err
	}
	if err := f.engine.Campaigns.ReplyTx(ctx, tx, replies); err != nil {
		return err
	}
	if err := f.engine.Campaigns.OptOutTx(ctx, tx, optOuts); err != nil {
		return err
	}
	return f.engine.Consent.WithdrawTx(ctx, tx, withdrawals)
}

// optOut is the scope of a withdrawal, empty when the message is none. Buttons
// match by payload, words as a whole message.
func optOut(ev whatsapp.InboundEvent) consent.Scope {
	if ev.Payload() == campaign.OptOutPayload {
		return consent.StopMarketing
	}
	switch consent.ReadKeyword(ev.Words()) {
	case consent.KeywordStop:
		return consent.StopMarketing
	case consent.KeywordAll:
		return consent.StopEverything
	case consent.NoKeyword:
	}
	return ""
}

func proofOf(ev whatsapp.InboundEvent) consent.Evidence {
	proof := consent.Evidence{Method: "inbound_msg", Act: "keyword", Reference: ev.Message.ID, Words: shorten(ev.Words(), 300)}
	if ev.Message.Text == nil { // the words are those of what was tapped
		proof.Act = "button"
	}
	return proof
}

func shorten(text string, runes int) string {
	for i := range text {
		if runes--; runes < 0 {
			return text[:i]
		}
	}
	return text
}

// freshTx keeps the messages that have not been taken in before.
func (f *facts) freshTx(ctx context.Context, tx *db.Tx) ([]whatsapp.InboundEvent, error) {
	set, byID := db.NewSet(db.Text("wamid")), map[string]whatsapp.InboundEvent{}
	for _, ev := range f.inbound {
		if _, twice := byID[ev.Message.ID]; !twice && ev.Message.ID != "" {
			byID[ev.Message.ID] = ev
			set.Add(ev.Message.ID)
		}
	}
	var wamids []string
	err := tx.SelectSet(ctx, &wamids, set, `INSERT INTO inbound (wamid, at) SELECT wamid, ? FROM v WHERE true
		ON CONFLICT DO NOTHING RETURNING wamid`, clock.Millis(f.engine.clock.Now()))
	if err != nil {
		return nil, fmt.Errorf("take in messages: %w", err)
	}
	fresh := make([]whatsapp.InboundEvent, len(wamids))
	for i, id := range wamids {
		fresh[i] = byID[id]
	}
	return fresh, nil
}
