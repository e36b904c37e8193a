package campaign_test

import (
	"errors"
	"fmt"
	"testing"

	"accord/campaign"

	"github.com/google/go-cmp/cmp"
)

func TestTemplatesAreListedByAccountAndName(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.clock.Advance(after(5))
		h.must(h.SyncTemplates(t.Context(), "other", []campaign.Template{{RemoteID: "9", Name: "Zebra", Language: "fr", Category: "utility", Status: "approved"}}))
		h.must(h.SyncTemplates(t.Context(), "waba", houseTemplates[:3]))
		list, err := h.TemplateList(t.Context(), h.db)
		h.must(err)
		var got []string
		for _, x := range list {
			got = append(got, fmt.Sprint(x.WABA, " ", x.Name, " ", x.Language, " ", x.Category, " ", x.Status))
			one, err := h.TemplateByID(t.Context(), h.db, x.ID)
			if diff := cmp.Diff(x, one); err != nil || diff != "" || !x.SyncedAt.Equal(after(5)) {
				t.Errorf("template %d, read %s: %v (-list +one):\n%s", x.ID, x.SyncedAt, err, diff)
			}
		}
		want := []string{"other Zebra fr UTILITY APPROVED", "waba spring_a en_US MARKETING APPROVED", "waba spring_a fr MARKETING APPROVED",
			"waba spring_b en_US MARKETING DELETED", "waba spring_b fr MARKETING APPROVED"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(houseTemplates[0], list[2].Template); diff != "" || list[2].Key() != (campaign.TemplateKey{Name: "spring_a", Language: "fr"}) {
			t.Errorf("%+v (-want +got):\n%s", list[2].Key(), diff)
		}
		if _, err := h.TemplateByID(t.Context(), h.db, 99); !errors.Is(err, campaign.ErrNotFound) {
			t.Errorf("a template that does not exist: %v", err)
		}
	})
}
