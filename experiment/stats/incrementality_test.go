package stats

import "testing"

func TestIncrementalityAtTheEnds(t *testing.T) {
	cases := []struct {
		name             string
		holdout, treated Binomial
		conversions      float64
		share            *float64
	}{
		{"nobody converted", Binomial{0, 100}, Binomial{0, 1000}, 0, nil},
		{"only the treated", Binomial{0, 100}, Binomial{40, 1000}, 40, defined(1)},
		{"the holdout did better", Binomial{20, 100}, Binomial{100, 1000}, -100, defined(-1)},
		{"a tiny holdout", Binomial{1, 1}, Binomial{1, 1e7}, 1 - 1e7, defined(1 - 1e7)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := MeasureIncrementality(c.holdout, c.treated, FivePercent)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "conversions", got.Conversions, c.conversions, digits)
			if (got.Share == nil) != (c.share == nil) {
				t.Fatalf("share %v, want %v", got.Share, c.share)
			}
			if c.share != nil {
				near(t, "share", *got.Share, *c.share, digits)
			}
			if !got.Limits.Contains(got.Conversions) {
				t.Errorf("limits %v around %g", got.Limits, got.Conversions)
			}
		})
	}
}
