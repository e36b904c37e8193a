package campaign_test

import (
	"testing"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"
	"accord/internal/db"
	"accord/internal/db/dbtest"
)

// TestANumberSendsTheTemplatesOfItsAccount: two accounts have a text of the
// same name, each in its own words and with its own status.
func TestANumberSendsTheTemplatesOfItsAccount(t *testing.T) {
	numbers := func() []campaign.Number {
		return []campaign.Number{{ID: "110", WABA: "waba"}, {ID: "220", WABA: "zebra"}}
	}
	key := campaign.TemplateKey{Name: "spring_a", Language: "fr"}
	theirs := []campaign.Template{
		{RemoteID: "8", Name: "spring_a", Language: "fr", Category: "MARKETING", Status: "REJECTED", Body: "Salut."},
		{RemoteID: "9", Name: "summer", Language: "fr", Category: "MARKETING", Status: "APPROVED", Body: "C’est l’été."},
	}
	dbtest.Each(t, []db.Schema{consent.Schema, experiment.Schema, campaign.Schema}, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, func(c *campaign.Config) { c.Numbers = numbers })
		h.must(h.SyncTemplates(t.Context(), "zebra", theirs))
		h.people(20)
		for _, c := range []struct {
			name, number, body string
			summer             bool
		}{
			{"the first account", "110", houseTemplates[0].Body, false},
			{"the second account", "220", theirs[0].Body, true},
			{"no number yet", "", houseTemplates[0].Body, true}, // the one that may be sent stands for both
			{"a number that is gone", "330", houseTemplates[0].Body, true},
		} {
			templates, err := h.Templates(t.Context(), h.db, c.number)
			h.must(err)
			if _, summer := templates[campaign.TemplateKey{Name: "summer", Language: "fr"}]; templates[key].Body != c.body || summer != c.summer {
				t.Errorf("%s: it says %q, with summer: %v", c.name, templates[key].Body, summer)
			}
		}
		draft := h.whole()
		draft.NumberID = "220"
		h.wantFindings(h.save(draft), []string{"!template_status spring_a fr A REJECTED", "!template_unknown B spring_b fr"})
		draft = h.whole()
		draft.NumberID = "110"
		id := h.save(draft)
		h.wantFindings(id, nil) // and launches it
		c, err := h.Get(t.Context(), h.db, id)
		h.must(err)
		out, unsent, err := h.Compose(t.Context(), h.claim(c, nil, h.letterIDs(c)...))
		h.must(err)
		if len(out) == 0 || len(unsent) > 0 {
			t.Errorf("%d messages are filled, %d are not", len(out), len(unsent))
		}
		for _, o := range out {
			if len(o.Body) != 1 {
				t.Errorf("a message is filled for the text of another account: %+v", o)
			}
		}
	})
}
