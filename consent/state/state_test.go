package state_test

import (
	"testing"
	"time"

	. "accord/consent/state"

	"pgregory.net/rapid"
)

var day = time.Date(2026, 3, 3, 10, 14, 0, 0, time.UTC)

func at(k Kind, seconds int) Event { return Event{k, day.Add(time.Duration(seconds) * time.Second)} }

func TestHistories(t *testing.T) {
	for _, c := range []struct {
		name    string
		history []Event
		want    State
	}{
		{"nothing known", nil, None},
		{"an import alone does not grant", []Event{at(Staged, 0)}, Quarantined},
		{"an import that was released grants", []Event{at(Staged, 0), at(Released, 9)}, Granted},
		{"an own act grants", []Event{at(Grant, 0)}, Granted},
		{"STOP withdraws", []Event{at(Grant, 0), at(Withdraw, 60)}, Withdrawn},
		{"a release never lifts a withdrawal", []Event{at(Grant, 0), at(Withdraw, 60), at(Staged, 99), at(Released, 100)}, Withdrawn},
		{"a later own act lifts a withdrawal", []Event{at(Withdraw, 0), at(Grant, 60)}, Granted},
		{"an earlier own act that arrives late does not", []Event{at(Withdraw, 60), at(Grant, 0)}, Withdrawn},
		{"within five seconds the denial stands", []Event{at(Withdraw, 0), at(Grant, 4)}, Withdrawn},
		{"in either order", []Event{at(Grant, 4), at(Withdraw, 0)}, Withdrawn},
		{"a stale STOP does not undo a newer yes", []Event{at(Grant, 3600), at(Withdraw, 0)}, Granted},
		{"STOP before any yes is a denial", []Event{at(Withdraw, 0), at(Released, 10)}, Withdrawn},
		{"an objection outlives a later STOP", []Event{at(Object, 0), at(Withdraw, 10)}, Objected},
		{"a refusal is a denial", []Event{at(Refuse, 0), at(Released, 10)}, Refused},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Fold(c.history...).State; got != c.want {
				t.Errorf("state %s, want %s", got, c.want)
			}
		})
	}
}

func TestFlagsOnlyDeny(t *testing.T) {
	s := Fold(at(PlatformStopped, 0), at(PlatformResumed, 5))
	if s.State != None || s.PlatformStop {
		t.Errorf("after a stop and a resume: %+v; a resume is not a consent", s)
	}
	if s := Fold(at(Grant, 0), at(HardStop, 60)); !s.HardStop || s.State != Withdrawn {
		t.Errorf("after a hard stop: %+v", s)
	}
	if s := Fold(at(HardStop, 0), at(Grant, 60)); s.HardStop {
		t.Error("a later own act leaves the hard stop standing")
	}
}

func TestPlatformChoicesCountInTheOrderInWhichTheyWereMade(t *testing.T) {
	for _, c := range []struct {
		name    string
		history []Event
		stopped bool
	}{
		{"a stop", []Event{at(PlatformStopped, 9)}, true},
		{"a later resume lifts it", []Event{at(PlatformStopped, 0), at(PlatformResumed, 1)}, false},
		{"an earlier resume that arrives late does not", []Event{at(PlatformStopped, 9), at(PlatformResumed, 0)}, true},
		{"an earlier stop that arrives late does not undo a resume", []Event{at(PlatformResumed, 9), at(PlatformStopped, 0)}, false},
		{"of the same moment the stop holds", []Event{at(PlatformStopped, 0), at(PlatformResumed, 0)}, true},
		{"in either order", []Event{at(PlatformResumed, 0), at(PlatformStopped, 0)}, true},
		{"a resume sent again after a newer stop", []Event{at(PlatformResumed, 5), at(PlatformStopped, 9), at(PlatformResumed, 5)}, true},
		{"a grant does not lift it", []Event{at(PlatformStopped, 0), at(Grant, 99)}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Fold(c.history...).PlatformStop; got != c.stopped {
				t.Errorf("stopped inside WhatsApp: %v, want %v", got, c.stopped)
			}
		})
	}
}

func TestTheOrderOfArrivalDoesNotMatterToPlatformChoices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kinds := rapid.SampledFrom([]Kind{PlatformStopped, PlatformResumed})
		var history []Event
		for range rapid.IntRange(1, 12).Draw(t, "choices") {
			history = append(history, at(kinds.Draw(t, "kind"), rapid.IntRange(0, 9).Draw(t, "at")))
		}
		want := Fold(history...)
		if got := Fold(rapid.Permutation(history).Draw(t, "arrival")...); got != want {
			t.Fatalf("%+v in one order, %+v in another", want, got)
		}
	})
}

func TestNoImportLiftsADenial(t *testing.T) {
	kinds := []Kind{Staged, Released, Grant, Refuse, Withdraw, Object, HardStop, PlatformStopped, PlatformResumed}
	rapid.Check(t, func(t *rapid.T) {
		s := Standing{State: None}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			e := at(rapid.SampledFrom(kinds).Draw(t, "kind"), rapid.IntRange(0, 1000).Draw(t, "at"))
			before := s
			s = s.Apply(e)
			if before.Denied() && s.State == Granted && e.Kind != Grant {
				t.Fatalf("%s lifted %s", e.Kind, before.State)
			}
			if before.Denied() && s.State == Granted && !e.Occurred.After(before.Since) {
				t.Fatalf("an older act lifted a newer denial: %+v → %+v", before, s)
			}
			if again := s.Apply(e); e.Kind != Grant && again != s {
				t.Fatalf("%s is not idempotent: %+v → %+v", e.Kind, s, again)
			}
		}
	})
}
