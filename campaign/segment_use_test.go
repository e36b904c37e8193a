package campaign_test

import (
	"testing"

	"accord/campaign"

	"github.com/google/go-cmp/cmp"
)

func TestWhichCampaignsUseASegment(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(2)
		vip, all := h.segment("VIP", campaign.Rule{Tag: "vip"}), h.segment("Tous", campaign.Rule{})
		use := func(name string, segment campaign.SegmentID) campaign.ID {
			d := h.whole()
			d.Name, d.Segment = name, segment
			return h.save(d)
		}
		first, second := use("Rentrée", all), use("Noël", all)
		use("Sans segment", 0)
		h.save(campaign.Draft{Name: `"segment":7`}) // a name is no use
		h.must(h.Launch(t.Context(), first, atOnce))
		uses, err := h.SegmentUses(t.Context(), h.db)
		h.must(err)
		want := map[campaign.SegmentID][]campaign.SegmentUse{all: {{Campaign: second, Name: "Noël", Phase: campaign.Drafting}, {Campaign: first, Name: "Rentrée", Phase: campaign.Running}}}
		if diff := cmp.Diff(want, uses); diff != "" {
			t.Errorf("uses (-want +got):\n%s", diff)
		}
		if len(uses[vip]) > 0 || !uses[all][0].Holds() || uses[all][1].Holds() {
			t.Errorf("VIP is used by %v; of %v the draft alone holds its segment", uses[vip], uses[all])
		}
	})
}
