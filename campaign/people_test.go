package campaign_test

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"accord/campaign"
	"accord/experiment"
)

// members reads a whole list, so many at a time.
func (h house) members(c campaign.Campaign, f campaign.MemberFilter, limit int) (list []campaign.Member) {
	h.t.Helper()
	cursor := ""
	for {
		part, next, err := h.People(h.t.Context(), h.db, c.ID, f, cursor, limit)
		h.must(err)
		if len(part) > limit || len(part) < limit && next != "" {
			h.t.Fatalf("%d of at most %d, and it goes on at %q", len(part), limit, next)
		}
		list = append(list, part...)
		if cursor = next; cursor == "" {
			return list
		}
	}
}

// town is a campaign of which people stand in many places.
func (h house) town() campaign.Campaign {
	h.t.Helper()
	h.people(60, func(i int, c *campaign.NewContact) {
		switch {
		case i < 5:
			c.Tags = []string{stranger}
		case i < 9:
			c.Language = "de"
		case i < 12:
			c.Attributes = nil
		}
	})
	c := h.draft(func(c *campaign.Campaign) { c.Content.Holdout = 2000 })
	h.must(h.Launch(h.t.Context(), c.ID, atOnce))
	letters := h.letters(c)
	h.withdraw(letters[0].Contact)
	all := h.letterIDs(c)
	h.claim(c, nil, all[:12]...)
	h.settle(lost(all[1]), again(all[2]), campaign.Settlement{Message: all[3], Attempt: 1, State: campaign.Failed, Reason: "whatsapp:131026"})
	for _, id := range all[4:10] {
		h.settle(accepted(id))
	}
	h.advance(2, report(all[4], "", campaign.Delivered, 1), report(all[5], "", campaign.Read, 1))
	h.advance(1, campaign.Report{Message: all[6], Status: campaign.Status{State: campaign.Failed, At: after(1), Code: 131049}})
	return c
}

// TestEachNumberOpensItsPeople: every line of the waterfall and every count of
// the progress, a few at a time and at once, before and after a cancel.
func TestEachNumberOpensItsPeople(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c := h.town()
		h.wantPeople(c)
		_, err := h.Cancel(t.Context(), c.ID)
		h.must(err)
		h.wantPeople(c)
		if n := len(h.members(c, campaign.MemberFilter{State: campaign.Planned}, 50)); n != 0 {
			t.Errorf("%d people are planned in a cancelled campaign", n)
		}
	})
}

func (h house) wantPeople(c campaign.Campaign) {
	h.t.Helper()
	p, err := h.Progress(h.t.Context(), h.db, c.ID)
	h.must(err)
	want := map[campaign.MemberFilter]int64{{}: p.Audience, {Variant: experiment.HoldoutKey}: p.HeldOut}
	for _, step := range p.KeptOut {
		want[campaign.MemberFilter{Skip: step.Reason}] = step.N
	}
	for state, n := range p.States {
		want[campaign.MemberFilter{State: state}] = n
	}
	for _, r := range p.Reasons {
		want[campaign.MemberFilter{State: r.State, Reason: r.Reason}] = r.N
	}
	for _, arm := range p.Arms {
		for state, n := range arm.States {
			want[campaign.MemberFilter{State: state, Variant: arm.Key}] = n
		}
	}
	if len(want) < 20 {
		h.t.Fatalf("only %d numbers: the test shows little", len(want))
	}
	for filter, n := range want {
		for _, limit := range []int{2, 100} {
			list := h.members(c, filter, limit)
			if int64(len(list)) != n || !slices.IsSortedFunc(list, func(a, b campaign.Member) int { return int(min(1, max(-1, a.Contact-b.Contact))) }) {
				h.t.Errorf("%+v, %d at a time: %d people, want %d in the order of their ids", filter, limit, len(list), n)
			}
			for _, m := range list {
				h.wantMember(filter, m)
			}
		}
	}
}

// wantMember checks that somebody belongs where they were found.
func (h house) wantMember(f campaign.MemberFilter, m campaign.Member) {
	h.t.Helper()
	belongs := (f.Skip == "" || m.Skip == f.Skip) && (f.State == "" || m.State == f.State) &&
		(f.Reason == "" || m.Reason == f.Reason) && (f.Variant == "" || m.Variant == f.Variant)
	complete := m.Decided && m.Name != "" && m.ExternalID != "" && (m.Message == 0) == (m.State == "") &&
		(m.Message == 0) == m.DueAt.IsZero() && (m.Skip == "") == (m.Variant != "")
	if !belongs || !complete {
		h.t.Errorf("%+v found by %+v", m, f)
	}
}

func TestFiltersThatMeanNobody(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		c := h.town()
		for name, x := range map[string]struct {
			filter campaign.MemberFilter
			cursor string
			id     campaign.ID
			want   error
		}{
			"a variant that is none":    {campaign.MemberFilter{Variant: "Z"}, "", c.ID, campaign.ErrInvalid},
			"a reason of no state":      {campaign.MemberFilter{Reason: "no_answer"}, "", c.ID, campaign.ErrInvalid},
			"a state that is none":      {campaign.MemberFilter{State: "' OR 1 = 1 --"}, "", c.ID, campaign.ErrInvalid},
			"a reason nobody has":       {campaign.MemberFilter{Skip: "' OR 1 = 1 --"}, "", c.ID, nil},
			"what does not go together": {campaign.MemberFilter{Skip: "no_consent", State: campaign.Read}, "", c.ID, nil},
			"a cursor of one's own":     {campaign.MemberFilter{}, "abc", c.ID, campaign.ErrInvalid},
			"nobody's campaign":         {campaign.MemberFilter{}, "", 99, campaign.ErrNotFound},
			"a draft":                   {campaign.MemberFilter{}, "", h.draft().ID, nil},
		} {
			list, next, err := h.People(t.Context(), h.db, x.id, x.filter, x.cursor, 10)
			if !errors.Is(err, x.want) || len(list) != 0 || next != "" {
				t.Errorf("%s: %d people, next %q, %v; want none, %v", name, len(list), next, err, x.want)
			}
		}
	})
}

// TestTheQuerySaysWhatTheIndexSays: SQLite uses an index with a condition only
// where the query has the same words.
func TestTheQuerySaysWhatTheIndexSays(t *testing.T) {
	migration, err := fs.ReadFile(campaign.Schema.Files, "migrations/0001_campaign.sql")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(migration), "WHERE state "+campaign.EndedStates+";") {
		t.Errorf("no index has the condition %q", campaign.EndedStates)
	}
}
