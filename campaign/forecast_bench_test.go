package campaign_test

import (
	"fmt"
	"testing"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"
	"accord/internal/db"
	"accord/internal/db/dbtest"
)

// BenchmarkForecast plans everybody, two variants and a holdout, on both
// engines: the consent of each, the texts of each, a slot and an arm.
func BenchmarkForecast(b *testing.B) {
	for _, engine := range []db.Engine{db.SQLite, db.PostgreSQL} {
		for _, people := range []int{20_000, 100_000} {
			b.Run(fmt.Sprint(engine, "/", people), func(b *testing.B) {
				h := newHouse(b, dbtest.New(b, engine, consent.Schema, experiment.Schema, campaign.Schema))
				for from := 0; from < people; from += 5000 {
					h.people(5000, func(i int, c *campaign.NewContact) {
						c.Address, c.ExternalID = housePhone(from+i), fmt.Sprint("C-", from+i)
					})
				}
				h.must(h.db.Analyze(b.Context(), "contact", "subject", "address", "consent_state"))
				for b.Loop() {
					if f := h.forecast(h.whole(), atOnce); f.Audience != int64(people) {
						b.Fatalf("%d people", f.Audience)
					}
				}
			})
		}
	}
}
