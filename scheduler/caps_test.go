package scheduler

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// keeps says whether no window of any cap holds more sends than it allows,
// when one more is made at an instant: each window that ends with a send is
// looked at.
func keeps(caps []Cap, sends []time.Time, at time.Time) bool {
	for _, c := range caps {
		within := 1
		for _, s := range sends {
			if at.Sub(s) < c.Window {
				within++
			}
		}
		if within > c.N {
			return false
		}
	}
	return true
}

func TestFreeAtIsTheFirstMomentThatKeepsEveryCap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const unit = time.Hour
		var caps []Cap
		for range rapid.IntRange(0, 4).Draw(t, "caps") {
			caps = append(caps, Cap{rapid.IntRange(1, 5).Draw(t, "n"), unit * time.Duration(rapid.IntRange(1, 40).Draw(t, "window"))})
		}
		var sends []time.Time
		for range rapid.IntRange(0, 12).Draw(t, "sends") {
			sends = append(sends, began.Add(-unit*time.Duration(rapid.IntRange(0, 50).Draw(t, "ago"))))
		}
		slices.SortFunc(sends, time.Time.Compare)
		want := began
		for !keeps(caps, sends, want) {
			want = want.Add(unit)
		}
		if got := freeAt(caps, sends, began); !got.Equal(want) {
			t.Fatalf("caps %v after %v: free at %s, want %s", caps, sends, got, want)
		}
	})
}

func TestDefaultCaps(t *testing.T) {
	ago := func(hours ...int) (sends []time.Time) {
		for _, h := range hours {
			sends = append(sends, began.Add(-time.Duration(h)*time.Hour))
		}
		return sends
	}
	const day = 24 * time.Hour
	cases := []struct {
		name  string
		sends []time.Time
		wait  time.Duration
	}{
		{"nothing yet", nil, 0},
		{"an hour ago", ago(1), 23 * time.Hour},
		{"exactly a day ago", ago(24), 0},
		{"twice this week", ago(100, 30), 7*day - 100*time.Hour},
		{"twice, the first a week ago", ago(168, 30), 0},
		{"six times this month", ago(700, 600, 500, 400, 300, 200), 30*day - 700*time.Hour},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := freeAt(DefaultCaps, c.sends, began).Sub(began); got != c.wait {
				t.Errorf("free in %s, want %s", got, c.wait)
			}
		})
	}
	if got := longest(DefaultCaps); got != 30*day {
		t.Errorf("sends matter for %s, want 30 days", got)
	}
}
