package scheduler

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp"
	"accord/consent"
	"accord/consent/state"
	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/db/dbtest"
	"accord/internal/secret"
)

const (
	offers   consent.PurposeID = "marketing.offers"
	numberID string            = "1065001"
	wabaID   string            = "2130001"
)

var schemas = []db.Schema{consent.Schema, experiment.Schema, campaign.Schema, Schema}

// workshop is the stores on a fresh database.
type workshop struct {
	testing.TB
	db          *db.DB
	keys        *secret.Keys
	clock       clock.Clock
	consent     *consent.Store
	experiments *experiment.Store
	campaigns   *campaign.Store
}

// each runs a test on both engines, at eleven o'clock in Paris.
func each(t *testing.T, fn func(t *testing.T, w *workshop)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		fn(t, newWorkshop(t, d, secret.Ephemeral(), clock.NewManual(began)))
	})
}

func newWorkshop(t testing.TB, d *db.DB, keys *secret.Keys, c clock.Clock) *workshop {
	t.Helper()
	w := &workshop{TB: t, db: d, keys: keys, clock: c, experiments: experiment.New(d, c)}
	var err error
	w.consent, err = consent.New(consent.Config{DB: d, Keys: keys, Clock: c})
	w.must(err)
	w.campaigns, err = campaign.New(campaign.Config{DB: d, Clock: c, Consent: w.consent, Experiment: w.experiments})
	w.must(err)
	return w
}

func (w *workshop) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *workshop) write(fn func(ctx context.Context, tx *db.Tx) error) {
	w.Helper()
	w.must(w.db.Write(context.Background(), fn))
}

func (w *workshop) count(query string, args ...any) (n int) {
	w.Helper()
	w.must(w.db.Get(context.Background(), &n, query, args...))
	return n
}

func (w *workshop) manual() *clock.Manual { return w.clock.(*clock.Manual) }

// engine is one whose loops do not run yet.
func (w *workshop) engine(m campaign.Messenger, change ...func(*Config)) *Engine {
	w.Helper()
	cfg := Config{DB: w.db, Keys: w.keys, Clock: w.clock, Campaigns: w.campaigns, Experiments: w.experiments, Consent: w.consent,
		Messenger: m, Log: slog.New(slog.NewTextHandler(w.Output(), nil))}
	for _, c := range change {
		c(&cfg)
	}
	if cfg.NATS == "" && cfg.NATSDir == "" {
		cfg.NATSDir = w.TempDir()
	}
	e, err := New(context.Background(), cfg)
	w.must(err)
	w.must(e.SetRate(context.Background(), numberID, 80))
	return e
}

// phone is the number of the i-th person.
func phone(i int) consent.Address {
	return consent.Address{Kind: consent.Phone, Value: fmt.Sprintf("+336%08d", i)}
}

// crowd is how many people a long test takes: fewer under -short.
func crowd(n int) int {
	if testing.Short() {
		return n / 4
	}
	return n
}

// people are n contacts in Paris who agreed to offers a month ago.
func (w *workshop) people(n int) []campaign.ContactID {
	w.Helper()
	ctx := context.Background()
	w.must(w.consent.AddPurpose(ctx, consent.Purpose{ID: offers, Category: consent.Marketing, NameFR: "Offres", NameEN: "Offers"}))
	notice := consent.NoticeRef{ID: "n-offers", Version: 1, Lang: "fr"}
	w.must(w.consent.PublishNotice(ctx, notice, offers, "J’accepte de recevoir les offres de la Maison Lumen par WhatsApp."))
	list := make([]campaign.NewContact, n)
	for i := range list {
		list[i] = campaign.NewContact{Address: phone(i), Contact: campaign.Contact{Name: fmt.Sprint("Personne ", i),
			Language: "fr", Country: "FR", Zone: "Europe/Paris", ZoneSource: campaign.ZoneNumber}}
	}
	var ids []campaign.ContactID
	w.write(func(ctx context.Context, tx *db.Tx) (err error) {
		if ids, err = w.campaigns.UpsertTx(ctx, tx, list); err != nil {
			return err
		}
		grants := make([]consent.Event, n)
		for i, id := range ids {
			grants[i] = consent.Event{Subject: id, Purpose: offers, Kind: state.Grant, Notice: notice,
				Occurred: w.clock.Now().AddDate(0, -1, 0), Evidence: consent.Evidence{Method: "web_form", Act: "box"}}
		}
		return w.consent.RecordTx(ctx, tx, grants)
	})
	return ids
}

// letters are the two variants of every campaign here, with their template.
var letters = []string{"lettre_a", "lettre_b"}

// campaign is a draft for everybody; change may alter it.
func (w *workshop) campaign(window time.Duration, change ...func(*campaign.Campaign)) campaign.Campaign {
	w.Helper()
	ctx := context.Background()
	var list []campaign.Template
	content := campaign.Content{Metrics: campaign.DefaultMetrics(24 * time.Hour), Salt: "salt"}
	for i, name := range letters {
		list = append(list, campaign.Template{RemoteID: name, Name: name, Language: "fr", Category: "MARKETING", Status: campaign.Approved,
			Body: "Bonjour {{1}}, voici nos offres.", Buttons: []campaign.Button{{Kind: campaign.QuickReply, Text: "Ne plus recevoir"}}})
		content.Variants = append(content.Variants, campaign.Variant{Key: experiment.VariantKey(rune('A' + i)), Weight: 1,
			Templates: map[string]campaign.TemplateKey{"fr": {Name: name, Language: "fr"}},
			Variables: map[string]campaign.Variable{"1": {From: "name"}}, Payloads: map[int]string{0: campaign.OptOutPayload}})
	}
	w.must(w.campaigns.SyncTemplates(ctx, wabaID, list))
	now := w.clock.Now()
	c := campaign.Campaign{Name: "Rentrée", NumberID: numberID, Purpose: offers, StartsAt: now, EndsAt: now.Add(window), Content: content}
	for _, fn := range change {
		fn(&c)
	}
	c, err := w.campaigns.Create(ctx, c)
	w.must(err)
	return c
}

// states counts the messages of a campaign as people see them.
func (w *workshop) states(id campaign.ID) map[campaign.State]int {
	w.Helper()
	var rows []struct {
		State campaign.State `db:"effective"`
		N     int            `db:"n"`
	}
	w.must(w.db.Select(context.Background(), &rows, `SELECT effective, count(*) AS n FROM message_state WHERE campaign_id = ? GROUP BY effective`, int64(id)))
	states := map[campaign.State]int{}
	for _, r := range rows {
		states[r.State] = r.N
	}
	return states
}

// standing is where a person stands with offers.
func (w *workshop) standing(id campaign.ContactID) consent.Standing {
	w.Helper()
	standings, err := consent.Standings(context.Background(), w.db, []consent.SubjectID{id}, offers)
	w.must(err)
	return standings[id]
}

// rule is why a person may not be sent offers, empty when they may.
func (w *workshop) rule(id campaign.ContactID) consent.Rule {
	w.Helper()
	return consent.Decide(w.standing(id), consent.Request{Category: consent.Marketing})
}

// script is a Messenger that does what a test says.
type script func(ctx context.Context, m campaign.Outgoing) (string, error)

func (s script) Send(ctx context.Context, m campaign.Outgoing) (string, error) { return s(ctx, m) }

// accepting takes every message.
var accepting = script(func(_ context.Context, m campaign.Outgoing) (string, error) {
	return "wamid." + whatsapp.Opaque(m.Message, m.Attempt), nil
})

// execute runs a statement that no store has a method for.
func (w *workshop) execute(query string, args ...any) {
	w.Helper()
	w.write(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
}

// together does a thing n times at once.
func together(n int, fn func(i int)) {
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { <-start; fn(i) })
	}
	close(start)
	all.Wait()
}
