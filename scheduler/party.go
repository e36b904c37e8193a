package scheduler

import (
	"context"
	"fmt"

	"accord/campaign"
	"accord/campaign/whatsapp"
	"accord/consent"
	"accord/internal/db"
)

// addressesOf is the number, then the user id, each when it is well formed.
func addressesOf(p whatsapp.Party) []consent.Address {
	var list []consent.Address
	for _, a := range []consent.Address{{Kind: consent.Phone, Value: "+" + p.WaID}, {Kind: consent.UserID, Value: p.UserID}} {
		if a.Validate() == nil {
			list = append(list, a)
		}
	}
	return list
}

// ownersTx finds whom the platform means: by number, else by WhatsApp user id.
// When it gives both, the user id is kept for the day it gives only that.
// Strangers are absent.
func (f *facts) ownersTx(ctx context.Context, tx *db.Tx, parties []whatsapp.Party) (map[whatsapp.Party]campaign.ContactID, error) {
	var addresses []consent.Address
	for _, p := range parties {
		addresses = append(addresses, addressesOf(p)...)
	}
	found, err := f.engine.Consent.FindAll(ctx, tx, addresses)
	if err != nil {
		return nil, err
	}
	for _, p := range parties { // all of them first: one may explain another
		list := addressesOf(p)
		if len(list) < 2 || found[list[0]] == 0 || found[list[1]] != 0 {
			continue
		}
		if err := f.engine.Consent.AttachTx(ctx, tx, found[list[0]], list[1]); err != nil {
			return nil, err
		}
		found[list[1]] = found[list[0]]
	}
	owners := make(map[whatsapp.Party]campaign.ContactID, len(parties))
	for _, p := range parties {
		for _, a := range addressesOf(p) {
			if id := found[a]; id != 0 {
				owners[p] = id
				break
			}
		}
	}
	return owners, nil
}

// notice remembers the user id of somebody whose number the platform keeps
// back, with the message of ours that it reports on.
func (f *facts) notice(p whatsapp.Party, id campaign.MessageID) {
	a := consent.Address{Kind: consent.UserID, Value: p.UserID}
	if p.WaID != "" || id == 0 || a.Validate() != nil {
		return
	}
	if f.hidden == nil {
		f.hidden = map[consent.Address]campaign.MessageID{}
	}
	f.hidden[a] = id
}

// learnTx keeps the user ids of those whose number is kept back: what they
// write, a STOP too, will come under nothing else.
func (f *facts) learnTx(ctx context.Context, tx *db.Tx) error {
	if len(f.hidden) == 0 {
		return nil
	}
	var addresses []consent.Address
	set := db.NewSet(db.Int("id"))
	for a, id := range f.hidden {
		addresses = append(addresses, a)
		set.Add(int64(id))
	}
	known, err := f.engine.Consent.FindAll(ctx, tx, addresses)
	if err != nil || len(known) == len(addresses) {
		return err
	}
	var rows []struct {
		ID      campaign.MessageID `db:"id"`
		Contact campaign.ContactID `db:"contact_id"`
	}
	if err := tx.SelectSet(ctx, &rows, set, `SELECT m.id, m.contact_id FROM v JOIN message m ON m.id = v.id`); err != nil {
		return fmt.Errorf("whose user ids: %w", err)
	}
	contacts := make(map[campaign.MessageID]campaign.ContactID, len(rows))
	for _, r := range rows {
		contacts[r.ID] = r.Contact
	}
	for _, a := range addresses {
		contact, ours := contacts[f.hidden[a]]
		if known[a] != 0 || !ours {
			continue
		}
		if err := f.engine.Consent.AttachTx(ctx, tx, contact, a); err != nil {
			return err
		}
	}
	return nil
}
