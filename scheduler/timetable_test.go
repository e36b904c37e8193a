package scheduler

import (
	"fmt"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"

	"pgregory.net/rapid"
)

func newLoad(capacity int) *load {
	return &load{capacity: capacity, used: map[int64]int{}, next: map[int64]int64{}}
}

// The search that jumps finds the minute that the search step by step finds.
func TestRoomIsTheFirstMinuteThatIsNotFull(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newLoad(rapid.IntRange(1, 4).Draw(t, "capacity"))
		for m := range int64(20) {
			l.used[m] = rapid.IntRange(0, 6).Draw(t, "already there") // after a restart a minute may be overfull
		}
		for range rapid.IntRange(1, 120).Draw(t, "placed") {
			from := rapid.Int64Range(0, 30).Draw(t, "from")
			want := from
			for l.used[want] >= l.capacity {
				want++
			}
			got := l.room(from)
			if got != want {
				t.Fatalf("room from minute %d: %d, want %d", from, got, want)
			}
			l.used[got]++
		}
	})
}

// window is a campaign that may use everything between two instants.
func window(from, until time.Time) campaign.Campaign {
	return campaign.Campaign{Category: consent.Marketing, StartsAt: from, EndsAt: until}
}

var everywhere = []campaign.Candidate{
	{Country: "FR", Zone: "Europe/Paris"}, {Country: "BE", Zone: "Europe/Brussels"}, {Country: "IN", Zone: "Asia/Kolkata"},
	{Country: "US", Zone: "America/New_York"}, {Country: "FR", Zone: "Indian/Reunion"}, {Country: "", Zone: ""},
}

func TestPlacesKeepCapacityHoursAndWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := began.Add(time.Duration(rapid.Int64Range(-20*3600_000, 40*3600_000).Draw(t, "start")) * time.Millisecond)
		c := window(start, start.Add(time.Duration(rapid.Int64Range(1000, 80*3600_000).Draw(t, "length"))*time.Millisecond))
		c.Content.IgnoreHours = rapid.Bool().Draw(t, "any hour")
		l := newLoad(rapid.IntRange(1, 10).Draw(t, "capacity"))
		full := map[int64]int{}
		for range rapid.IntRange(1, 300).Draw(t, "people") {
			p := rapid.SampledFrom(everywhere).Draw(t, "who")
			from := c.StartsAt.Add(time.Duration(rapid.Int64Range(0, 5*3600_000).Draw(t, "free in")) * time.Millisecond)
			at := l.place(c, p, from)
			if at.IsZero() {
				continue
			}
			full[at.Unix()/60]++
			hours, l := HoursOf(p.Country), location(p.Zone)
			hours.Margin = planMargin
			switch {
			case at.Before(from):
				t.Fatalf("placed at %s, asked for %s", at, from)
			case !at.Before(c.EndsAt):
				t.Fatalf("placed at %s, the campaign ends at %s", at, c.EndsAt)
			case !c.Content.IgnoreHours && !hours.Next(at, l).Equal(at):
				t.Fatalf("placed at %s, which is %s in %s", at, at.In(l), l)
			}
		}
		for m, n := range full {
			if n > l.capacity {
				t.Fatalf("minute %d holds %d messages, its capacity is %d", m, n, l.capacity)
			}
		}
	})
}

func TestEverybodyIsPlacedWhileThereIsRoom(t *testing.T) {
	l := newLoad(60)
	c := window(began, began.Add(10*time.Minute))
	c.Content.IgnoreHours = true
	last := time.Time{}
	for i := range 600 {
		at := l.place(c, everywhere[0], began)
		if at.IsZero() || at.Before(last) {
			t.Fatalf("person %d of 600 was placed at %s after %s", i+1, at, last)
		}
		last = at
	}
	if at := l.place(c, everywhere[0], began); !at.IsZero() {
		t.Errorf("one more than there is room for was placed at %s", at)
	}
	if want := began.Add(10*time.Minute - time.Second); !last.Equal(want) {
		t.Errorf("the last of a full window is at %s, want %s: a minute is used evenly", last, want)
	}
}

func TestNoPlaceIsTheZeroTime(t *testing.T) {
	paris := everywhere[0]
	cases := []struct {
		name        string
		from, until string
	}{
		{"a window within the night", "2026-03-03 21:00", "2026-03-04 09:30"},
		{"a window on a Sunday", "2026-03-08 10:00", "2026-03-08 20:00"},
		{"only the margin is left", "2026-03-03 19:56", "2026-03-03 23:00"},
		{"an empty window", "2026-03-03 12:00", "2026-03-03 12:00"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l := zone(t, paris.Zone)
			from := local(t, c.from, l)
			if at := newLoad(10).place(window(from, local(t, c.until, l)), paris, from); !at.IsZero() {
				t.Errorf("placed at %s", at)
			}
		})
	}
}

// A hundred thousand people, placed in the order of their ids, in well under a
// second.
func BenchmarkPlace(b *testing.B) {
	for _, perSecond := range []int{1, 80, 1000} {
		b.Run(fmt.Sprint(perSecond, " per second"), func(b *testing.B) {
			for b.Loop() {
				l, c := newLoad(perSecond*60), window(began, began.Add(30*24*time.Hour))
				for i := range 100_000 {
					if l.place(c, everywhere[i%len(everywhere)], began).IsZero() {
						b.Fatal("no room")
					}
				}
			}
		})
	}
}
