package scheduler

import (
	"testing"
	"time"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// minute is how local times are written in these tests.
const minute = "2006-01-02 15:04"

func local(t testing.TB, text string, l *time.Location) time.Time {
	t.Helper()
	at, err := time.ParseInLocation(minute, text, l)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestNextAllowedMoment(t *testing.T) {
	cases := []struct {
		name, country, zone string
		margin              time.Duration
		at, want            string
	}{
		{"a weekday at noon", "FR", "Europe/Paris", 0, "2026-03-03 12:00", "2026-03-03 12:00"},
		{"the first minute", "FR", "Europe/Paris", 0, "2026-03-03 10:00", "2026-03-03 10:00"},
		{"a minute before", "FR", "Europe/Paris", 0, "2026-03-03 09:59", "2026-03-03 10:00"},
		{"the last minute", "FR", "Europe/Paris", 0, "2026-03-03 19:59", "2026-03-03 19:59"},
		{"the end is outside", "FR", "Europe/Paris", 0, "2026-03-03 20:00", "2026-03-04 10:00"},
		{"Saturday evening waits for Monday", "FR", "Europe/Paris", 0, "2026-03-07 20:00", "2026-03-09 10:00"},
		{"Sunday waits for Monday", "FR", "Europe/Paris", 0, "2026-03-08 12:00", "2026-03-09 10:00"},
		{"Easter Monday waits for Tuesday", "FR", "Europe/Paris", 0, "2026-04-06 12:00", "2026-04-07 10:00"},
		{"Saturday before Easter waits for Tuesday", "FR", "Europe/Paris", 0, "2026-04-04 20:00", "2026-04-07 10:00"},
		{"a holiday before a Sunday", "FR", "Europe/Paris", 0, "2026-08-14 20:00", "2026-08-17 10:00"},
		{"over the turn of the year", "FR", "Europe/Paris", 0, "2026-12-31 20:00", "2027-01-02 10:00"},
		{"French hours where the person is", "FR", "America/Montreal", 0, "2026-03-03 08:00", "2026-03-03 10:00"},
		{"elsewhere opens at nine", "BE", "Europe/Brussels", 0, "2026-03-03 08:59", "2026-03-03 09:00"},
		{"elsewhere knows Sundays", "BE", "Europe/Brussels", 0, "2026-03-08 12:00", "2026-03-08 12:00"},
		{"elsewhere knows no French holiday", "GB", "Europe/London", 0, "2026-07-14 12:00", "2026-07-14 12:00"},
		{"elsewhere shuts at twenty", "GB", "Europe/London", 0, "2026-07-14 20:00", "2026-07-15 09:00"},
		{"an unknown country", "", "Europe/Paris", 0, "2026-03-08 08:00", "2026-03-08 09:00"},
		{"half an hour off the hour", "IN", "Asia/Kolkata", 0, "2026-03-03 20:00", "2026-03-04 09:00"},
		{"the margin shuts earlier", "FR", "Europe/Paris", 5 * time.Minute, "2026-03-03 19:55", "2026-03-04 10:00"},
		{"the margin's last minute", "FR", "Europe/Paris", 5 * time.Minute, "2026-03-03 19:54", "2026-03-03 19:54"},
		{"the margin does not open later", "FR", "Europe/Paris", 5 * time.Minute, "2026-03-03 10:00", "2026-03-03 10:00"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l, hours := zone(t, c.zone), HoursOf(c.country)
			hours.Margin = c.margin
			if got := hours.Next(local(t, c.at, l), l).In(l).Format(minute); got != c.want {
				t.Errorf("from %s the next moment is %s, want %s", c.at, got, c.want)
			}
		})
	}
}

func TestNoDayAllowedIsTheZeroTime(t *testing.T) {
	l := zone(t, "Europe/Paris")
	never := Hours{From: 10, Until: 20}
	if got := never.Next(local(t, "2026-03-03 12:00", l), l); !got.IsZero() {
		t.Errorf("hours without a day: %s, want the zero time", got)
	}
}

// The dates are those of the calendar published by the French state for
// article L3133-1 of the labour code.
func TestFrenchHolidays(t *testing.T) {
	holidays := map[int][]string{
		2026: {"01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25"},
		2027: {"01-01", "03-29", "05-01", "05-06", "05-08", "05-17", "07-14", "08-15", "11-01", "11-11", "12-25"},
	}
	for year, days := range holidays {
		want := map[string]bool{}
		for _, d := range days {
			want[d] = true
		}
		for d := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() == year; d = d.AddDate(0, 0, 1) {
			if got := frenchHoliday(d.Date()); got != want[d.Format("01-02")] {
				t.Errorf("%s a holiday: %v", d.Format(time.DateOnly), got)
			}
		}
	}
}

// The dates are in every almanac; 1818, 1943 and 2038 are the extremes.
func TestEasterSunday(t *testing.T) {
	for _, want := range []string{
		"2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01",
		"2030-04-21", "2031-04-13", "2032-03-28", "2033-04-17", "1818-03-22", "1943-04-25", "2038-04-25",
	} {
		date, err := time.Parse(time.DateOnly, want)
		if err != nil {
			t.Fatal(err)
		}
		if got := easterSunday(date.Year()); !got.Equal(date) {
			t.Errorf("Easter of %d: %s, want %s", date.Year(), got.Format(time.DateOnly), want)
		}
	}
}

func TestLocationOfAnUnknownZoneIsParis(t *testing.T) {
	for name, want := range map[string]string{
		"America/Toronto": "America/Toronto", "": "Europe/Paris", "Mars/Olympus": "Europe/Paris",
	} {
		for range 2 { // the second time from memory
			if got := location(name).String(); got != want {
				t.Errorf("location(%q) = %s, want %s", name, got, want)
			}
		}
	}
}
