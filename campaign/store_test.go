package campaign_test

import (
	"testing"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"
	"accord/internal/db"
	"accord/internal/db/dbtest"
)

func TestAStoreNeedsItsParts(t *testing.T) {
	h := newHouse(t, dbtest.New(t, db.SQLite, consent.Schema, experiment.Schema, campaign.Schema))
	cases := []struct {
		name   string
		change func(c *campaign.Config)
		ok     bool
	}{
		{"all of them", func(*campaign.Config) {}, true},
		{"no database", func(c *campaign.Config) { c.DB = nil }, false},
		{"no clock", func(c *campaign.Config) { c.Clock = nil }, false},
		{"no register", func(c *campaign.Config) { c.Consent = nil }, false},
		{"no experiments", func(c *campaign.Config) { c.Experiment = nil }, false},
		{"half of the people held out", func(c *campaign.Config) { c.GlobalShare, c.GlobalSalt = 5000, "s" }, true},
		{"more than half held out", func(c *campaign.Config) { c.GlobalShare, c.GlobalSalt = 5001, "s" }, false},
		{"a negative share", func(c *campaign.Config) { c.GlobalShare = -1 }, false},
		{"a share without a salt", func(c *campaign.Config) { c.GlobalShare = 1 }, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			config := h.Config
			c.change(&config)
			if s, err := campaign.New(config); (err == nil) != c.ok || (s != nil) != c.ok {
				t.Errorf("made %v, %v", s, err)
			}
		})
	}
}
