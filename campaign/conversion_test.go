package campaign_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"
	"accord/internal/db"

	"golang.org/x/sync/errgroup"
)

// order is a conversion of 12.90 a minute after noon, of nobody yet.
func order(key string) campaign.Conversion {
	return campaign.Conversion{Key: key, At: after(1), Value: 1290, Currency: "EUR"}
}

// ways are all names a conversion may have for one person of a campaign.
func (h house) ways(c campaign.Campaign, i int, id campaign.ContactID) map[string]func(x *campaign.Conversion) {
	message := h.number(`SELECT id FROM message WHERE campaign_id = ? AND contact_id = ?`, int64(c.ID), int64(id))
	return map[string]func(x *campaign.Conversion){
		"contact":  func(x *campaign.Conversion) { x.Contact = id },
		"external": func(x *campaign.Conversion) { x.External = fmt.Sprint("C-", i) },
		"phone":    func(x *campaign.Conversion) { x.Phone = housePhone(i).Value },
		"message":  func(x *campaign.Conversion) { x.Message = campaign.MessageID(message) },
		"click":    func(x *campaign.Conversion) { x.Click = h.codes(c)[id].String() },
	}
}

func TestAConversionFindsItsPerson(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(3)
		h.sent(c)
		for name, by := range h.ways(c, 1, ids[1]) {
			x := order(name)
			by(&x)
			done, err := h.Convert(t.Context(), x)
			if err != nil || done.Contact != ids[1] || done.Duplicate {
				t.Errorf("by %s: %+v, %v", name, done, err)
			}
		}
		h.wantOutcomes(c, map[experiment.MetricName]int64{experiment.Converted: 1, experiment.Revenue: 1})
		if sum := h.number(`SELECT value FROM outcome WHERE metric = 'revenue' AND unit = ?`, int64(ids[1])); sum != 5*1290 {
			t.Errorf("revenue %d, want five orders", sum)
		}
		if n := h.number(`SELECT count(*) FROM contact_event WHERE name = 'order' AND value = 1290 AND currency = 'EUR' AND at = ? AND contact_id = ?`, after(1).UnixMilli(), int64(ids[1])); n != 5 {
			t.Errorf("%d orders in the person's history, want 5", n)
		}
	})
}

func TestConversionsOfNobody(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(1)
		h.write(func(ctx context.Context, tx *db.Tx) error { // somebody who wrote to us and is no contact
			_, err := h.Consent.EnsureTx(ctx, tx, []consent.Address{housePhone(77)})
			return err
		})
		cases := []struct {
			name string
			x    campaign.Conversion
			want error
		}{
			{"no name", campaign.Conversion{}, campaign.ErrInvalid},
			{"two names", campaign.Conversion{Contact: ids[0], External: "C-0"}, campaign.ErrInvalid},
			{"unknown contact", campaign.Conversion{Contact: 1}, campaign.ErrNotFound},
			{"unknown external id", campaign.Conversion{External: "' OR 1=1 --"}, campaign.ErrNotFound},
			{"unknown number", campaign.Conversion{Phone: "+33699999999"}, campaign.ErrNotFound},
			{"no number", campaign.Conversion{Phone: "06 12"}, campaign.ErrNotFound},
			{"a number that is no contact", campaign.Conversion{Phone: housePhone(77).Value}, campaign.ErrNotFound},
			{"unknown message", campaign.Conversion{Message: 99}, campaign.ErrNotFound},
			{"unknown link", campaign.Conversion{Click: campaign.Code(1).String()}, campaign.ErrNotFound},
			{"no link", campaign.Conversion{Click: "<script>"}, campaign.ErrNotFound},
		}
		for _, x := range cases {
			x.x.Key = "order-1"
			if done, err := h.Convert(t.Context(), x.x); !errors.Is(err, x.want) || done != (campaign.Converted{}) {
				t.Errorf("%s: %+v, %v; want %v", x.name, done, err, x.want)
			}
		}
		if n := h.number(`SELECT count(*) FROM conversion_key`) + h.number(`SELECT count(*) FROM contact_event`); n != 0 {
			t.Errorf("%d keys and events were left behind", n)
		}
		// A database that cannot answer is not a person who does not exist: the shop must try again.
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		for name, by := range h.ways(c, 0, ids[0]) {
			x := order(name)
			by(&x)
			if _, err := h.Convert(gone, x); err == nil || errors.Is(err, campaign.ErrNotFound) {
				t.Errorf("by %s, without a database: %v", name, err)
			}
		}
	})
}

func TestConversionsThatAreRefused(t *testing.T) {
	cases := []struct {
		name   string
		change func(x *campaign.Conversion)
		ok     bool
	}{
		{"as it is", func(*campaign.Conversion) {}, true},
		{"no key", func(x *campaign.Conversion) { x.Key = "" }, false},
		{"a key of 200 signs", func(x *campaign.Conversion) { x.Key = strings.Repeat("k", 200) }, true},
		{"a key of 201 signs", func(x *campaign.Conversion) { x.Key = strings.Repeat("k", 201) }, false},
		{"for nothing", func(x *campaign.Conversion) { x.Value = 0 }, true},
		{"less than nothing", func(x *campaign.Conversion) { x.Value = -1 }, false},
		{"the largest value", func(x *campaign.Conversion) { x.Value = experiment.MaxValue }, true},
		{"beyond the largest", func(x *campaign.Conversion) { x.Value = experiment.MaxValue + 1 }, false},
		{"in an hour", func(x *campaign.Conversion) { x.At = noon.Add(time.Hour) }, true},
		{"in more than an hour", func(x *campaign.Conversion) { x.At = noon.Add(time.Hour + 1) }, false},
		{"long ago", func(x *campaign.Conversion) { x.At = noon.AddDate(-50, 0, 0) }, true},
		{"now", func(x *campaign.Conversion) { x.At = time.Time{} }, true},
	}
	eachHouse(t, func(t *testing.T, h house) {
		id := h.people(1)[0]
		for i, c := range cases {
			x := order(fmt.Sprint("key-", i))
			x.Contact = id
			c.change(&x)
			if _, err := h.Convert(t.Context(), x); c.ok && err != nil || !c.ok && !errors.Is(err, campaign.ErrInvalid) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if n := h.number(`SELECT count(*) FROM contact_event WHERE at = ?`, noon.UnixMilli()); n != 1 {
			t.Errorf("%d orders at noon, want the one without a time", n)
		}
	})
}

func TestAKeyCountsOnce(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(2)
		h.sent(c)
		var fresh atomic.Int64
		var group errgroup.Group
		for range 8 {
			group.Go(func() error {
				x := order("order-1")
				x.Contact = ids[0]
				done, err := h.Convert(t.Context(), x)
				if !done.Duplicate {
					fresh.Add(1)
				}
				return err
			})
		}
		h.must(group.Wait())
		for name, change := range map[string]func(x *campaign.Conversion){
			"another person": func(x *campaign.Conversion) { x.Contact = ids[1] }, "another value": func(x *campaign.Conversion) { x.Value++ },
			"another currency": func(x *campaign.Conversion) { x.Currency = "USD" }} {
			other := order("order-1")
			other.Contact = ids[0]
			change(&other)
			if done, err := h.Convert(t.Context(), other); !errors.Is(err, campaign.ErrInvalid) || !errors.Is(err, experiment.ErrKeyTaken) {
				t.Errorf("the key again, for %s: %+v, %v", name, done, err)
			}
		}
		if n := h.number(`SELECT count(*) FROM contact_event`); n != 1 || fresh.Load() != 1 {
			t.Errorf("%d orders, %d of the calls were told that theirs is new; want 1", n, fresh.Load())
		}
		h.wantOutcomes(c, map[experiment.MetricName]int64{experiment.Converted: 1, experiment.Revenue: 1})
	})
}

// TestAKeyIsFreeAgainAfterAFailure: nothing of a conversion that was refused
// half-way may stay.
func TestAKeyIsFreeAgainAfterAFailure(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(1)
		h.sent(c)
		x := order("1")
		x.Contact, x.Value = ids[0], experiment.MaxValue
		_, err := h.Convert(t.Context(), x)
		h.must(err)
		x.Key, x.Value = "2", 1
		if _, err := h.Convert(t.Context(), x); !errors.Is(err, experiment.ErrValue) {
			t.Errorf("a sum beyond the largest value: %v", err)
		}
		x.Value = 0
		if done, err := h.Convert(t.Context(), x); err != nil || done.Duplicate {
			t.Errorf("the same key with another value: %+v, %v", done, err)
		}
		if n := h.number(`SELECT count(*) FROM contact_event`); n != 2 {
			t.Errorf("%d orders, want 2", n)
		}
	})
}

// TestRevenueIsInOneCurrency: cents of two currencies do not add up.
func TestRevenueIsInOneCurrency(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(3)
		h.sent(c)
		for i, x := range []campaign.Conversion{{Value: 1290, Currency: "EUR"}, {Value: 1290, Currency: "XPF"}, {Value: 0}} {
			x.Key, x.Contact, x.At = fmt.Sprint("order-", i), ids[i], after(1)
			_, err := h.Convert(t.Context(), x)
			h.must(err)
		}
		h.wantOutcomes(c, map[experiment.MetricName]int64{experiment.Converted: 3, experiment.Revenue: 1})
		if n := h.number(`SELECT count(*) FROM contact_event WHERE value = 1290 AND currency = 'XPF'`); n != 1 {
			t.Errorf("%d orders in francs in the history, want 1", n)
		}
	})
}

// TestAConversionCountsWhereverAWindowIsOpen: in two campaigns, in the
// holdout, and not before the send or after the window.
func TestAConversionCountsWhereverAWindowIsOpen(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		ids := h.people(2)
		arm := func(key experiment.VariantKey) func(c *campaign.Campaign) {
			return func(c *campaign.Campaign) {
				c.Content.Assignment = &campaign.Assignment{Attribute: "first_name", Arms: map[string]experiment.VariantKey{"Léa0": key, "Léa1": "B"}}
			}
		}
		held, sent, waiting := h.draft(arm(experiment.HoldoutKey)), h.draft(arm("A")), h.draft(arm("A"))
		for _, c := range []campaign.Campaign{held, sent, waiting} {
			h.must(h.Launch(t.Context(), c.ID, atOnce))
		}
		h.sent(sent)
		h.clock.Advance(noon.Add(2 * goalWindow))
		for key, at := range map[string]time.Time{"early": noon.Add(-time.Second), "inside": after(5), "last": noon.Add(goalWindow), "late": noon.Add(goalWindow + time.Second)} {
			x := order(key)
			x.External, x.At = "C-0", at
			_, err := h.Convert(t.Context(), x)
			h.must(err)
		}
		both := map[experiment.MetricName]int64{experiment.Converted: 1, experiment.Revenue: 1}
		h.wantOutcomes(held, both)
		h.wantOutcomes(sent, both)
		h.wantOutcomes(waiting, map[experiment.MetricName]int64{})
		for _, c := range []campaign.Campaign{held, sent} {
			if sum := h.number(`SELECT value FROM outcome WHERE experiment_id = ? AND metric = 'revenue' AND unit = ?`, int64(c.Experiment), int64(ids[0])); sum != 2*1290 {
				t.Errorf("campaign %d: revenue %d, want two orders", c.ID, sum)
			}
		}
		if n := h.number(`SELECT sum FROM rollup WHERE experiment_id = ? AND metric = 'converted' AND arm = 2`, int64(held.Experiment)); n != 1 {
			t.Errorf("%d people of the holdout converted, want 1", n)
		}
		if n := h.number(`SELECT count(*) FROM contact_event`); n != 4 {
			t.Errorf("%d orders in the history, want all 4", n)
		}
	})
}
