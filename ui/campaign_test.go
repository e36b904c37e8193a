package ui_test

import (
	"context"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"
	"accord/internal/db"
)

const (
	phone = "+33612345678"
	page  = "https://shop.example/spring?ref=1"
)

// placed puts everybody at one moment.
type placed time.Time

func (p placed) Place(_ context.Context, _ campaign.Campaign, who []campaign.Candidate) ([]time.Time, error) {
	slots := make([]time.Time, len(who))
	for i := range slots {
		slots[i] = time.Time(p)
	}
	return slots, nil
}

// sent is what a launched campaign for one person left behind.
type sent struct {
	contact campaign.ContactID
	message campaign.MessageID
	code    campaign.Code
}

// launch runs a campaign for one person up to the planned message.
func (h *house) launch() sent {
	h.t.Helper()
	ctx := context.Background()
	person := h.person(ctx)
	key := campaign.TemplateKey{Name: "spring", Language: "fr"}
	h.must(h.campaigns.SyncTemplates(ctx, "waba", []campaign.Template{{RemoteID: "1", Name: key.Name, Language: key.Language,
		Category: "MARKETING", Status: campaign.Approved, Body: "Bonjour",
		Buttons: []campaign.Button{{Kind: campaign.URLButton, Text: "Voir", URL: "https://l.example/l/{{1}}"}}}}))
	variant := func(k experiment.VariantKey) campaign.Variant {
		return campaign.Variant{Key: k, Weight: 1, Templates: map[string]campaign.TemplateKey{"fr": key}, Links: map[int]string{0: page}}
	}
	c, err := h.campaigns.Create(ctx, campaign.Campaign{Name: "Été 2026", NumberID: "106", Purpose: "marketing.offers",
		StartsAt: start, EndsAt: start.Add(48 * time.Hour), Content: campaign.Content{Salt: "s",
			Variants: []campaign.Variant{variant("A"), variant("B")}, Metrics: campaign.DefaultMetrics(24 * time.Hour)}})
	h.must(err)
	h.must(h.campaigns.Launch(ctx, c.ID, placed(start.Add(time.Minute))))
	made := sent{contact: person}
	var code int64
	h.must(h.db.Get(ctx, &made.message, `SELECT id FROM message WHERE contact_id = ?`, int64(person)))
	h.must(h.db.Get(ctx, &code, `SELECT code FROM link WHERE message_id = ?`, int64(made.message)))
	made.code = campaign.Code(code)
	return made
}

// person is a contact who agreed to offers.
func (h *house) person(ctx context.Context) (id campaign.ContactID) {
	h.t.Helper()
	register := h.campaigns.Consent
	notice := consent.NoticeRef{ID: "n-offers", Version: 1, Lang: "fr"}
	h.must(register.AddPurpose(ctx, consent.Purpose{ID: "marketing.offers", Category: consent.Marketing, NameFR: "Offres", NameEN: "Offers"}))
	h.must(register.PublishNotice(ctx, notice, "marketing.offers", "J’accepte."))
	h.must(h.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		ids, err := h.campaigns.UpsertTx(ctx, tx, []campaign.NewContact{{
			Contact: campaign.Contact{ExternalID: "C-1", Name: "Zoé", Language: "fr", Country: "FR"},
			Address: consent.Address{Kind: consent.Phone, Value: phone}}})
		if err != nil {
			return err
		}
		id = ids[0]
		return register.GrantTx(ctx, tx, id, "marketing.offers", notice, start, consent.Evidence{Method: "web_form", Act: "box"})
	}))
	return id
}
