package campaign_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/consent/state"
	"accord/internal/db"
)

// nasty are texts that break a query which is glued together.
var nasty = []string{"'; DROP TABLE contact; --", "' OR '1'='1", `O"Brien`, "100%_", "?", "$1", "$?", "$$", `\`, "é", "É", "", "{{1}}", "\u2028"}

// crowdNames are names of attributes, some of which look like JSON paths.
var crowdNames = []string{"city", "age", "vip", "since", "$", "$.city", "[0]", "0", "a.b", "o'brien", `we"ird`, `back\slash`, "prénom d’usage", "<b>", nasty[0]}

var crowdCities = []string{"Évry", "Evry", "Lyon", "lyon", "42", "true", "2026-03-02", "2026-01-31", ""}

var crowdNumbers = []float64{-3, 0, 1, 42, 42.5, 0.1, 1e9}

// person is what the test knows of one contact.
type person struct {
	campaign.Contact
	consents []consent.Event
	events   map[string][]time.Time
	received [][]time.Time // per message; empty when it did not arrive
	read     [][]time.Time
	clicked  [][]time.Time
	robots   bool // visited every link, too
}

// crowd fills a house with people of whom everything is drawn from a seed.
func (h house) crowd(n int) map[campaign.ContactID]person {
	h.t.Helper()
	rnd := rand.New(rand.NewPCG(3, 9))
	people, list := make([]person, n), make([]campaign.NewContact, n)
	for i := range people {
		people[i] = drawPerson(rnd)
		list[i] = campaign.NewContact{Contact: people[i].Contact, Address: housePhone(i)}
	}
	var ids []campaign.ContactID
	h.write(func(ctx context.Context, tx *db.Tx) (err error) {
		if ids, err = h.UpsertTx(ctx, tx, list); err != nil {
			return err
		}
		var events []consent.Event
		for i := range people {
			for k := range people[i].consents {
				people[i].consents[k].Subject = ids[i]
			}
			events = append(events, people[i].consents...)
		}
		if err := h.Consent.RecordTx(ctx, tx, events); err != nil {
			return err
		}
		return h.pastTx(ctx, tx, ids, people)
	})
	byID := map[campaign.ContactID]person{}
	for i, p := range people {
		byID[ids[i]] = p
	}
	return byID
}

func drawPerson(rnd *rand.Rand) person {
	pick := func(list []string) string { return list[rnd.IntN(len(list))] }
	p := person{events: map[string][]time.Time{}}
	p.Language, p.Country = pick([]string{"fr", "fr-CA", "en", "", nasty[1]}), pick([]string{"FR", "BE", "MQ"})
	p.Tags = slices.Compact(slices.Sorted(slices.Values([]string{pick([]string{"vip", "new", "VIP"}), pick([]string{"new", nasty[0], "é"})})))
	p.Attributes = campaign.Attributes{}
	for _, name := range crowdNames {
		switch rnd.IntN(6) {
		case 0:
			p.Attributes[name] = pick(nasty)
		case 1, 2:
			p.Attributes[name] = pick(crowdCities)
		case 3:
			p.Attributes[name] = crowdNumbers[rnd.IntN(len(crowdNumbers))]
		case 4:
			p.Attributes[name] = rnd.IntN(2) == 0
		}
	}
	p.consents = drawConsents(rnd)
	for range rnd.IntN(4) {
		p.events["order"] = append(p.events["order"], ago(rnd))
	}
	for range 3 {
		p.received, p.read, p.clicked = append(p.received, some(rnd, 1)), append(p.read, some(rnd, 1)), append(p.clicked, some(rnd, 2))
	}
	p.robots = rnd.IntN(2) == 0
	return p
}

func drawConsents(rnd *rand.Rand) (list []consent.Event) {
	kinds := []state.Kind{state.Grant, state.Withdraw, state.Object, state.Refuse, state.Staged}
	for k := range rnd.IntN(4) {
		e := consent.Event{Purpose: offers, Kind: kinds[rnd.IntN(len(kinds))], Occurred: noon.Add(time.Duration(k-10) * time.Hour)}
		if rnd.IntN(3) == 0 && (e.Kind == state.Withdraw || e.Kind == state.Object) {
			e.Purpose = consent.AnyPurpose
		}
		list = append(list, e)
	}
	return list
}

// ago is a moment of the last 40 days; a whole number of days counts as within.
func ago(rnd *rand.Rand) time.Time {
	at := noon.AddDate(0, 0, -rnd.IntN(40))
	return at.Add(time.Duration(rnd.IntN(3)-1) * time.Millisecond)
}

func some(rnd *rand.Rand, most int) (list []time.Time) {
	for range rnd.IntN(most + 1) {
		list = append(list, ago(rnd))
	}
	return list
}

// pastTx writes orders and three earlier campaigns, as if they had been sent.
func (h house) pastTx(ctx context.Context, tx *db.Tx, ids []campaign.ContactID, people []person) error {
	orders := db.NewSet(db.Int("contact_id"), db.Int("at"))
	for i, p := range people {
		for _, at := range p.events["order"] {
			orders.Add(int64(ids[i]), at.UnixMilli())
		}
	}
	_, err := tx.ExecSet(ctx, orders, `INSERT INTO contact_event (contact_id, name, at) SELECT contact_id, 'order', at FROM v`)
	if err != nil {
		return err
	}
	for k := range 3 {
		c := h.pastCampaign(ctx, tx, int64(900+k))
		if err := pastMessagesTx(ctx, tx, c, k, ids, people); err != nil {
			return err
		}
	}
	return nil
}

// pastCampaign makes the rows that messages and links refer to, under one id.
func (h house) pastCampaign(ctx context.Context, tx *db.Tx, id int64) int64 {
	h.t.Helper()
	for _, query := range []string{
		`INSERT INTO experiment (id, salt, design, created_at) VALUES (?, 's', '{}', 0)`,
		`INSERT INTO campaign (id, experiment_id, name, state, number_id, purpose, category, content, starts_at, ends_at, created_at)
			VALUES (?, ?, 'past', 'finished', '1', 'marketing.offers', 'marketing', '{}', 0, 1, 0)`,
		`INSERT INTO link_target (id, campaign_id, arm, button, url) VALUES (?, ?, 0, 0, 'https://a.example')`,
	} {
		_, err := tx.Exec(ctx, query, []any{id, id}[:strings.Count(query, "?")]...)
		h.must(err)
	}
	return id
}

// pastMessagesTx gives everybody the message of one past campaign, with its
// short link; the code is the message's id below nought.
func pastMessagesTx(ctx context.Context, tx *db.Tx, c int64, k int, ids []campaign.ContactID, people []person) error {
	messages := db.NewSet(db.Int("id"), db.Int("contact_id"), db.Int("delivered_at"), db.Int("read_at"))
	clicks := db.NewSet(db.Int("code"), db.Int("at"), db.Int("robot"))
	for i, p := range people {
		id := int64(10_000*k + i + 1)
		messages.Add(id, int64(ids[i]), first(p.received[k]), first(p.read[k]))
		for _, at := range p.clicked[k] {
			clicks.Add(-id, at.UnixMilli(), int64(0))
		}
		if p.robots {
			clicks.Add(-id, noon.UnixMilli(), int64(1))
		}
	}
	_, err := tx.ExecSet(ctx, messages, `INSERT INTO message (id, campaign_id, contact_id, arm, state, due_at, delivered_at, read_at)
		SELECT id, CAST(? AS BIGINT), contact_id, 0, 'read', 0, delivered_at, read_at FROM v`, c)
	if err == nil {
		_, err = tx.ExecSet(ctx, messages, `INSERT INTO link (code, message_id, target_id) SELECT -id, id, CAST(? AS BIGINT) FROM v`, c)
	}
	if err == nil {
		_, err = tx.ExecSet(ctx, clicks, `INSERT INTO click (code, at, robot) SELECT code, at, robot FROM v`)
	}
	return err
}

func first(at []time.Time) any {
	if len(at) == 0 {
		return nil
	}
	return at[0].UnixMilli()
}
