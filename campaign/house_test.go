package campaign_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/consent/state"
	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/db/dbtest"
	"accord/internal/secret"
)

const (
	offers     consent.PurposeID = "marketing.offers"
	news       consent.PurposeID = "marketing.news"
	goalWindow                   = 48 * time.Hour
)

var offersNotice = consent.NoticeRef{ID: "n-offers", Version: 1, Lang: "fr"}

// house is a shop with a register, templates and a clock that is moved by hand.
type house struct {
	*campaign.Store
	t     testing.TB
	db    *db.DB
	clock *clock.Manual
}

func newHouse(t testing.TB, d *db.DB, change ...func(*campaign.Config)) house {
	t.Helper()
	c := clock.NewManual(noon)
	register, err := consent.New(consent.Config{DB: d, Keys: secret.Ephemeral(), Clock: c, Rand: rand.NewChaCha8([32]byte{7})}) // the same people each time
	if err != nil {
		t.Fatal(err)
	}
	config := campaign.Config{DB: d, Clock: c, Consent: register, Experiment: experiment.New(d, c)}
	for _, fn := range change {
		fn(&config)
	}
	store, err := campaign.New(config)
	if err != nil {
		t.Fatal(err)
	}
	h := house{store, t, d, c}
	for _, id := range []consent.PurposeID{offers, news} {
		h.must(register.AddPurpose(t.Context(), consent.Purpose{ID: id, Category: consent.Marketing, NameFR: string(id), NameEN: string(id)}))
	}
	h.must(register.PublishNotice(t.Context(), offersNotice, offers, "J’accepte de recevoir les offres par WhatsApp."))
	h.must(store.SyncTemplates(t.Context(), "waba", houseTemplates))
	return h
}

func eachHouse(t *testing.T, fn func(t *testing.T, h house)) {
	dbtest.Each(t, []db.Schema{consent.Schema, experiment.Schema, campaign.Schema}, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		fn(t, h)
		h.wantTally()
	})
}

func (h house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h house) write(fn func(ctx context.Context, tx *db.Tx) error) {
	h.t.Helper()
	h.must(h.db.Write(h.t.Context(), fn))
}

// number is a query's single number.
func (h house) number(query string, args ...any) (n int64) {
	h.t.Helper()
	h.must(h.db.Get(h.t.Context(), &n, query, args...))
	return n
}

func housePhone(i int) consent.Address {
	return consent.Address{Kind: consent.Phone, Value: fmt.Sprintf("+336%08d", i)}
}

// stranger tags a contact who has not agreed to anything.
const stranger = "stranger"

// people adds n contacts who speak French and have agreed to offers; change
// may alter each of them.
func (h house) people(n int, change ...func(i int, c *campaign.NewContact)) []campaign.ContactID {
	h.t.Helper()
	list, ids := make([]campaign.NewContact, n), []campaign.ContactID(nil)
	for i := range list {
		list[i] = campaign.NewContact{Address: housePhone(i), Contact: campaign.Contact{ExternalID: fmt.Sprint("C-", i), Name: fmt.Sprint("Person ", i),
			Language: "fr", Country: "FR", Zone: "Europe/Paris", ZoneSource: campaign.ZoneNumber,
			Attributes: campaign.Attributes{"first_name": fmt.Sprint("Léa", i)}}}
		for _, fn := range change {
			fn(i, &list[i])
		}
	}
	h.write(func(ctx context.Context, tx *db.Tx) (err error) {
		if ids, err = h.UpsertTx(ctx, tx, list); err != nil {
			return err
		}
		var grants []consent.Event
		for i, id := range ids {
			if !slices.Contains(list[i].Tags, stranger) {
				grants = append(grants, consent.Event{Subject: id, Purpose: offers, Kind: state.Grant, Occurred: h.clock.Now(), Notice: offersNotice,
					Evidence: consent.Evidence{Method: "web_form", Act: "box"}})
			}
		}
		return h.Consent.RecordTx(ctx, tx, grants)
	})
	return ids
}

func (h house) withdraw(id campaign.ContactID) {
	h.t.Helper()
	h.must(h.Consent.Withdraw(h.t.Context(), consent.Withdrawal{Subject: id, Scope: consent.StopMarketing, Occurred: h.clock.Now()}))
}

// houseTemplates are two texts in two languages.
var houseTemplates = []campaign.Template{
	{RemoteID: "1", Name: "spring_a", Language: "fr", Category: "MARKETING", Status: "APPROVED", Body: "Bonjour {{1}}, le printemps est là.",
		Buttons: []campaign.Button{{Kind: campaign.URLButton, Text: "Voir", URL: "https://lumen.example/l/{{1}}"}, {Kind: campaign.QuickReply, Text: "STOP"}}},
	{RemoteID: "2", Name: "spring_b", Language: "fr", Category: "MARKETING", Status: "APPROVED", Body: "{{first_name}}, −20 % ce week-end.",
		Buttons: []campaign.Button{{Kind: campaign.QuickReply, Text: "STOP"}, {Kind: campaign.URLButton, Text: "Voir", URL: "https://lumen.example/l/{{1}}"}, {Kind: campaign.CopyCode, Text: "Copier"}}},
	{RemoteID: "3", Name: "spring_a", Language: "en_US", Category: "MARKETING", Status: "APPROVED", Body: "Hello {{1}}, spring is here.",
		Buttons: []campaign.Button{{Kind: campaign.URLButton, Text: "See", URL: "https://lumen.example/l/{{1}}"}, {Kind: campaign.QuickReply, Text: "STOP"}}},
	{RemoteID: "4", Name: "spring_b", Language: "en_US", Category: "MARKETING", Status: "PAUSED", Body: "{{first_name}}, 20% off."},
}

func variantA() campaign.Variant {
	return campaign.Variant{Key: "A", Weight: 1, Templates: map[string]campaign.TemplateKey{"fr": {Name: "spring_a", Language: "fr"}},
		Variables: map[string]campaign.Variable{"1": {From: "first_name"}}, Links: map[int]string{0: "https://lumen.example/printemps?ref=a"},
		Payloads: map[int]string{1: campaign.OptOutPayload}}
}

func variantB() campaign.Variant {
	return campaign.Variant{Key: "B", Weight: 1, Templates: map[string]campaign.TemplateKey{"fr": {Name: "spring_b", Language: "fr"}},
		Variables: map[string]campaign.Variable{"first_name": {From: "first_name"}}, Links: map[int]string{1: "https://lumen.example/promo"},
		Payloads: map[int]string{0: campaign.OptOutPayload}, Coupons: map[int]string{2: "LUMEN20"}}
}

// draft is a campaign for everybody, three hours long, without a holdout.
func (h house) draft(change ...func(c *campaign.Campaign)) campaign.Campaign {
	h.t.Helper()
	c := campaign.Campaign{Name: "Été 2026", NumberID: "111", Purpose: offers, StartsAt: noon, EndsAt: noon.Add(3 * time.Hour),
		Content: campaign.Content{Variants: []campaign.Variant{variantA(), variantB()}, Metrics: campaign.DefaultMetrics(goalWindow), Salt: "summer"}}
	for _, fn := range change {
		fn(&c)
	}
	c, err := h.Create(h.t.Context(), c)
	h.must(err)
	return c
}

// slots is a placer that gives each candidate the moment it returns.
type slots func(c campaign.Candidate) time.Time

func (s slots) Place(_ context.Context, _ campaign.Campaign, candidates []campaign.Candidate) ([]time.Time, error) {
	at := make([]time.Time, len(candidates))
	for i, c := range candidates {
		at[i] = s(c)
	}
	return at, nil
}

// atOnce places everybody at noon.
var atOnce = slots(func(campaign.Candidate) time.Time { return noon })

// launched is a running campaign with a message due for each of n people.
func (h house) launched(n int, change ...func(c *campaign.Campaign)) (campaign.Campaign, []campaign.ContactID) {
	h.t.Helper()
	ids := h.people(n)
	c := h.draft(change...)
	h.must(h.Launch(h.t.Context(), c.ID, atOnce))
	c, err := h.Get(h.t.Context(), h.db, c.ID)
	h.must(err)
	return c, ids
}

// letter is a line of message.
type letter struct {
	ID          campaign.MessageID `db:"id"`
	Contact     campaign.ContactID `db:"contact_id"`
	Arm         experiment.Arm     `db:"arm"`
	State       campaign.State     `db:"state"`
	Reason      string             `db:"reason"`
	DueAt       int64              `db:"due_at"`
	Attempt     int                `db:"attempt"`
	ConsentSeq  int64              `db:"consent_seq"`
	WAMID       *string            `db:"wamid"`
	ClaimedAt   *int64             `db:"claimed_at"`
	AcceptedAt  *int64             `db:"accepted_at"`
	DeliveredAt *int64             `db:"delivered_at"`
	FailedAt    *int64             `db:"failed_at"`
}

func (h house) letters(c campaign.Campaign) []letter {
	h.t.Helper()
	var list []letter
	h.must(h.db.Select(h.t.Context(), &list, `SELECT id, contact_id, arm, state, reason, due_at, attempt, consent_seq, wamid, claimed_at,
		accepted_at, delivered_at, failed_at FROM message WHERE campaign_id = ? ORDER BY id`, int64(c.ID)))
	return list
}

func (h house) letterIDs(c campaign.Campaign) []campaign.MessageID {
	h.t.Helper()
	var ids []campaign.MessageID
	for _, l := range h.letters(c) {
		ids = append(ids, l.ID)
	}
	return ids
}

// claim claims messages now, with a lease of a minute.
func (h house) claim(c campaign.Campaign, gate campaign.Gate, ids ...campaign.MessageID) (got campaign.Claimed) {
	h.t.Helper()
	now := h.clock.Now()
	h.write(func(ctx context.Context, tx *db.Tx) (err error) {
		got, err = h.ClaimTx(ctx, tx, campaign.Claim{Campaign: c.ID, IDs: ids, Now: now, Lease: now.Add(time.Minute), Gate: gate})
		return err
	})
	return got
}

func (h house) settle(list ...campaign.Settlement) {
	h.t.Helper()
	h.write(func(ctx context.Context, tx *db.Tx) error { return h.SettleTx(ctx, tx, list) })
}

// sent claims all messages of a campaign and settles them as accepted, the
// wamid being "w" and the message's id.
func (h house) sent(c campaign.Campaign) []letter {
	h.t.Helper()
	var list []campaign.Settlement
	for _, d := range h.claim(c, nil, h.letterIDs(c)...).Messages {
		list = append(list, campaign.Settlement{Message: d.ID, Attempt: d.Attempt, State: campaign.Accepted, WAMID: fmt.Sprint("w", d.ID)})
	}
	h.settle(list...)
	return h.letters(c)
}

// outcomes counts the units that did something, by metric.
func (h house) outcomes(c campaign.Campaign) map[experiment.MetricName]int64 {
	h.t.Helper()
	var rows []struct {
		Metric experiment.MetricName `db:"metric"`
		N      int64                 `db:"n"`
	}
	h.must(h.db.Select(h.t.Context(), &rows, `SELECT metric, count(*) AS n FROM outcome WHERE experiment_id = ? GROUP BY metric`, int64(c.Experiment)))
	counts := map[experiment.MetricName]int64{}
	for _, r := range rows {
		counts[r.Metric] = r.N
	}
	return counts
}

func (h house) DeleteDraft(ctx context.Context, id campaign.ID) error {
	return h.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return h.DeleteDraftTx(ctx, tx, id) })
}

func (h house) DeleteSegment(ctx context.Context, id campaign.SegmentID) error {
	return h.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return h.DeleteSegmentTx(ctx, tx, id) })
}

func (h house) Duplicate(ctx context.Context, id campaign.ID) (copied campaign.ID, err error) {
	err = h.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		copied, err = h.DuplicateTx(ctx, tx, id)
		return err
	})
	return copied, err
}
