package scheduler

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// changes are days on which a zone moves its clocks, and an ordinary one. Lord
// Howe moves by half an hour; Casablanca goes back for Ramadan.
var changes = []struct{ name, zone, day string }{
	{"Paris, 23 hours", "Europe/Paris", "2026-03-29"},
	{"Paris, 25 hours", "Europe/Paris", "2026-10-25"},
	{"New York, 23 hours", "America/New_York", "2026-03-08"},
	{"New York, 25 hours", "America/New_York", "2026-11-01"},
	{"Lord Howe, 24 and a half hours", "Australia/Lord_Howe", "2026-04-05"},
	{"Lord Howe, 23 and a half hours", "Australia/Lord_Howe", "2026-10-04"},
	{"Casablanca, Ramadan begins", "Africa/Casablanca", "2026-02-15"},
	{"Casablanca, Ramadan is over", "Africa/Casablanca", "2026-03-22"},
	{"Paris, an ordinary day", "Europe/Paris", "2026-06-17"},
	{"Paris, three days without hours", "Europe/Paris", "2026-08-15"},
}

func TestTheDaysOfChangeAreDaysOfChange(t *testing.T) {
	for _, c := range changes[:8] {
		l := zone(t, c.zone)
		from := local(t, c.day+" 00:00", l)
		if from.AddDate(0, 0, 1).Sub(from) == 24*time.Hour {
			t.Errorf("%s: %s has 24 hours, the test proves nothing", c.name, c.day)
		}
	}
}

// allowed is the rule as a person reads it off the wall: the day of the week,
// the date, and the hand of the clock.
func allowed(country string, margin time.Duration, at time.Time) bool {
	clock := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute +
		time.Duration(at.Second())*time.Second + time.Duration(at.Nanosecond())
	from := 9 * time.Hour
	if country == "FR" {
		from = 10 * time.Hour
		if at.Weekday() == time.Sunday || frenchHoliday(at.Date()) {
			return false
		}
	}
	return clock >= from && clock < 20*time.Hour-margin
}

// Minute by minute, nothing allowed lies between the question and the answer.
func TestNextIsTheFirstAllowedMoment(t *testing.T) {
	for _, c := range changes {
		for _, country := range []string{"FR", "US"} {
			t.Run(c.name+", "+country, func(t *testing.T) {
				l := zone(t, c.zone)
				day := local(t, c.day+" 00:00", l)
				rapid.Check(t, func(t *rapid.T) {
					at := day.Add(time.Duration(rapid.Int64Range(-36*3600_000, 36*3600_000).Draw(t, "ms")) * time.Millisecond)
					hours := HoursOf(country)
					hours.Margin = time.Duration(rapid.IntRange(0, 90).Draw(t, "margin")) * time.Minute
					checkNext(t, hours, country, at, l)
				})
			})
		}
	}
}

func checkNext(t *rapid.T, hours Hours, country string, at time.Time, l *time.Location) {
	got := hours.Next(at, l)
	if got.Before(at) {
		t.Fatalf("%s answered by %s, which is before", at, got.In(l))
	}
	if !allowed(country, hours.Margin, got.In(l)) {
		t.Fatalf("%s answered by %s, which is not allowed", at, got.In(l))
	}
	if got.After(at) && allowed(country, hours.Margin, at.In(l)) {
		t.Fatalf("%s is allowed, but was put off to %s", at, got.In(l))
	}
	for m := at.Truncate(time.Minute).Add(time.Minute); m.Before(got); m = m.Add(time.Minute) {
		if allowed(country, hours.Margin, m.In(l)) {
			t.Fatalf("%s answered by %s, but %s is allowed", at, got.In(l), m.In(l))
		}
	}
}
