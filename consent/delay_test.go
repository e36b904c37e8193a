package consent_test

import (
	"testing"
	"time"

	"accord/consent"
)

func TestTheDelayOfNoes(t *testing.T) {
	no := func(scope consent.Scope, late time.Duration) func(r register, id consent.SubjectID) {
		return func(r register, id consent.SubjectID) {
			r.must(r.Withdraw(r.t.Context(), consent.Withdrawal{Subject: id, Scope: scope, Occurred: r.clock.Now().Add(-late)}))
		}
	}
	for _, c := range []struct {
		name string
		noes []func(register, consent.SubjectID) // one for each person, an hour after start
		want consent.Delay
	}{
		{"nobody said no", nil, consent.Delay{}},
		{"one no", []func(register, consent.SubjectID){no(consent.StopMarketing, 3*time.Second)},
			consent.Delay{People: 1, Median: 3 * time.Second, Longest: 3 * time.Second}},
		{"of an even number the lower middle", []func(register, consent.SubjectID){no(consent.StopMarketing, 9*time.Second),
			no(consent.StopEverything, 1*time.Second), no(consent.Objection, 2*time.Second), no(consent.StopMarketing, 4*time.Second)},
			consent.Delay{People: 4, Median: 2 * time.Second, Longest: 9 * time.Second}},
		{"of a day that is not over the whole of it", []func(register, consent.SubjectID){func(r register, id consent.SubjectID) {
			r.must(r.Withdraw(r.t.Context(), consent.Withdrawal{Subject: id, Scope: consent.StopMarketing, Occurred: r.clock.Now(), Within: 10 * time.Hour}))
		}}, consent.Delay{People: 1, Median: 10 * time.Hour, Longest: 10 * time.Hour}},
		{"a clock that is ahead is no negative delay", []func(register, consent.SubjectID){no(consent.StopMarketing, -5*time.Second)}, consent.Delay{People: 1}},
		{"a stop inside WhatsApp changes no state", []func(register, consent.SubjectID){no(consent.StopPlatform, time.Second)}, consent.Delay{}},
		{"what is older is left out", []func(register, consent.SubjectID){no(consent.StopMarketing, 2*time.Hour)}, consent.Delay{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, r register) {
				r.clock.Advance(start.Add(time.Hour))
				ids := r.people(len(c.noes) + 1)
				for i, no := range c.noes {
					no(r, ids[i])
				}
				got, err := r.DelaySince(t.Context(), r.db, start)
				r.must(err)
				if got != c.want {
					t.Errorf("got %+v, want %+v", got, c.want)
				}
			})
		})
	}
}
