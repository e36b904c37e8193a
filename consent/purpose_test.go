package consent_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"accord/consent"
)

func TestAPurposeCannotChangeUnderItsID(t *testing.T) {
	same := consent.Purpose{ID: offers, Category: consent.Marketing, NameFR: "Offres", NameEN: "Offers"}
	with := func(change func(*consent.Purpose)) consent.Purpose {
		p := same
		change(&p)
		return p
	}
	each(t, func(t *testing.T, r register) {
		for _, c := range []struct {
			name    string
			purpose consent.Purpose
			want    []string // what the refusal says; none is no refusal
		}{
			{"the same again", same, nil},
			{"another category", with(func(p *consent.Purpose) { p.Category = consent.Utility }), []string{`category is "marketing", not "utility"`}},
			{"other names", with(func(p *consent.Purpose) { p.NameFR, p.NameEN = "Promos", "Deals" }),
				[]string{`French name is "Offres", not "Promos"`, `English name is "Offers", not "Deals"`}},
			{"a category that nobody knows", consent.Purpose{ID: "marketing.x", Category: "spam", NameFR: "x", NameEN: "x"}, []string{`"spam"`}},
			{"a purpose for everything", consent.Purpose{ID: consent.AnyPurpose, Category: consent.Marketing, NameFR: "x", NameEN: "x"}, []string{`"*"`}},
		} {
			err := r.AddPurpose(t.Context(), c.purpose)
			if errors.Is(err, consent.ErrInvalid) != (c.want != nil) || c.want == nil && err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			for _, part := range c.want {
				if err == nil || !strings.Contains(err.Error(), part) {
					t.Errorf("%s: %v, want it to say %s", c.name, err, part)
				}
			}
		}
		list, err := r.Purposes(t.Context(), r.db)
		r.must(err)
		want := same
		want.Created = start
		if !slices.Equal(list, []consent.Purpose{want}) {
			t.Errorf("purposes %+v, want %+v", list, want)
		}
	})
}

func TestPublishedNoticesAreReadToTheLetter(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		second := consent.NoticeRef{ID: "n-offers", Version: 2, Lang: "fr"}
		const words = "J’accepte.\n\tDeuxième version.\r\n"
		r.clock.Advance(start.Add(time.Hour))
		r.must(r.PublishNotice(t.Context(), second, offers, words))
		list, err := r.Notices(t.Context(), r.db)
		r.must(err)
		if len(list) != 2 || list[0].Ref != second || list[1].Ref != notice {
			t.Fatalf("notices %+v, want version 2 before version 1", list)
		}
		sum := sha256.Sum256([]byte(words))
		want := consent.Notice{Ref: second, Purpose: offers, Body: words, SHA256: hex.EncodeToString(sum[:]), Published: start.Add(time.Hour)}
		got, err := r.Notice(t.Context(), r.db, second)
		if err != nil || got != want || list[0] != want {
			t.Errorf("notice %+v, listed as %+v, %v; want %+v", got, list[0], err, want)
		}
		if _, err := r.Notice(t.Context(), r.db, consent.NoticeRef{ID: "n-offers", Version: 2, Lang: "en"}); !errors.Is(err, consent.ErrUnknown) {
			t.Errorf("a notice nobody published: %v", err)
		}
	})
}
