package simulator

import (
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The bucket as a single instant must agree with the bucket as everybody
// draws it: tokens that trickle in up to a capacity.
func TestBucketIsATokenBucket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		capacity := rapid.IntRange(1, 50).Draw(t, "capacity")
		refill := time.Duration(rapid.IntRange(1, 10_000).Draw(t, "refill")) * time.Millisecond
		var b bucket
		now, spent := noon, int64(0) // spent: nanoseconds of refill that are missing to full
		for _, pause := range rapid.SliceOf(rapid.IntRange(0, 20_000)).Draw(t, "pauses") {
			now = now.Add(time.Duration(pause) * time.Millisecond)
			spent = max(0, spent-int64(time.Duration(pause)*time.Millisecond))
			want := int64(capacity)*int64(refill)-spent >= int64(refill)
			if want {
				spent += int64(refill)
			}
			if got := b.take(now, capacity, refill); got != want {
				t.Fatalf("at %v: %v, want %v", now.Sub(noon), got, want)
			}
		}
	})
}

func TestPairLimit(t *testing.T) {
	tw := newTown(t, nil)
	for i := range pairCapacity {
		if _, code, _ := tw.send(blank("plain", marie, "")); code != 0 {
			t.Fatalf("message %d: code %d", i, code)
		}
	}
	if status, code, _ := tw.send(blank("plain", marie, "")); status != 400 || code != 131056 {
		t.Fatalf("after the burst: %d %d", status, code)
	}
	if _, code, _ := tw.send(blank("plain", paul, "")); code != 0 {
		t.Errorf("somebody else: %d", code)
	}
	tw.clock.Advance(noon.Add(pairRefill - time.Millisecond))
	if _, code, _ := tw.send(blank("plain", marie, "")); code != 131056 {
		t.Errorf("too early: %d", code)
	}
	tw.clock.Advance(noon.Add(pairRefill))
	if _, code, _ := tw.send(blank("plain", marie, "")); code != 0 {
		t.Errorf("after six seconds: %d", code)
	}
}

func TestThroughput(t *testing.T) {
	tw := newTown(t, func(c *Config) { c.Numbers[0].PerSecond = 10 })
	accepted := func() (n int) {
		for i := range 20 {
			if _, code, _ := tw.send(blank("plain", "+3361234"+strconv.Itoa(5000+i), "")); code == 0 {
				n++
			} else if code != 130429 {
				t.Fatalf("code %d", code)
			}
		}
		return n
	}
	if n := accepted(); n != 10 {
		t.Errorf("%d at once, want 10", n)
	}
	tw.clock.Advance(noon.Add(500 * time.Millisecond))
	if n := accepted(); n != 5 {
		t.Errorf("%d after half a second, want 5", n)
	}
	tw.clock.Advance(noon.Add(time.Hour))
	if n := accepted(); n != 10 {
		t.Errorf("%d after an hour, want 10", n)
	}
}

// The rate is checked before the pair, so a flood to one person through a
// slow number is told as a flood of the number.
func TestRateBeforePair(t *testing.T) {
	tw := newTown(t, func(c *Config) { c.Numbers[0].PerSecond = 1 })
	tw.accept(blank("plain", marie, ""))
	if _, code, _ := tw.send(blank("plain", marie, "")); code != 130429 {
		t.Errorf("code %d", code)
	}
}
