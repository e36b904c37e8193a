package campaign_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"accord/campaign"
	"accord/experiment"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// wantCodes checks that there are n short links, no two alike, whose codes
// use all 64 bits.
func (h house) wantCodes(n int) {
	h.t.Helper()
	var codes []int64
	h.must(h.db.Select(h.t.Context(), &codes, `SELECT code FROM link`))
	seen := map[string]bool{}
	var ones, noughts uint64
	for _, code := range codes {
		seen[campaign.Code(code).String()] = true
		ones |= uint64(code)
		noughts |= ^uint64(code)
	}
	if len(codes) != n || len(seen) != n || ones != math.MaxUint64 || noughts != math.MaxUint64 {
		h.t.Errorf("%d links, %d different, bits that are sometimes set %x and sometimes not %x; want %d", len(codes), len(seen), ones, noughts, n)
	}
}

func TestCodesAreReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := campaign.Code(rapid.Uint64().Draw(t, "code"))
		text := code.String()
		if again, err := campaign.ParseCode(text); err != nil || again != code || len(text) != 11 {
			t.Fatalf("%d is written %q and read %d, %v", code, text, again, err)
		}
	})
	for _, text := range []string{"", "AAAAAAAAAA", "AAAAAAAAAAAA", "AAAAAAAAAA=", "AAAAAAAAAAB", "AAAAAAAA/AA", "AAAAA AAAAA", "ÀAAAAAAAAA", strings.Repeat("A", 1000)} {
		if code, err := campaign.ParseCode(text); !errors.Is(err, campaign.ErrNotFound) {
			t.Errorf("%q is code %d, %v", text, code, err)
		}
	}
}

func TestLinksTellWhereTheVisitCameFrom(t *testing.T) {
	cases := []struct{ name, address, campaign, variant, want string }{
		{"plain", "https://a.example/p", "Été 2026 !", "B",
			"https://a.example/p?utm_campaign=ete-2026&utm_content=b&utm_medium=messaging&utm_source=whatsapp"},
		{"what is there stays", "https://a.example/p?utm_source=news&ref=1&utm_content=", "x", "A",
			"https://a.example/p?utm_source=news&ref=1&utm_content=&utm_campaign=x&utm_medium=messaging"},
		{"to the letter", "https://a.example/p?z=1&a=%C3%A9+b;c&flag&bad=%zz", "x", "A",
			"https://a.example/p?z=1&a=%C3%A9+b;c&flag&bad=%zz&utm_campaign=x&utm_content=a&utm_medium=messaging&utm_source=whatsapp"},
		{"a place on the page", "https://a.example/p?ref=1#top", "x", "A",
			"https://a.example/p?ref=1&utm_campaign=x&utm_content=a&utm_medium=messaging&utm_source=whatsapp#top"},
		{"everything said", "https://a.example/?utm_source=a&utm_medium=b&utm_campaign=c&utm_content=d", "x", "A",
			"https://a.example/?utm_source=a&utm_medium=b&utm_campaign=c&utm_content=d"},
		{"no letters", "https://a.example/", "!!!", "Men’s",
			"https://a.example/?utm_campaign=&utm_content=men-s&utm_medium=messaging&utm_source=whatsapp"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := campaign.WithUTM(c.address, c.campaign, c.variant); got != c.want {
				t.Errorf("leads to\n%s, want\n%s", got, c.want)
			}
		})
	}
}

func (h house) codes(c campaign.Campaign) map[campaign.ContactID]campaign.Code {
	h.t.Helper()
	var rows []struct {
		Contact campaign.ContactID `db:"contact_id"`
		Code    int64              `db:"code"`
	}
	h.must(h.db.Select(h.t.Context(), &rows, `SELECT m.contact_id, l.code FROM link l JOIN message m ON m.id = l.message_id WHERE m.campaign_id = ?`, int64(c.ID)))
	codes := map[campaign.ContactID]campaign.Code{}
	for _, r := range rows {
		codes[r.Contact] = campaign.Code(r.Code)
	}
	return codes
}

func TestFollowCountsPeopleAndKeepsRobots(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, ids := h.launched(40) // some codes are above 2^63
		early := h.codes(c)[ids[9]]
		if _, err := h.Follow(t.Context(), campaign.Visit{Code: early, At: noon}); err != nil {
			t.Errorf("a visit before the send: %v", err)
		}
		h.sent(c)
		for i, id := range ids {
			target := "https://lumen.example/printemps?ref=a&utm_campaign=ete-2026&utm_content=a&utm_medium=messaging&utm_source=whatsapp"
			if h.arm(c, id) == 1 {
				target = "https://lumen.example/promo?utm_campaign=ete-2026&utm_content=b&utm_medium=messaging&utm_source=whatsapp"
			}
			for range 2 {
				got, err := h.Follow(t.Context(), campaign.Visit{Code: h.codes(c)[id], At: after(5), Robot: i%4 == 0})
				if err != nil || got != target {
					t.Errorf("person %d is led to %s, %v; want %s", i, got, err, target)
				}
			}
		}
		h.wantOutcomes(c, map[experiment.MetricName]int64{experiment.Clicked: 30})
		if people, robots := h.number(`SELECT count(*) FROM click WHERE robot = 0`), h.number(`SELECT count(*) FROM click WHERE robot = 1`); people != 61 || robots != 20 {
			t.Errorf("%d visits by people, %d by robots; want 61 and 20", people, robots)
		}
	})
}

func (h house) arm(c campaign.Campaign, id campaign.ContactID) int64 {
	h.t.Helper()
	return h.number(`SELECT arm FROM message WHERE campaign_id = ? AND contact_id = ?`, int64(c.ID), int64(id))
}

func TestUnknownLinksLeadNowhere(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c, _ := h.launched(1)
		for _, code := range []campaign.Code{0, 1, math.MaxUint64} {
			if target, err := h.Follow(t.Context(), campaign.Visit{Code: code, At: noon}); !errors.Is(err, campaign.ErrNotFound) || target != "" {
				t.Errorf("code %d leads to %q, %v", code, target, err)
			}
		}
		if diff := cmp.Diff(map[experiment.MetricName]int64{}, h.outcomes(c)); diff != "" || h.number(`SELECT count(*) FROM click`) != 0 {
			t.Errorf("an unknown link left something:\n%s", diff)
		}
	})
}
