package experiment

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"
)

// ID names an experiment.
type ID int64

// Unit is whoever is randomised: an opaque number, in a campaign the contact.
type Unit int64

// VariantKey names an arm, "A".
type VariantKey string

// HoldoutKey names the arm that gets nothing.
const HoldoutKey VariantKey = "holdout"

// Arm is a position in a design: 0 is the reference, Design.HoldoutArm the
// holdout.
type Arm int

// Variant is one arm that is treated.
type Variant struct {
	Key    VariantKey `json:"key"`
	Weight int        `json:"weight"` // relative, at least 1
}

// MetricName names what is measured, "converted".
type MetricName string

// The metrics every campaign has.
const (
	Delivered MetricName = "delivered"
	Read      MetricName = "read" // a lower bound: receipts can be off
	Replied   MetricName = "replied"
	Clicked   MetricName = "clicked"
	Converted MetricName = "converted"
	Revenue   MetricName = "revenue"   // minor units
	OptedOut  MetricName = "opted_out" // a guardrail
)

// Role says what a metric is for.
type Role string

// The roles.
const (
	Goal      Role = "goal"      // ranks the variants; exactly one
	Secondary Role = "secondary" // is shown
	Guardrail Role = "guardrail" // must not get worse
)

// Metric is one thing that is measured, within a window after exposure.
type Metric struct {
	Name   MetricName    `json:"name"`
	Role   Role          `json:"role"`
	Sum    bool          `json:"sum,omitempty"` // values are added; otherwise once counts as often
	Window time.Duration `json:"window"`
}

// Design is everything that is fixed before the first unit is exposed.
type Design struct {
	Variants []Variant `json:"variants"` // 2 to 8; the first is the reference
	Holdout  int       `json:"holdout"`  // share in ten-thousandths, 0 to 5000
	Metrics  []Metric  `json:"metrics"`
	Salt     string    `json:"salt"` // makes assignments of two experiments independent
}

// ErrDesign is a design that cannot be run.
var ErrDesign = errors.New("experiment design")

// The bounds of a design.
const (
	VariantsMin, VariantsMax = 2, 8
	WeightMax                = 10_000
	HoldoutMax               = 5000                           // ten-thousandths
	WindowMin, WindowMax     = time.Hour, 90 * 24 * time.Hour // after a send, in which an outcome counts
)

var variantKey = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 ._'’-]{0,39}$`)

// Valid says whether a key has only signs that every page and file can show.
func (k VariantKey) Valid() bool { return variantKey.MatchString(string(k)) }

// Validate returns [ErrDesign] with the field and the remedy.
func (d Design) Validate() error {
	if len(d.Variants) < VariantsMin || len(d.Variants) > VariantsMax {
		return fmt.Errorf("%w: %d variants; use %d to %d", ErrDesign, len(d.Variants), VariantsMin, VariantsMax)
	}
	if d.Holdout < 0 || d.Holdout > HoldoutMax {
		return fmt.Errorf("%w: a holdout of %d ten-thousandths; use 0 to %d", ErrDesign, d.Holdout, HoldoutMax)
	}
	if d.Salt == "" {
		return fmt.Errorf("%w: no salt", ErrDesign)
	}
	seen := map[VariantKey]bool{HoldoutKey: true}
	for _, v := range d.Variants {
		if seen[v.Key] || !v.Key.Valid() {
			return fmt.Errorf("%w: variant key %q is taken or has other signs than letters, digits, space and . _ - '", ErrDesign, v.Key)
		}
		if v.Weight < 1 || v.Weight > WeightMax {
			return fmt.Errorf("%w: weight %d of variant %s; use 1 to %d", ErrDesign, v.Weight, v.Key, WeightMax)
		}
		seen[v.Key] = true
	}
	return d.validateMetrics()
}

func (d Design) validateMetrics() error {
	goals, seen := 0, map[MetricName]bool{}
	for _, m := range d.Metrics {
		if seen[m.Name] || m.Name == "" || m.Name == assigned || m.Name == opened {
			return fmt.Errorf("%w: metric %q is empty or named twice", ErrDesign, m.Name)
		}
		if m.Window < WindowMin || m.Window > WindowMax {
			return fmt.Errorf("%w: window %s of metric %s; use 1 hour to 90 days", ErrDesign, m.Window, m.Name)
		}
		seen[m.Name] = true
		if m.Role == Goal {
			goals++
		}
	}
	if goals != 1 {
		return fmt.Errorf("%w: %d goal metrics; name exactly one", ErrDesign, goals)
	}
	return nil
}

// HoldoutArm is the arm of units that get nothing.
func (d Design) HoldoutArm() Arm { return Arm(len(d.Variants)) }

// Key is the name of an arm.
func (d Design) Key(a Arm) VariantKey {
	if a == d.HoldoutArm() {
		return HoldoutKey
	}
	return d.Variants[a].Key
}

// ArmOf finds an arm by its key.
func (d Design) ArmOf(key VariantKey) (Arm, bool) {
	if key == HoldoutKey {
		return d.HoldoutArm(), true
	}
	for i, v := range d.Variants {
		if v.Key == key {
			return Arm(i), true
		}
	}
	return 0, false
}

// Goal is the metric that ranks the variants.
func (d Design) Goal() Metric {
	for _, m := range d.Metrics {
		if m.Role == Goal {
			return m
		}
	}
	return Metric{}
}

// metric finds a metric by name.
func (d Design) metric(name MetricName) (Metric, bool) {
	for _, m := range d.Metrics {
		if m.Name == name {
			return m, true
		}
	}
	return Metric{}, false
}

// Shares is the expected share of each arm, the holdout last when there is one.
func (d Design) Shares() []float64 {
	total := 0
	for _, v := range d.Variants {
		total += v.Weight
	}
	treated := 1 - float64(d.Holdout)/10_000
	shares := make([]float64, 0, len(d.Variants)+1)
	for _, v := range d.Variants {
		shares = append(shares, treated*float64(v.Weight)/float64(total))
	}
	if d.Holdout > 0 {
		shares = append(shares, float64(d.Holdout)/10_000)
	}
	return shares
}

// Canonical is the design as bytes that are equal for equal designs; the plan
// is locked by their hash.
func (d Design) Canonical() []byte {
	b, err := json.Marshal(d) // fields in the order of the struct; no maps, no floats
	if err != nil {
		panic(err) // no field can fail
	}
	return b
}
