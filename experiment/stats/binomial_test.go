package stats

import (
	"testing"

	"pgregory.net/rapid"
)

func TestBinomialMergeIsAssociativeAndCommutative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		arm := anyBinomial(1e9)
		a, b, c := arm.Draw(t, "a"), arm.Draw(t, "b"), arm.Draw(t, "c")
		if a.Merge(b).Merge(c) != a.Merge(b.Merge(c)) || a.Merge(b) != b.Merge(a) {
			t.Errorf("%v, %v and %v do not merge alike", a, b, c)
		}
		if a.Merge(Binomial{}) != a {
			t.Errorf("%v changed when nobody was added", a)
		}
	})
}

func TestBinomialRate(t *testing.T) {
	got, err := Binomial{100, 9000}.Merge(Binomial{167, 12307}).Rate()
	if err != nil || got != 267.0/21307 {
		t.Errorf("rate %v, %v", got, err)
	}
}
