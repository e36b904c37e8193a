package consent_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"accord/consent"
	"accord/consent/state"
	"accord/internal/db"

	gocmp "github.com/google/go-cmp/cmp"
)

// line is what the register and the decision must agree on.
type line struct {
	Subject consent.SubjectID
	Purpose consent.PurposeID
	state.Standing
	Seq int64
}

// lines is the register by way of Standings, which decides.
func (r register) lines(ids []consent.SubjectID, purposes ...consent.PurposeID) []line {
	r.t.Helper()
	var list []line
	for _, p := range purposes {
		standings, err := consent.Standings(r.t.Context(), r.db, ids, p)
		r.must(err)
		for id, s := range standings {
			if s.Seq > 0 {
				list = append(list, line{id, p, s.Standing, s.Seq})
			}
		}
	}
	slices.SortFunc(list, func(a, b line) int {
		return cmp.Or(b.Since.Compare(a.Since), cmp.Compare(b.Subject, a.Subject), cmp.Compare(b.Purpose, a.Purpose))
	})
	return list
}

// read pages through the register.
func (r register) read(f consent.RegisterFilter, limit int) []consent.Record {
	r.t.Helper()
	var all []consent.Record
	for cursor := ""; ; {
		list, next, err := r.Register(r.t.Context(), r.db, f, cursor, limit)
		r.must(err)
		if len(list) > limit || next != "" && len(list) < limit {
			r.t.Fatalf("a page of %d lines, next %q; want %d", len(list), next, limit)
		}
		all = append(all, list...)
		if cursor = next; cursor == "" {
			return all
		}
	}
}

func TestTheRegisterIsWhatDecisionsSee(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		ids := r.people(60)
		r.live(ids[:55], 40)
		since, until := start.Add(5*time.Second), start.Add(20*time.Second)
		for _, c := range []struct {
			name   string
			filter consent.RegisterFilter
			keep   func(line) bool
		}{
			{"all of it", consent.RegisterFilter{}, func(line) bool { return true }},
			{"a purpose", consent.RegisterFilter{Purpose: surveys}, func(l line) bool { return l.Purpose == surveys }},
			{"a state", consent.RegisterFilter{State: state.Withdrawn}, func(l line) bool { return l.State == state.Withdrawn }},
			{"a person", consent.RegisterFilter{Subject: ids[7]}, func(l line) bool { return l.Subject == ids[7] }},
			{"a period", consent.RegisterFilter{Since: since, Until: until},
				func(l line) bool { return !l.Since.Before(since) && l.Since.Before(until) }},
			{"all at once", consent.RegisterFilter{Purpose: offers, State: state.Objected, Since: since},
				func(l line) bool { return l.Purpose == offers && l.State == state.Objected && !l.Since.Before(since) }},
			{"a person whom nobody knows", consent.RegisterFilter{Subject: 42}, func(line) bool { return false }},
		} {
			want := slices.DeleteFunc(r.lines(ids, offers, surveys), func(l line) bool { return !c.keep(l) })
			if len(want) == 0 && c.filter.Subject != 42 {
				t.Fatalf("%s: nothing to find", c.name)
			}
			for _, limit := range []int{1, 7, 1000} {
				got := []line{}
				for _, rec := range r.read(c.filter, limit) {
					got = append(got, line{rec.Subject, rec.Purpose, rec.Standing, rec.Seq})
				}
				if d := gocmp.Diff(want, got); d != "" {
					t.Errorf("%s in pages of %d (-want +got):\n%s", c.name, limit, d)
				}
			}
		}
	})
}

func TestARegisterLineNamesItsEvent(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		ids := r.people(2)
		r.grant(ids[0], start.Add(time.Hour))
		r.clock.Advance(start.Add(3 * time.Hour))
		r.must(r.Withdraw(t.Context(), consent.Withdrawal{Subject: ids[1], Scope: consent.StopMarketing, Occurred: start.Add(2 * time.Hour)}))
		stopped := consent.Record{Subject: ids[1], Purpose: offers, Standing: state.Standing{State: state.Withdrawn, Since: start.Add(2 * time.Hour)},
			Seq: 1, Scope: consent.AnyPurpose, Kind: state.Withdraw, Received: start.Add(3 * time.Hour)}
		want := []consent.Record{stopped,
			{Subject: ids[0], Purpose: offers, Standing: state.Standing{State: state.Granted, Since: start.Add(time.Hour)},
				Seq: 1, Scope: offers, Kind: state.Grant, Notice: notice, Received: start.Add(time.Hour)}}
		if d := gocmp.Diff(want, r.read(consent.RegisterFilter{}, 10)); d != "" {
			t.Errorf("register (-want +got):\n%s", d)
		}
		stopped.Purpose = consent.AnyPurpose
		if d := gocmp.Diff([]consent.Record{stopped}, r.read(consent.RegisterFilter{Purpose: consent.AnyPurpose}, 10)); d != "" {
			t.Errorf("who said no to every purpose (-want +got):\n%s", d)
		}
	})
}

func TestTheRegisterTakesManyPurposes(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		for i := range 60 { // more than one list of runs may hold
			name := fmt.Sprint("Purpose ", i)
			r.must(r.AddPurpose(t.Context(), consent.Purpose{ID: consent.PurposeID(fmt.Sprint("marketing.p", i)), Category: consent.Marketing, NameFR: name, NameEN: name}))
		}
		id := r.people(1)[0]
		r.must(r.Withdraw(t.Context(), consent.Withdrawal{Subject: id, Scope: consent.StopMarketing, Occurred: start}))
		if got := len(r.read(consent.RegisterFilter{Subject: id}, 9)); got != 61 {
			t.Errorf("%d lines, want one for each of 61 purposes", got)
		}
	})
}

func TestTheRegisterRefusesCursorsAndPagesItCannotRead(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		for _, cursor := range []string{"x", "1.2", "1.2.", "1.x.marketing.offers", "99999999999999999999.2.p", "..", "1'.2.p"} {
			if _, _, err := r.Register(t.Context(), r.db, consent.RegisterFilter{}, cursor, 10); !errors.Is(err, consent.ErrInvalid) {
				t.Errorf("cursor %q: %v", cursor, err)
			}
		}
		for _, limit := range []int{-1, 0, consent.RegisterMax + 1} {
			if _, _, err := r.Register(t.Context(), r.db, consent.RegisterFilter{}, "", limit); !errors.Is(err, consent.ErrInvalid) {
				t.Errorf("a page of %d: %v", limit, err)
			}
		}
	})
}

func TestTheTallyCountsEverybodyOnce(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		ids := r.people(60)
		r.live(ids[:50], 30)
		var want []consent.PurposeTally
		for _, p := range []consent.PurposeID{offers, surveys} {
			standings, err := consent.Standings(t.Context(), r.db, ids, p)
			r.must(err)
			tally := consent.PurposeTally{Purpose: p, People: map[state.State]int{}}
			for _, s := range standings {
				tally.People[s.State]++
				if s.PlatformStop {
					tally.PlatformStops++
				}
				if s.HardStop {
					tally.HardStops++
				}
			}
			want = append(want, tally)
		}
		got, err := r.Tally(t.Context(), r.db)
		r.must(err)
		for _, tally := range got {
			maps.DeleteFunc(tally.People, func(_ state.State, n int) bool { return n == 0 })
		}
		if d := gocmp.Diff(want, got); d != "" {
			t.Errorf("tally (-want +got):\n%s", d)
		}
		if want[0].People[state.None] < 10 || want[0].PlatformStops == 0 || want[0].HardStops == 0 {
			t.Fatalf("this tally shows little: %+v", want[0])
		}
	})
}

func TestSuppressedAddressesAreCounted(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		r.write(func(ctx context.Context, tx *db.Tx) error {
			return r.SuppressTx(ctx, tx, "old tool", []consent.Address{phone(1), phone(2), phone(1)})
		})
		if n, err := r.SuppressedAddresses(t.Context(), r.db); err != nil || n != 2 {
			t.Errorf("%d, %v; want 2", n, err)
		}
	})
}
