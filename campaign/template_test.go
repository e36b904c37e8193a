package campaign_test

import (
	"errors"
	"fmt"
	"testing"

	"accord/campaign"

	"github.com/google/go-cmp/cmp"
)

// TestSyncKeepsTemplatesThatVanished: messages still refer to them.
func TestSyncKeepsTemplatesThatVanished(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		changed := houseTemplates[0]
		changed.Body, changed.Status, changed.Category = "Salut {{1}}", "paused", "utility"
		h.must(h.SyncTemplates(t.Context(), "waba", []campaign.Template{changed, houseTemplates[1]}))
		h.must(h.SyncTemplates(t.Context(), "another account", []campaign.Template{{Name: "theirs", Language: "fr", Status: "APPROVED"}}))
		got, err := h.Templates(t.Context(), h.db, "")
		h.must(err)
		want := byKey(houseTemplates)
		for key, template := range want {
			switch {
			case key.Name == "spring_a" && key.Language == "fr":
				template = changed
				template.Status = "PAUSED"
			case key.Language == "en_US":
				template.Status = "DELETED"
			}
			want[key] = template
		}
		want[campaign.TemplateKey{Name: "theirs", Language: "fr"}] = campaign.Template{Name: "theirs", Language: "fr", Status: "APPROVED"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if n := h.number(`SELECT count(*) FROM template WHERE category = 'UTILITY' AND status = 'PAUSED'`); n != 1 {
			t.Errorf("%d templates are UTILITY and PAUSED in capitals, want 1", n)
		}
		h.must(h.SyncTemplates(t.Context(), "waba", houseTemplates))
		if again, err := h.Templates(t.Context(), h.db, ""); err != nil || again[campaign.TemplateKey{Name: "spring_a", Language: "en_US"}].Status != campaign.Approved {
			t.Errorf("a template that came back: %+v, %v", again, err)
		}
	})
}

func TestAPlaceIsListedOnce(t *testing.T) {
	for body, want := range map[string][]string{
		"": nil, "Bonjour": nil, "{{1}} {{2}} {{1}}": {"1", "2"}, "{{2}} {{1}}": {"1", "2"}, "{{ first_name }}, {{first_name}}": {"first_name"},
		"{{}} {{a b}} {1} {{é}}": nil, "{{{1}}}": {"1"},
	} {
		if got := (campaign.Template{Body: body}).Variables(); !cmp.Equal(want, got) {
			t.Errorf("%q has places %v, want %v", body, got, want)
		}
	}
}

func TestARefusalIsFoundInAnError(t *testing.T) {
	refusal := &campaign.Refusal{Code: 131026, Action: campaign.GiveUp, Detail: "undeliverable"}
	if got, ok := campaign.AsRefusal(fmt.Errorf("send: %w", refusal)); !ok || got != refusal {
		t.Errorf("found %v, %v", got, ok)
	}
	if got, ok := campaign.AsRefusal(errors.New("connection reset")); ok {
		t.Errorf("a lost connection is refusal %v", got)
	}
	if text := refusal.Error(); text != "refused with code 131026: undeliverable" {
		t.Errorf("says %q", text)
	}
}
