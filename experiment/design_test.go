package experiment_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"accord/experiment"
)

func TestDesignsThatCannotBeRun(t *testing.T) {
	cases := []struct {
		name   string
		change func(d *experiment.Design)
		says   string // part of the message; "" for a design that is fine
	}{
		{"two arms and a holdout", func(*experiment.Design) {}, ""},
		{"one variant", func(d *experiment.Design) { d.Variants = d.Variants[:1] }, "1 variants; use 2 to 8"},
		{"eight variants", func(d *experiment.Design) { d.Variants = weighted([]int{1, 1, 1, 1, 1, 1, 1, 10_000}).Variants }, ""},
		{"nine variants", func(d *experiment.Design) { d.Variants = weighted([]int{1, 1, 1, 1, 1, 1, 1, 1, 1}).Variants }, "9 variants"},
		{"no holdout", func(d *experiment.Design) { d.Holdout = 0 }, ""},
		{"half in the holdout", func(d *experiment.Design) { d.Holdout = 5000 }, ""},
		{"more than half in the holdout", func(d *experiment.Design) { d.Holdout = 5001 }, "holdout of 5001"},
		{"a negative holdout", func(d *experiment.Design) { d.Holdout = -1 }, "holdout of -1"},
		{"no salt", func(d *experiment.Design) { d.Salt = "" }, "no salt"},
		{"a key twice", func(d *experiment.Design) { d.Variants[1].Key = "A" }, `"A" is taken`},
		{"an empty key", func(d *experiment.Design) { d.Variants[1].Key = "" }, `key ""`},
		{"the holdout's key", func(d *experiment.Design) { d.Variants[1].Key = experiment.HoldoutKey }, `"holdout" is taken`},
		{"a key with a comma", func(d *experiment.Design) { d.Variants[1].Key = "a,b" }, `"a,b"`},
		{"a key with a line break", func(d *experiment.Design) { d.Variants[1].Key = "a\nb" }, "key"},
		{"a key of 41 letters", func(d *experiment.Design) { d.Variants[1].Key = experiment.VariantKey(strings.Repeat("x", 41)) }, "key"},
		{"a key of words", func(d *experiment.Design) { d.Variants[1].Key = "Men’s E-Mail v1.2_b" }, ""},
		{"weight nought", func(d *experiment.Design) { d.Variants[1].Weight = 0 }, "weight 0 of variant B"},
		{"weight too large", func(d *experiment.Design) { d.Variants[1].Weight = 10_001 }, "weight 10001"},
		{"no metrics", func(d *experiment.Design) { d.Metrics = nil }, "0 goal metrics"},
		{"two goals", func(d *experiment.Design) { d.Metrics[1].Role = experiment.Goal }, "2 goal metrics"},
		{"a metric twice", func(d *experiment.Design) { d.Metrics[1].Name = experiment.Converted }, `"converted" is empty or named twice`},
		{"a metric without a name", func(d *experiment.Design) { d.Metrics[1].Name = "" }, `metric ""`},
		{"a metric named like a count", func(d *experiment.Design) { d.Metrics[1].Name = "opened" }, `metric "opened"`},
		{"the other count", func(d *experiment.Design) { d.Metrics[1].Name = "assigned" }, `metric "assigned"`},
		{"a window of an hour", func(d *experiment.Design) { d.Metrics[0].Window = time.Hour }, ""},
		{"a window below an hour", func(d *experiment.Design) { d.Metrics[0].Window = time.Hour - 1 }, "window 59m59"},
		{"a window of 90 days", func(d *experiment.Design) { d.Metrics[0].Window = 90 * 24 * time.Hour }, ""},
		{"a window beyond 90 days", func(d *experiment.Design) { d.Metrics[0].Window = 90*24*time.Hour + 1 }, "window 2160h"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := twoArms()
			c.change(&d)
			err := d.Validate()
			switch {
			case c.says == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.says != "" && (!errors.Is(err, experiment.ErrDesign) || !strings.Contains(err.Error(), c.says)):
				t.Errorf("error %v, want one that says %q", err, c.says)
			}
		})
	}
}

func TestArmsHaveKeys(t *testing.T) {
	d := golden()
	for arm, key := range []experiment.VariantKey{"A", "B", "C", experiment.HoldoutKey} {
		if got := d.Key(experiment.Arm(arm)); got != key {
			t.Errorf("arm %d is %s, want %s", arm, got, key)
		}
		if got, ok := d.ArmOf(key); !ok || got != experiment.Arm(arm) {
			t.Errorf("an imported %s is arm %d, %v; want %d", key, got, ok, arm)
		}
	}
	for _, key := range []experiment.VariantKey{"", "D", "a", "Holdout"} {
		if arm, ok := d.ArmOf(key); ok {
			t.Errorf("an imported %q is arm %d, want none", key, arm)
		}
	}
}

func TestSharesAddUpToOne(t *testing.T) {
	for name, d := range map[string]experiment.Design{"with a holdout": golden(), "without": weighted([]int{1, 3, 7})} {
		sum := 0.0
		for _, s := range d.Shares() {
			sum += s
		}
		if !near(sum, 1) {
			t.Errorf("%s: shares %v add up to %v", name, d.Shares(), sum)
		}
	}
	if n := len(weighted([]int{1, 3}).Shares()); n != 2 {
		t.Errorf("%d shares without a holdout, want one per variant", n)
	}
}

// TestCanonicalIsTheSameForEver: the plan's leaf in the log is a hash of these
// bytes; whoever checks an old one needs the same.
func TestCanonicalIsTheSameForEver(t *testing.T) {
	const want = `{"variants":[{"key":"A","weight":1},{"key":"B","weight":1}],"holdout":1000,"metrics":[` +
		`{"name":"converted","role":"goal","window":86400000000000},` +
		`{"name":"revenue","role":"secondary","sum":true,"window":86400000000000},` +
		`{"name":"clicked","role":"secondary","window":3600000000000}],"salt":"spring"}`
	if got := string(twoArms().Canonical()); got != want {
		t.Errorf("canonical design\n%s, want\n%s", got, want)
	}
}
