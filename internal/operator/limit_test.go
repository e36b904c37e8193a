package operator

import (
	"testing"
	"time"
)

// failed are failures of an account in a network, each so many minutes ago.
func failed(account, network string, minutesAgo ...int) []attempt {
	var list []attempt
	for _, m := range minutesAgo {
		list = append(list, attempt{Account: []byte(account), Network: []byte(network), At: limitNow - int64(m)*60_000})
	}
	return list
}

const limitNow = int64(1_800_000_000_000)

func many(n int, each func(i int) []attempt) (list []attempt) {
	for i := range n {
		list = append(list, each(i)...)
	}
	return list
}

func TestHowLongAnAttemptWaits(t *testing.T) {
	name := func(prefix string, i int) string { return prefix + string(rune('a'+i)) }
	cases := []struct {
		name     string
		past     []attempt
		familiar bool
		want     time.Duration
	}{
		{"nothing failed", nil, false, 0},
		{"four failures", failed("claire", "home", 1, 2, 3, 4), false, 0},
		{"five: until the oldest is a quarter of an hour old", failed("claire", "home", 1, 2, 3, 4, 10), false, 5 * time.Minute},
		{"five from a familiar network", failed("claire", "home", 1, 2, 3, 4, 10), true, 5 * time.Minute},
		{"seven: until three are", failed("claire", "home", 1, 2, 3, 4, 10, 12, 14), false, 5 * time.Minute},
		{"five, one of them too old", failed("claire", "home", 1, 2, 3, 4, 15), false, 0},
		{"out of order", failed("claire", "home", 10, 1, 4, 2, 3), false, 5 * time.Minute},
		{"five of another account", failed("marc", "home", 1, 1, 1, 1, 1), false, 0},
		{"nineteen over many networks", many(19, func(i int) []attempt { return failed("claire", name("far ", i), 5) }), false, 0},
		{"twenty over many networks", many(20, func(i int) []attempt { return failed("claire", name("far ", i), 5) }), false, 10 * time.Minute},
		{"a hundred over many networks, and a familiar one", many(20, func(i int) []attempt { return failed("claire", name("far ", i), 5, 5, 5, 5, 5) }), true, 0},
		{"forty-nine of many accounts", many(49, func(i int) []attempt { return failed(name("", i), "home", 5) }), false, 0},
		{"fifty of many accounts", many(50, func(i int) []attempt { return failed(name("", i), "home", 5) }), false, 10 * time.Minute},
		{"fifty of many accounts, one's own network", many(50, func(i int) []attempt { return failed(name("", i), "home", 5) }), true, 10 * time.Minute},
		{"the longest of two waits", append(failed("claire", "home", 14, 14, 14, 14, 14), many(50, func(i int) []attempt { return failed(name("", i), "home", 5) })...), false, 10 * time.Minute},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			next := failed("claire", "home", 0)[0]
			next.familiar = c.familiar
			if got := waitFor(c.past, next); got != c.want {
				t.Errorf("waits %s, want %s", got, c.want)
			}
		})
	}
}
