package simulator

import (
	"strconv"
	"testing"
)

func TestDrawsAreEvenAndTellWordsApart(t *testing.T) {
	s := seed(1)
	for _, p := range []float64{0, 0.01, 0.5, 1} {
		n := 0
		for i := range 10_000 {
			if s.chance(p, "x", strconv.Itoa(i)) {
				n++
			}
		}
		if got := float64(n) / 10_000; got < p*0.7 || got > p*1.3 {
			t.Errorf("chance %v came %v of the time", p, got)
		}
	}
	if s.hash("ab", "c") == s.hash("a", "bc") || s.hash("a") == s.hash("a", "") || s.hash("a") == seed(2).hash("a") {
		t.Error("different words or seeds give the same draw")
	}
}

func TestWAMIDsDiffer(t *testing.T) {
	s, seen := seed(1), map[string]bool{}
	for i := range 10_000 {
		id := s.wamid("33612345678", "out", strconv.Itoa(i))
		if seen[id] || len(id) > 128 {
			t.Fatalf("wamid %q repeats or is too long", id)
		}
		seen[id] = true
	}
}
