package campaign_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/internal/db"

	"github.com/google/go-cmp/cmp"
)

// upsert adds or updates contacts and gives back what is stored of them.
func (h house) upsert(list ...campaign.NewContact) []campaign.Contact {
	h.t.Helper()
	var ids []campaign.ContactID
	h.write(func(ctx context.Context, tx *db.Tx) (err error) {
		ids, err = h.UpsertTx(ctx, tx, list)
		return err
	})
	stored, err := h.ContactsTx(h.t.Context(), h.db, append(ids, 99))
	h.must(err)
	contacts := make([]campaign.Contact, len(ids))
	for i, id := range ids {
		contacts[i] = stored[id]
	}
	return contacts
}

func TestUpsertUnitesWhatIsKnown(t *testing.T) {
	type c = campaign.Contact
	known := c{ExternalID: "C-1", Name: "Léa", Language: "fr", Country: "MQ", Zone: "America/Martinique", ZoneSource: campaign.ZoneNumber,
		Attributes: campaign.Attributes{"city": "Lyon", "age": 41.0}, Tags: []string{"new", "vip"}}
	cases := []struct {
		name   string
		change func(known c) (given, want c)
	}{
		{"nothing new", func(known c) (c, c) { return c{}, known }},
		{"a new name", func(known c) (c, c) { known.Name = "Léa Martin"; return c{Name: "Léa Martin"}, known }},
		{"a new language and id", func(known c) (c, c) {
			known.Language, known.ExternalID = "en", "C-2"
			return c{Language: "en", ExternalID: "C-2"}, known
		}},
		{"attributes and tags", func(known c) (c, c) {
			given := c{Attributes: campaign.Attributes{"age": 42.0, "vip": true}, Tags: []string{"vip", "a"}}
			known.Attributes = campaign.Attributes{"city": "Lyon", "age": 42.0, "vip": true}
			known.Tags = []string{"a", "new", "vip"}
			return given, known
		}},
		{"a zone from the profile", func(known c) (c, c) {
			given := c{Zone: "America/Cayenne", ZoneSource: campaign.ZoneProfile}
			known.Zone, known.ZoneSource = given.Zone, given.ZoneSource
			return given, known
		}},
	}
	eachHouse(t, func(t *testing.T, h house) {
		for i, x := range cases {
			h.upsert(campaign.NewContact{Address: housePhone(i), Contact: withID(known, i)})
			given, want := x.change(withID(known, i))
			got := h.upsert(campaign.NewContact{Address: housePhone(i), Contact: given})[0]
			if got.CreatedAt != noon || got.UpdatedAt != noon {
				t.Errorf("%s: created %s, updated %s, want %s", x.name, got.CreatedAt, got.UpdatedAt, noon)
			}
			got.ID, got.CreatedAt, got.UpdatedAt = 0, time.Time{}, time.Time{}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", x.name, diff)
			}
		}
	})
}

// withID makes the external id unique to a case.
func withID(c campaign.Contact, i int) campaign.Contact {
	c.ExternalID += string(rune('a' + i))
	return c
}

func TestAZoneFromTheProfileStays(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		a := housePhone(1)
		h.upsert(campaign.NewContact{Address: a, Contact: campaign.Contact{Zone: "America/Cayenne", ZoneSource: campaign.ZoneProfile}})
		got := h.upsert(campaign.NewContact{Address: a, Contact: campaign.Contact{Zone: "Europe/Paris", ZoneSource: campaign.ZoneNumber}})[0]
		if got.Zone != "America/Cayenne" || got.ZoneSource != campaign.ZoneProfile {
			t.Errorf("zone %s from the %s", got.Zone, got.ZoneSource)
		}
		unknown := h.upsert(campaign.NewContact{Address: housePhone(2)})[0]
		if unknown.Zone != "Europe/Paris" || unknown.ZoneSource != campaign.ZoneOrganisation || unknown.Attributes == nil {
			t.Errorf("somebody of whom nothing is known: %+v", unknown)
		}
	})
}

func TestOnePersonTwiceInAList(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		a := housePhone(1)
		got := h.upsert(campaign.NewContact{Address: a, Contact: campaign.Contact{Name: "Léa", Tags: []string{"a"}}},
			campaign.NewContact{Address: housePhone(2)}, campaign.NewContact{Address: a, Contact: campaign.Contact{Language: "fr", Tags: []string{"b"}}})
		if got[0].ID != got[2].ID || got[0].ID == got[1].ID {
			t.Errorf("ids %d, %d, %d", got[0].ID, got[1].ID, got[2].ID)
		}
		if got[0].Name != "Léa" || got[0].Language != "fr" || !cmp.Equal(got[0].Tags, []string{"a", "b"}) {
			t.Errorf("united: %+v", got[0])
		}
		if n := h.number(`SELECT count(*) FROM contact`); n != 2 {
			t.Errorf("%d contacts, want 2", n)
		}
		h.wantIndexed()
	})
}

func TestContactsAreFoundByTheirOwnID(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		ids := h.people(2)
		if c, err := h.Contact(t.Context(), h.db, ids[1]); err != nil || c.ExternalID != "C-1" || c.ID != ids[1] {
			t.Errorf("contact %d is %+v, %v", ids[1], c, err)
		}
		if _, err := h.Contact(t.Context(), h.db, 99); !errors.Is(err, campaign.ErrNotFound) {
			t.Errorf("a contact that does not exist: %v", err)
		}
		if id, err := h.FindExternal(t.Context(), h.db, "C-1"); err != nil || id != ids[1] {
			t.Errorf("C-1 is %d, %v; want %d", id, err, ids[1])
		}
		if _, err := h.FindExternal(t.Context(), h.db, "C-2"); !errors.Is(err, campaign.ErrNotFound) {
			t.Errorf("C-2: %v", err)
		}
		err := h.db.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := h.UpsertTx(ctx, tx, []campaign.NewContact{{Address: consent.Address{Kind: consent.Phone, Value: "06 12"}}})
			return err
		})
		if !errors.Is(err, consent.ErrInvalid) {
			t.Errorf("a number that is none: %v", err)
		}
	})
}
