package ui_test

import (
	"context"
	"fmt"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"
	"accord/internal/db"
	"accord/internal/operator"
)

// stocked is a workplace with all that a campaign needs: a purpose with its
// notice, a number, two templates and some people who agreed. The first of
// them has taken it back.
type stocked struct {
	*workplace
	people []campaign.ContactID
	path   string // of the campaign that the test is about
}

const offersPurpose, shopNumber = "marketing.offers", "106540352242922"

var offersNotice = consent.NoticeRef{ID: "n-offers", Version: 1, Lang: "fr"}

// stock fills a workplace with so many people.
func (w *workplace) stock(people int) *stocked {
	w.t.Helper()
	ctx := context.Background()
	w.must(w.register.AddPurpose(ctx, consent.Purpose{ID: offersPurpose, Category: consent.Marketing, NameFR: "Offres", NameEN: "Offers"}))
	w.must(w.register.PublishNotice(ctx, offersNotice, offersPurpose, "J’accepte de recevoir des offres."))
	w.must(w.operators.SaveNumber(ctx, operator.Number{ID: shopNumber, WABAID: "102290129340398", Label: "Boutique",
		Token: operator.NewSecret("t"), AppSecrets: []operator.Secret{operator.NewSecret("s")}}, "terminal"))
	w.must(w.campaigns.SyncTemplates(ctx, "102290129340398", []campaign.Template{
		{RemoteID: "1", Name: "spring_short", Language: "fr", Category: "MARKETING", Status: campaign.Approved, Body: "Bonjour {{1}}, le printemps est là."},
		{RemoteID: "2", Name: "spring_link", Language: "fr", Category: "MARKETING", Status: campaign.Approved, Body: "Bonjour {{1}}, voyez nos {{2}}.",
			Header:  &campaign.Header{Format: campaign.FormatImage},
			Buttons: []campaign.Button{{Kind: campaign.URLButton, Text: "Voir", URL: "https://l.example/l/{{1}}"}, {Kind: campaign.QuickReply, Text: "Stop"}}},
		{RemoteID: "3", Name: "ticket", Language: "fr", Category: "UTILITY", Status: campaign.Approved, Body: "Votre billet."},
		{RemoteID: "4", Name: "refused", Language: "fr", Category: "MARKETING", Status: "REJECTED", Body: "Non."},
	}))
	s := &stocked{workplace: w}
	w.must(w.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return s.enter(ctx, tx, people) }))
	return s
}

// enter brings people in; all agree, then the first one takes it back.
func (s *stocked) enter(ctx context.Context, tx *db.Tx, people int) error {
	list := make([]campaign.NewContact, people)
	for i := range list {
		var tags []string
		if i == 2 {
			tags = []string{"vip"}
		}
		list[i] = campaign.NewContact{Contact: campaign.Contact{ExternalID: fmt.Sprintf("C-%d", i), Name: fmt.Sprintf("Personne %03d", i), Language: "fr",
			Country: "FR", Zone: "Europe/Paris", ZoneSource: campaign.ZoneNumber, Attributes: campaign.Attributes{"city": "Lyon"}, Tags: tags},
			Address: consent.Address{Kind: consent.Phone, Value: fmt.Sprintf("+336120%05d", i)}}
	}
	ids, err := s.campaigns.UpsertTx(ctx, tx, list)
	if err != nil {
		return err
	}
	s.people = ids
	for _, id := range ids {
		if err := s.register.GrantTx(ctx, tx, id, offersPurpose, offersNotice, start.Add(-time.Hour), consent.Evidence{Method: "web_form", Act: "box", Source: "boutique en ligne"}); err != nil {
			return err
		}
	}
	return s.register.WithdrawTx(ctx, tx, []consent.Withdrawal{{Subject: ids[0], Scope: consent.StopMarketing, Occurred: start.Add(-time.Minute),
		Evidence: consent.Evidence{Method: "inbound_msg", Act: "keyword", Words: "STOP"}}})
}

// draft is a draft that could be launched; change may alter it.
func (s *stocked) draft(change ...func(*campaign.Draft)) campaign.ID {
	s.t.Helper()
	variant := func(key experiment.VariantKey) campaign.Variant {
		return campaign.Variant{Key: key, Weight: 1, Templates: map[string]campaign.TemplateKey{"fr": {Name: "spring_short", Language: "fr"}},
			Variables: map[string]campaign.Variable{"1": {From: "name", Fallback: "vous"}}}
	}
	d := campaign.Draft{Name: "Printemps", Objective: campaign.ForConversion, NumberID: shopNumber, Purpose: offersPurpose, Rule: &campaign.Rule{},
		Variants: []campaign.Variant{variant("A"), variant("B")}, Window: 24 * time.Hour, StartsAt: start, EndsAt: start.Add(48 * time.Hour)}
	for _, c := range change {
		c(&d)
	}
	id, err := s.campaigns.SaveDraft(context.Background(), d)
	s.must(err)
	s.path = fmt.Sprintf("/campaigns/%d", id)
	return id
}

// running is a campaign that was launched, every message an hour from now.
func (s *stocked) running(change ...func(*campaign.Draft)) campaign.ID {
	s.t.Helper()
	id := s.draft(change...)
	s.must(s.campaigns.Launch(context.Background(), id, placed(start.Add(time.Hour))))
	return id
}

// messages are those of a campaign in the order of their people.
func (s *stocked) messages(id campaign.ID) (ids []campaign.MessageID) {
	s.t.Helper()
	s.must(s.db.Select(context.Background(), &ids, `SELECT id FROM message WHERE campaign_id = ? ORDER BY id`, int64(id)))
	return ids
}

// claim takes messages as a dispatcher would.
func (s *stocked) claim(id campaign.ID, messages ...campaign.MessageID) {
	s.t.Helper()
	s.clock.Advance(start.Add(time.Hour))
	now := s.clock.Now()
	pass := func(_ context.Context, _ *db.Tx, _ campaign.Campaign, due []campaign.Due) ([]campaign.Ruling, error) {
		return make([]campaign.Ruling, len(due)), nil
	}
	s.must(s.db.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := s.campaigns.ClaimTx(ctx, tx, campaign.Claim{Campaign: id, IDs: messages, Now: now, Lease: now.Add(time.Minute), Gate: pass})
		return err
	}))
}

// settle tells what became of the first attempt of a message.
func (s *stocked) settle(message campaign.MessageID, state campaign.State, reason campaign.Reason) {
	s.t.Helper()
	s.must(s.db.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		return s.campaigns.SettleTx(ctx, tx, []campaign.Settlement{{Message: message, Attempt: 1, State: state, Reason: reason, WAMID: fmt.Sprintf("wamid.%d", message)}})
	}))
}

// status reports what WhatsApp says of a message.
func (s *stocked) status(message campaign.MessageID, state campaign.State) {
	s.t.Helper()
	s.must(s.db.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := s.campaigns.AdvanceTx(ctx, tx, []campaign.Report{{Message: message, Status: campaign.Status{State: state, At: s.clock.Now()}}})
		return err
	}))
}

// audited counts what a person has done.
func (p *person) audited(action string) int {
	p.t.Helper()
	return p.count(`SELECT count(*) FROM audit WHERE operator = ? AND action = ?`, p.email, action)
}
