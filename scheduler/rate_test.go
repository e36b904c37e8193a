package scheduler

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var began = time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)

// rates are the extremes, common ones, and those that a second does not divide
// evenly by.
var rates = []int64{1, 2, 3, 7, 80, 333, 1000, 3000, 6000, 9901, 9999, 10_000}

// given is how many tokens left at an instant.
type given struct {
	at time.Time
	n  int64
}

// inOneSecond is the most tokens that left within any second.
func inOneSecond(log []given) int64 {
	var most int64
	for i := range log {
		var sum int64
		for j := i; j >= 0 && log[i].at.Sub(log[j].at) < time.Second; j-- {
			sum += log[j].n
		}
		most = max(most, sum)
	}
	return most
}

// allowance is what one second may see: the rate and a quarter of it, or one
// token more for a number so slow that a quarter second has none.
func allowance(rate int64) int64 { return rate + max(rate/4, 1) }

func TestNoSecondSeesMoreThanRateAndBurst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := bucket{PerSecond: rapid.OneOf(rapid.SampledFrom(rates), rapid.Int64Range(1, 10_000)).Draw(t, "per second")}
		now, log := began, []given(nil)
		for range rapid.IntRange(1, 200).Draw(t, "calls") {
			now = now.Add(time.Duration(rapid.OneOf(rapid.Int64Range(0, 3), rapid.Int64Range(0, 1500)).Draw(t, "ms later")) * time.Millisecond)
			want := rapid.OneOf(rapid.Int64Range(1, 5), rapid.Int64Range(1, 20_000)).Draw(t, "want")
			got, freeAt, wait := b.take(now, want)
			if got > want || got < 0 || (got == 0) != (wait > 0) {
				t.Fatalf("wanted %d, got %d and a wait of %s", want, got, wait)
			}
			b.FreeAt = freeAt
			log = append(log, given{now, got})
		}
		if most := inOneSecond(log); most > allowance(b.PerSecond) {
			t.Fatalf("%d tokens within a second at %d per second, want at most %d", most, b.PerSecond, allowance(b.PerSecond))
		}
	})
}

// Never above the rate, and at most one in a hundred below it.
func TestRateInTheLongRun(t *testing.T) {
	for _, rate := range rates {
		b, now, sum := bucket{PerSecond: rate}, began, int64(0)
		const seconds = 200
		for now.Sub(began) < seconds*time.Second {
			got, freeAt, wait := b.take(now, 1<<40)
			b.FreeAt, sum = freeAt, sum+got
			now = now.Add(max(wait, time.Millisecond)).Truncate(time.Millisecond)
		}
		want := rate * seconds
		if sum > want+allowance(rate)-rate || sum < want*99/100 {
			t.Errorf("%d per second: %d tokens in %d s, want %d", rate, sum, seconds, want)
		}
	}
}

func TestWaitIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := bucket{PerSecond: rapid.OneOf(rapid.SampledFrom(rates), rapid.Int64Range(1, 10_000)).Draw(t, "per second")}
		now := began
		var want int64
		var wait time.Duration
		for wait == 0 { // until it is empty
			want = rapid.Int64Range(1, 500).Draw(t, "want")
			_, b.FreeAt, wait = b.take(now, want)
		}
		if got, _, _ := b.take(now.Add(wait), want); got < 1 || got > want {
			t.Errorf("after the wait of %s there are %d tokens, wanted %d", wait, got, want)
		}
		if got, _, _ := b.take(now.Add(wait-time.Millisecond), want); got != 0 {
			t.Errorf("a millisecond before the end of the wait of %s there are %d tokens", wait, got)
		}
	})
}

func TestRateRecoversAfterASlowDown(t *testing.T) {
	b := bucket{PerSecond: 80, Slowed: 5000, SlowedAt: began.UnixMilli()}
	for _, c := range []struct {
		after time.Duration
		want  int64
	}{{0, 40}, {time.Second, 41}, {5 * time.Second, 48}, {20 * time.Second, 72}, {25 * time.Second, 80}, {time.Hour, 80}} {
		if got := b.rate(began.Add(c.after)); got != c.want {
			t.Errorf("%s after it was halved the rate is %d, want %d", c.after, got, c.want)
		}
	}
	before := int64(0)
	for ms := range 60_000 {
		now := b.rate(began.Add(time.Duration(ms) * time.Millisecond))
		if now < before || now > 80 {
			t.Fatalf("the rate went from %d to %d", before, now)
		}
		before = now
	}
}

func TestTheSlowestNumberStillSends(t *testing.T) {
	b := bucket{PerSecond: 1, Slowed: 100, SlowedAt: began.UnixMilli()}
	if got := b.rate(began); got != 1 {
		t.Errorf("rate %d, want 1", got)
	}
	// Another process's clock may be behind the one that slowed the number down.
	if got := b.rate(began.Add(-time.Minute)); got != 1 {
		t.Errorf("rate %d before it was slowed, want 1", got)
	}
}

func TestSlowDownIsAsLargeAsTheRefusedShare(t *testing.T) {
	cases := []struct {
		name           string
		before         bucket
		refused, calls int
		rate           int64
		wait           time.Duration
	}{
		{"every call", bucket{PerSecond: 80}, 20, 20, 40, 750 * time.Millisecond},
		{"every other call", bucket{PerSecond: 80}, 10, 20, 40, 250 * time.Millisecond},
		{"one in twenty", bucket{PerSecond: 80}, 1, 20, 76, 0},
		{"one in two hundred and fifty", bucket{PerSecond: 1000}, 1, 250, 996, 0},
		{"the only one", bucket{PerSecond: 80}, 1, 1, 40, 750 * time.Millisecond},
		{"half recovered", bucket{PerSecond: 80, Slowed: 2500, SlowedAt: began.Add(-5 * time.Second).UnixMilli()}, 2, 2, 14, 0},
		{"again within the second", bucket{PerSecond: 80, Slowed: 5000, SlowedAt: began.Add(-999 * time.Millisecond).UnixMilli()}, 20, 20, 41, 0},
		{"never to nothing", bucket{PerSecond: 80, Slowed: 100, SlowedAt: began.Add(-time.Second).UnixMilli()}, 9, 9, 1, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			after := c.before.slowed(began, c.refused, c.calls)
			if got := after.rate(began); got != c.rate {
				t.Errorf("rate %d, want %d", got, c.rate)
			}
			if _, _, wait := after.take(began, 1); c.wait > 0 && wait < c.wait {
				t.Errorf("a wait of %s, want at least %s", wait, c.wait)
			}
		})
	}
}
