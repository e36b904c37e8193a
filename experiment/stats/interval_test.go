package stats

import (
	"encoding/json"
	"math"
	"testing"
)

func TestIntervalsInJSON(t *testing.T) {
	half := 0.5
	cases := []struct {
		name  string
		value any
		want  string
	}{
		{"both limits", Interval{-0.25, 1}, "[-0.25,1]"},
		{"bounded below", Bounds{&half, nil}, "[0.5,null]"},
		{"unbounded", Bounds{}, "[null,null]"},
		{"undefined", (*Interval)(nil), "null"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := json.Marshal(c.value)
			if err != nil || string(got) != c.want {
				t.Errorf("%s, %v, want %s", got, err, c.want)
			}
		})
	}
}

func TestAlphaQuantiles(t *testing.T) {
	for alpha, want := range map[Alpha]float64{0.05: 1.959963984540054, 0.01: 2.5758293035489004, 0.1: 1.6448536269514722} {
		near(t, "z", alpha.z(), want, 1e-14)
	}
	near(t, "tail beyond z at 1e-12", math.Erfc(Alpha(1e-12).z()/math.Sqrt2), 1e-12, 1e-12)
}
