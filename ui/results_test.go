package ui_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/experiment"
	"accord/internal/db"
	"accord/internal/operator"
)

// did records what somebody with a message did.
func (s *stocked) did(id campaign.ID, message campaign.MessageID, metric experiment.MetricName, value int64) {
	s.t.Helper()
	ctx := context.Background()
	c, err := s.campaigns.Get(ctx, s.db, id)
	s.must(err)
	var who campaign.ContactID
	s.must(s.db.Get(ctx, &who, `SELECT contact_id FROM message WHERE id = ?`, int64(message)))
	s.must(s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return s.trials.RecordTx(ctx, tx, []experiment.Outcome{{Experiment: c.Experiment, Unit: experiment.Unit(who), Metric: metric, At: s.clock.Now(), Value: value}})
	}))
}

// While windows are open every step of the funnel counts everybody so far.
func TestTheFunnelCountsSoFar(t *testing.T) {
	s := desk(t).stock(9)
	id := s.running()
	m := s.messages(id)
	s.claim(id, m...)
	for _, message := range m {
		s.settle(message, campaign.Accepted, "")
		s.status(message, campaign.Delivered)
	}
	for _, message := range m[:4] {
		s.status(message, campaign.Read)
	}
	s.did(id, m[0], experiment.Converted, 0)
	page := s.as(operator.Analyst).get(s.path+"/results").is(200).says("De l’assignation à l’achat, jusqu’ici", "Aucun résultat définitif")
	want := map[string]string{"Assignés": "8", "Envoyés": "8", "Remis": "8", "Lus (au moins)": "4", "Clics": "0", "Conversions": "1"}
	for _, row := range page.all("table#funnel tbody tr") {
		var sum int
		for _, cell := range row.all("td") {
			sum += int(cell.attr["data-value"][0] - '0')
		}
		if name := row.all("th")[0].text(); want[name] != string(rune('0'+sum)) {
			t.Errorf("%s: %d, want %s", name, sum, want[name])
		}
	}
}

// A wrong division shows before the first window closes, and nothing is said
// of a division that nobody knows.
func TestTheDivisionIsSaidWhenItIsKnown(t *testing.T) {
	s := desk(t).stock(9)
	p := s.as(operator.Analyst)
	s.running()
	p.get(s.path+"/results").says("Aucun résultat définitif", "Répartition conforme")
	s.must(s.db.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE rollup SET n = n + 1000 WHERE metric = 'assigned' AND arm = 0`)
		return err
	}))
	page := p.get(s.path+"/results").says("Aucun résultat définitif", "Répartition anormale").conceals("Répartition conforme")
	page.one("a.badge.stop[href=#ratio]")

	s = desk(t).stock(1) // nobody but the one who took it back
	s.running()
	s.as(operator.Analyst).get(s.path+"/results").is(200).conceals("Répartition conforme", "Répartition anormale")
}

// Amounts are of the organisation's currency, and say it.
func TestRevenueIsOfTheHouse(t *testing.T) {
	s := desk(t).stock(30) // so many that each variant has some
	s.sells()
	page := s.as(operator.Analyst).get(s.path + "/results").is(200)
	for _, row := range page.all("#ranking tbody tr") {
		cells := row.all("td")
		for _, i := range []int{3, 6} { // the estimate, the loss
			if !strings.Contains(cells[i].text(), "CHF") {
				t.Errorf("an amount without its currency: %q", cells[i].text())
			}
		}
		if between := cells[4].text(); between != "" && strings.Count(between, "CHF") != 3 {
			t.Errorf("a difference without its currency: %q", between)
		}
	}
	for _, cell := range page.all("table#curve td[data-value]") {
		if !strings.HasSuffix(cell.text(), "CHF") {
			t.Errorf("the curve says %q", cell.text())
		}
	}
	if page.conceals("€"); len(page.all("table#curve th[data-variant=a][data-name=Court]")) != 1 || len(page.all("table#funnel th[data-variant=b][data-name=Long]")) != 1 {
		t.Error("charts do not learn the marks and names of the variants")
	}
}

// One person a variant has no variance: there is a page all the same.
func TestRevenueOfVeryFewIsNoRankingYet(t *testing.T) {
	for people := 1; people <= 4; people++ {
		s := desk(t).stock(people)
		s.sells()
		s.as(operator.Analyst).get(s.path + "/results").is(200)
	}
}

// sells runs a campaign whose goal is revenue, in francs: each person buys.
func (s *stocked) sells() {
	s.t.Helper()
	ctx := context.Background()
	o, err := s.operators.Organisation(ctx)
	s.must(err)
	o.Name, o.Currency = "Élan", "CHF"
	s.must(s.operators.SaveOrganisation(ctx, o, "terminal"))
	variant := func(key experiment.VariantKey) campaign.Variant {
		return campaign.Variant{Key: key, Weight: 1, Templates: map[string]campaign.TemplateKey{"fr": {Name: "spring_short", Language: "fr"}},
			Variables: map[string]campaign.Variable{"1": {From: "name", Fallback: "vous"}}}
	}
	c, err := s.campaigns.Create(ctx, campaign.Campaign{Name: "Été", NumberID: shopNumber, Purpose: offersPurpose, StartsAt: start, EndsAt: start.Add(48 * time.Hour),
		Content: campaign.Content{Salt: "s", Variants: []campaign.Variant{variant("Court"), variant("Long")},
			Metrics: []experiment.Metric{{Name: experiment.Revenue, Role: experiment.Goal, Sum: true, Window: 24 * time.Hour}}}})
	s.must(err)
	s.path = fmt.Sprintf("/campaigns/%d", c.ID)
	s.must(s.campaigns.Launch(ctx, c.ID, placed(start.Add(time.Hour))))
	m := s.messages(c.ID)
	s.claim(c.ID, m...)
	for i, message := range m {
		s.settle(message, campaign.Accepted, "")
		s.did(c.ID, message, experiment.Revenue, int64(1000*(i+1)))
	}
	s.clock.Advance(start.Add(72 * time.Hour))
}
