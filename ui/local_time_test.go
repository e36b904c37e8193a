package ui

import (
	"slices"
	"testing"
	"time"
)

func TestALocalTimeMayComeTwiceOrNever(t *testing.T) {
	for _, c := range []struct {
		name, zone, wall string
		want             []string
	}{
		{"any day", "Europe/Paris", "2026-06-01T10:00", []string{"2026-06-01T08:00"}},
		{"spring leaves it out", "Europe/Paris", "2026-03-29T02:30", nil},
		{"just before", "Europe/Paris", "2026-03-29T01:59", []string{"2026-03-29T00:59"}},
		{"just after", "Europe/Paris", "2026-03-29T03:00", []string{"2026-03-29T01:00"}},
		{"autumn has it twice", "Europe/Paris", "2026-10-25T02:30", []string{"2026-10-25T00:30", "2026-10-25T01:30"}},
		{"autumn has it once again", "Europe/Paris", "2026-10-25T03:00", []string{"2026-10-25T02:00"}},
		{"half an hour twice", "Australia/Lord_Howe", "2026-04-05T01:45", []string{"2026-04-04T14:45", "2026-04-04T15:15"}},
		{"a day that was left out", "Pacific/Apia", "2011-12-30T12:00", nil},
		{"no summer time", "UTC", "2026-03-29T02:30", []string{"2026-03-29T02:30"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			zone, err := time.LoadLocation(c.zone)
			if err != nil {
				t.Fatal(err)
			}
			wall, err := time.Parse(localTime, c.wall)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, at := range instantsOf(wall, zone) {
				got = append(got, written(at, time.UTC))
				if written(at, zone) != c.wall {
					t.Errorf("%s reads back as %s", at, written(at, zone))
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("found %v, want %v", got, c.want)
			}
		})
	}
}
