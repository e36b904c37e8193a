package demo

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp/simulator"
	"accord/experiment"
)

// customer is one row of the Hillstrom file: the assignment of the past, and
// what the person did in the two weeks after.
type customer struct {
	cells    []string // in the order of hillstromColumns
	arm      string
	visit    bool
	converts bool
	spend    int64 // cents
}

// hillstromColumns are the attributes of a customer; what came after the
// mailing is no attribute, it is acted out.
var hillstromColumns = []string{"recency", "history_segment", "history", "mens", "womens", "zip_code", "newbie", "channel", "treatment"}

var hillstromArms = map[string]experiment.VariantKey{
	"Mens E-Mail": "Mens E-Mail", "Womens E-Mail": "Womens E-Mail", "No E-Mail": experiment.HoldoutKey,
}

// replay plays Kevin Hillstrom's e-mail experiment of 2008 again: 64,000
// customers, two mailings and no mailing. Caps, hours and faults are off.
// Rows bounds how many of them are played, 0 is all.
func replay(path string, rows int) (play, error) {
	customers, err := readHillstrom(path)
	if err != nil {
		return play{}, fmt.Errorf("replay %s: %w", path, err)
	}
	if rows > 0 {
		customers = customers[:min(rows, len(customers))]
	}
	p := play{start: time.Date(2026, 9, 7, 6, 0, 0, 0, time.UTC), window: 48 * time.Hour, outcome: 14 * 24 * time.Hour, perSecond: 10_000}
	p.people = func(w io.Writer) error { return writeCustomers(w, customers) }
	p.mapping = hillstromMapping()
	p.templates = hillstromTemplates
	p.world = past{customers}
	p.content = func(string) campaign.Content {
		return campaign.Content{Holdout: 3333, Metrics: metrics(p), Salt: "hillstrom", IgnoreHours: true, IgnoreCaps: true,
			Assignment: &campaign.Assignment{Attribute: "treatment", Arms: hillstromArms},
			Variants:   []campaign.Variant{mailing("Mens E-Mail", "mens_mailing", "homme"), mailing("Womens E-Mail", "womens_mailing", "femme")}}
	}
	p.organic = func(external string) (sale, bool) {
		i, err := strconv.Atoi(strings.TrimPrefix(external, "c-"))
		if err != nil || !customers[i-1].converts {
			return sale{}, false
		}
		return sale{after: 3 * 24 * time.Hour, value: customers[i-1].spend}, true
	}
	return p, nil
}

func readHillstrom(path string) ([]customer, error) {
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	r := csv.NewReader(f)
	header, err := r.Read()
	if err != nil {
		return nil, err
	}
	column := map[string]int{}
	for i, name := range header {
		column[name] = i
	}
	for _, name := range append([]string{"visit", "conversion", "spend"}, hillstromColumns...) {
		if _, ok := column[name]; !ok {
			return nil, fmt.Errorf("the column %q is missing: this is not the Hillstrom file", name)
		}
	}
	var customers []customer
	for line := 2; ; line++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return customers, nil
		}
		if err != nil {
			return nil, err
		}
		c := customer{visit: row[column["visit"]] == "1", converts: row[column["conversion"]] == "1", arm: row[column["treatment"]]}
		for _, name := range hillstromColumns {
			c.cells = append(c.cells, row[column[name]])
		}
		if c.spend, err = cents(row[column["spend"]]); err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		if _, known := hillstromArms[c.arm]; !known {
			return nil, fmt.Errorf("line %d: treatment %q is none of the three", line, c.arm)
		}
		customers = append(customers, c)
	}
}

// cents reads an amount such as "29.99" or "499.0" exactly.
func cents(text string) (int64, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	fraction = (fraction + "00")
	if strings.Trim(fraction[2:], "0") != "" {
		return 0, fmt.Errorf("amount %q has more than two decimals", text)
	}
	n, err := strconv.ParseInt(whole+fraction[:2], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("amount %q: %w", text, err)
	}
	return n, nil
}

// phoneOf is the number of the i-th customer, from 1: well-formed French
// mobiles that belong to this play alone.
func phoneOf(i int) string { return fmt.Sprintf("+3361%07d", i) }

func numberOf(phone string) int {
	i, err := strconv.Atoi(strings.TrimPrefix(phone, "+3361"))
	if err != nil {
		return 0
	}
	return i
}

func writeCustomers(w io.Writer, customers []customer) error {
	out := csv.NewWriter(w)
	if err := out.Write(append([]string{"phone", "id", "consent_at"}, hillstromColumns...)); err != nil {
		return err
	}
	for i, c := range customers {
		if err := out.Write(append([]string{phoneOf(i + 1), externalID(i + 1), "2026-06-01T10:00:00Z"}, c.cells...)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// past acts out what happened: whoever visited clicks, whoever bought buys.
type past struct{ customers []customer }

// React implements simulator.World.
func (w past) React(call simulator.Call, rnd *rand.Rand) simulator.Reaction {
	c := w.customers[numberOf(call.To)-1]
	r := simulator.Reaction{Sent: time.Second, Delivered: simulator.In(time.Duration(2+rnd.IntN(60)) * time.Second)}
	if c.visit || rnd.IntN(2) == 0 {
		r.Read = simulator.In(time.Duration(5+rnd.IntN(600)) * time.Minute)
	}
	if c.visit {
		r.Click = &simulator.Click{Delay: time.Duration(10+rnd.IntN(13*24)) * time.Hour}
	}
	if c.converts {
		r.Order = &simulator.Order{Delay: time.Duration(13*24+1+rnd.IntN(20)) * time.Hour, Value: c.spend, Currency: "EUR"}
	}
	return r
}

func mailing(key experiment.VariantKey, template, page string) campaign.Variant {
	return campaign.Variant{Key: key, Weight: 1,
		Templates: map[string]campaign.TemplateKey{"fr": {Name: template, Language: "fr"}},
		Variables: map[string]campaign.Variable{"1": {From: "history_segment", Fallback: "vous"}},
		Links:     map[int]string{0: "https://maison-lumen.example/" + page}}
}

func hillstromTemplates(base string) []simulator.Template {
	var list []simulator.Template
	for name, text := range map[string]string{
		"mens_mailing": "Bonjour ! Les nouveautés homme sont arrivées pour nos clients « {{1}} ».", "womens_mailing": "Bonjour ! Les nouveautés femme sont arrivées pour nos clients « {{1}} ».",
	} {
		list = append(list, simulator.Template{Name: name, Language: "fr", Category: "MARKETING", Components: []simulator.Component{
			{Type: "BODY", Text: text}, {Type: "FOOTER", Text: "STOP pour ne plus recevoir d’offres"},
			{Type: "BUTTONS", Buttons: []simulator.Button{{Type: "URL", Text: "Découvrir", URL: base + "/l/{{1}}"}}}}})
	}
	return list
}
