package campaign_test

import (
	"strings"
	"testing"

	"accord/campaign"
	"accord/consent"

	"github.com/google/go-cmp/cmp"
)

func TestAProfileIsReadAsARowIs(t *testing.T) {
	cases := []struct {
		name    string
		profile campaign.Profile
		want    campaign.Contact
		number  string
	}{
		{"only a number", campaign.Profile{Phone: "06 12 34 56 78"},
			campaign.Contact{Country: "FR", Zone: "Europe/Paris", ZoneSource: campaign.ZoneNumber}, "+33612345678"},
		{"a number elsewhere", campaign.Profile{Phone: "+4915123456789", Name: "  Jonas ", Language: "de-DE", ExternalID: "c-42"},
			campaign.Contact{Country: "DE", Zone: "Europe/Berlin", ZoneSource: campaign.ZoneNumber, Name: "Jonas", Language: "de_DE", ExternalID: "c-42"}, "+4915123456789"},
		{"a zone of their own", campaign.Profile{Phone: "+33612345678", Zone: "Indian/Reunion"},
			campaign.Contact{Country: "FR", Zone: "Indian/Reunion", ZoneSource: campaign.ZoneProfile}, "+33612345678"},
		{"a country of many zones", campaign.Profile{Phone: "+12125550123"}, campaign.Contact{Country: "US"}, "+12125550123"},
		{"tags and attributes", campaign.Profile{Phone: "+33612345678", Tags: []string{" vip", "client"}, Attributes: campaign.Attributes{"points": 12.5, "card": true, "city": "Lyon"}},
			campaign.Contact{Country: "FR", Zone: "Europe/Paris", ZoneSource: campaign.ZoneNumber, Tags: []string{"vip", "client"},
				Attributes: campaign.Attributes{"points": 12.5, "card": true, "city": "Lyon"}}, "+33612345678"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, faults := c.profile.Read("FR")
			if c.want.Attributes == nil {
				c.want.Attributes = campaign.Attributes{}
			}
			want := campaign.NewContact{Contact: c.want, Address: consent.Address{Kind: consent.Phone, Value: c.number}}
			if diff := cmp.Diff(want, got); diff != "" || len(faults) > 0 {
				t.Errorf("faults %v, (-want +got):\n%s", faults, diff)
			}
		})
	}
}

func TestTheFaultsOfAProfileRepeatNothing(t *testing.T) {
	const secret = "Zxqv8731"
	cases := []struct {
		name    string
		profile campaign.Profile
		field   string
		code    campaign.FaultCode
	}{
		{"no number", campaign.Profile{}, "phone", campaign.FaultPhoneEmpty},
		{"letters in a number", campaign.Profile{Phone: secret}, "phone", campaign.FaultPhoneSigns},
		{"a language", campaign.Profile{Language: secret + "-" + secret}, "language", campaign.FaultLanguage},
		{"a zone", campaign.Profile{Zone: "Mars/" + secret}, "zone", campaign.FaultZone},
		{"a formula", campaign.Profile{Name: "=" + secret}, "name", campaign.FaultFormula},
		{"a name of two lines", campaign.Profile{Name: secret + "\n" + secret}, "name", campaign.FaultControl},
		{"a long id", campaign.Profile{ExternalID: strings.Repeat(secret, 30)}, "external_id", campaign.FaultLong},
		{"a tag that would be two", campaign.Profile{Tags: []string{"vip;" + secret}}, "tags", campaign.FaultTags},
		{"a long tag", campaign.Profile{Tags: []string{strings.Repeat(secret, 20)}}, "tags", campaign.FaultTags},
		{"too many tags", campaign.Profile{Tags: strings.Split(strings.Repeat(secret+" ", 51), " ")[:51]}, "tags", campaign.FaultTags},
		{"a reserved attribute", campaign.Profile{Attributes: campaign.Attributes{"name": secret}}, "attributes.name", campaign.FaultAttribute},
		{"a formula in an attribute", campaign.Profile{Attributes: campaign.Attributes{"note": "@" + secret}}, "attributes.note", campaign.FaultFormula},
		{"a long attribute", campaign.Profile{Attributes: campaign.Attributes{"note": strings.Repeat(secret, 300)}}, "attributes.note", campaign.FaultLong},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.profile.Phone == "" && c.field != "phone" {
				c.profile.Phone = "+33612345678"
			}
			_, faults := c.profile.Read("FR")
			if len(faults) != 1 || faults[0].Field != c.field || faults[0].Code != c.code {
				t.Fatalf("faults %v, want %s of %s", faults, c.code, c.field)
			}
			if said := faults[0].EN + faults[0].FR; strings.Contains(said, secret) || len(said) < 40 {
				t.Errorf("it says %q", said)
			}
		})
	}
}

func TestHoldersAreFoundByTheirIDs(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		ids := h.people(3)
		got, err := h.Holders(t.Context(), h.db, []string{"C-2", "", "C-9", "C-0", "C-2"})
		h.must(err)
		if diff := cmp.Diff(map[string]campaign.ContactID{"C-0": ids[0], "C-2": ids[2]}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
