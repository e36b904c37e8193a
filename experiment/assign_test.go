package experiment_test

import (
	"math"
	"slices"
	"testing"

	"accord/experiment"

	"pgregory.net/rapid"
)

// golden has three arms of unequal weight and a holdout of 15 %.
func golden() experiment.Design {
	return experiment.Design{
		Variants: []experiment.Variant{{Key: "A", Weight: 5}, {Key: "B", Weight: 3}, {Key: "C", Weight: 2}},
		Holdout:  1500,
		Salt:     "golden",
	}
}

// goldenUnits are 1 to 19 and the largest one.
var goldenUnits = []experiment.Unit{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, math.MaxInt64}

// goldenArms come from a second implementation, in Python: SHA-256 over
// "accord/assign/v1\ngolden\n" and the unit; its first eight bytes times 10,000
// are the ticket for the holdout, the next eight times 10 that for the arm.
var goldenArms = []experiment.VariantKey{"A", "B", "B", "A", "C", "B", "B", "C", "B", "A",
	"A", "B", "C", "A", "A", "B", "B", "A", "B", experiment.HoldoutKey}

func TestAssignIsTheSameForEver(t *testing.T) {
	d := golden()
	for i, u := range goldenUnits {
		for range 2 {
			if got := d.Key(d.Assign(u)); got != goldenArms[i] {
				t.Errorf("unit %d is in arm %s, want %s: another hash moves everybody", u, got, goldenArms[i])
			}
		}
	}
}

func TestFingerprintIsTheSameForEver(t *testing.T) {
	d, sum := golden(), experiment.NewFingerprint()
	for _, u := range goldenUnits {
		sum.Add(u, d.Key(d.Assign(u)))
	}
	const want = "4f7cfd291e81b85192548c498770fb6b5d661bb81773bab946c14eaca870b75b" // also from Python
	if got := sum.Sum(); got != want {
		t.Errorf("fingerprint %s, want %s", got, want)
	}
	if again := sum.Sum(); again != want {
		t.Errorf("read a second time: %s", again)
	}
	sum.Add(1, "A")
	if sum.Sum() == want {
		t.Error("one more assignment did not change the fingerprint")
	}
}

func TestAssignKeepsTheShares(t *testing.T) {
	const units = 100_000
	d := golden()
	counts := make([]float64, len(d.Variants)+1)
	for u := range experiment.Unit(units) {
		counts[d.Assign(u)]++
	}
	shares := d.Shares()
	if want := []float64{0.425, 0.255, 0.17, 0.15}; !slices.EqualFunc(shares, want, near) {
		t.Fatalf("shares %v, want %v", shares, want)
	}
	for arm, share := range shares {
		se := math.Sqrt(units * share * (1 - share))
		if gap := counts[arm] - units*share; math.Abs(gap) > 4*se {
			t.Errorf("arm %s has %.0f units, %.1f standard errors off", d.Key(experiment.Arm(arm)), counts[arm], gap/se)
		}
	}
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(b)) }

func TestWeightsMoveNobodyInOrOutOfTheHoldout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.IntRange(1, 10_000), 2, 8)
		holdout, salt := rapid.IntRange(0, 5000).Draw(t, "holdout"), rapid.String().Draw(t, "salt")
		before, after := weighted(weights.Draw(t, "before")), weighted(weights.Draw(t, "after"))
		before.Holdout, before.Salt, after.Holdout, after.Salt = holdout, salt, holdout, salt
		for u := range experiment.Unit(50) {
			was, is := before.Key(before.Assign(u)), after.Key(after.Assign(u))
			if (was == experiment.HoldoutKey) != (is == experiment.HoldoutKey) {
				t.Fatalf("unit %d was in %s and is in %s", u, was, is)
			}
		}
	})
}

func weighted(weights []int) (d experiment.Design) {
	for i, w := range weights {
		d.Variants = append(d.Variants, experiment.Variant{Key: experiment.VariantKey('A' + rune(i)), Weight: w})
	}
	return d
}

func TestAWiderHoldoutOnlyTakesPeopleIn(t *testing.T) {
	narrow, wide := golden(), golden()
	wide.Holdout = 4000
	for u := range experiment.Unit(2000) {
		was, is := narrow.Assign(u), wide.Assign(u)
		if was != is && is != wide.HoldoutArm() {
			t.Fatalf("unit %d moved from %s to %s", u, narrow.Key(was), wide.Key(is))
		}
	}
}

func TestTwoSaltsAreIndependent(t *testing.T) {
	const units = 20_000
	one, other := golden(), golden()
	one.Holdout, other.Holdout, other.Salt = 0, 0, "silver"
	var both float64
	for u := range experiment.Unit(units) {
		if one.Assign(u) == 0 && other.Assign(u) == 0 {
			both++
		}
	}
	if se := math.Sqrt(units * 0.25 * 0.75); math.Abs(both-units*0.25) > 4*se {
		t.Errorf("%.0f of %d units are in arm A of both, want about a quarter", both, units)
	}
}
