package words_test

import (
	"math"
	"testing"
	"time"

	"accord/ui/words"
)

func paris(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestMoments(t *testing.T) {
	autumn := time.Date(2026, 11, 22, 13, 5, 59, 0, time.UTC)
	spring := time.Date(2026, 2, 28, 23, 4, 0, 0, time.UTC) // 1 March in Paris
	for _, c := range []struct {
		name                        string
		at                          time.Time
		date, short, clock, instant both
	}{
		{"an afternoon", autumn,
			both{"22\u00a0novembre 2026", "22\u00a0November 2026"}, both{"22\u00a0nov. 2026", "22\u00a0Nov 2026"},
			both{"14\u00a0h\u00a005", "14:05"}, both{"22\u00a0novembre 2026 à 14\u00a0h\u00a005", "22\u00a0November 2026 at 14:05"}},
		{"the first of a month, at night", spring,
			both{"1er\u00a0mars 2026", "1\u00a0March 2026"}, both{"1er\u00a0mars 2026", "1\u00a0Mar 2026"},
			both{"0\u00a0h\u00a004", "00:04"}, both{"1er\u00a0mars 2026 à 0\u00a0h\u00a004", "1\u00a0March 2026 at 00:04"}},
		{"not known", time.Time{}, both{"—", "—"}, both{"—", "—"}, both{"—", "—"}, both{"—", "—"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			loc := paris(t)
			c.date.check(t, func(w *words.Words) string { return w.Date(c.at, loc) })
			c.short.check(t, func(w *words.Words) string { return w.DateShort(c.at, loc) })
			c.clock.check(t, func(w *words.Words) string { return w.Time(c.at, loc) })
			c.instant.check(t, func(w *words.Words) string { return w.DateTime(c.at, loc) })
		})
	}
}

func TestEveryDayAndMonthHasAName(t *testing.T) {
	for _, lang := range words.Langs() {
		w, names := words.In(lang), map[string]bool{}
		for day := time.Sunday; day <= time.Saturday; day++ {
			names[w.Weekday(day)] = true
		}
		for month := time.January; month <= time.December; month++ {
			names[w.Month(month)] = true
			if short := w.DateShort(time.Date(2026, month, 2, 0, 0, 0, 0, time.UTC), time.UTC); len([]rune(short)) > 14 {
				t.Errorf("%s: %q is no short date", lang, short)
			}
		}
		if len(names) != 19 {
			t.Errorf("%s: %d names of 7 days and 12 months", lang, len(names))
		}
	}
	both{"lundi", "Monday"}.check(t, func(w *words.Words) string { return w.Weekday(time.Monday) })
	both{"août", "August"}.check(t, func(w *words.Words) string { return w.Month(time.August) })
}

func TestAgoAndUntil(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct {
		name       string
		d          time.Duration
		ago, until both
	}{
		{"now", 0, both{"à l’instant", "just now"}, both{"dans un instant", "in a moment"}},
		{"within a minute", 59 * time.Second, both{"à l’instant", "just now"}, both{"dans un instant", "in a moment"}},
		{"a clock that is a little fast", -10 * time.Second, both{"à l’instant", "just now"}, both{"dans un instant", "in a moment"}},
		{"minutes", 14*time.Minute + 59*time.Second, both{"il y a 14\u00a0min", "14\u00a0min ago"}, both{"dans 14\u00a0min", "in 14\u00a0min"}},
		{"hours", 3 * time.Hour, both{"il y a 3\u00a0h", "3\u00a0h ago"}, both{"dans 3\u00a0h", "in 3\u00a0h"}},
		{"a day", day, both{"il y a 1\u00a0jour", "1\u00a0day ago"}, both{"dans 1\u00a0jour", "in 1\u00a0day"}},
		{"days", 29 * day, both{"il y a 29\u00a0jours", "29\u00a0days ago"}, both{"dans 29\u00a0jours", "in 29\u00a0days"}},
		{"months", 70 * day, both{"il y a 2\u00a0mois", "2\u00a0months ago"}, both{"dans 2\u00a0mois", "in 2\u00a0months"}},
		{"years", 800 * day, both{"il y a 2\u00a0ans", "2\u00a0years ago"}, both{"dans 2\u00a0ans", "in 2\u00a0years"}},
		{"the other way round", -3 * time.Hour, both{"dans 3\u00a0h", "in 3\u00a0h"}, both{"il y a 3\u00a0h", "3\u00a0h ago"}},
		{"the longest duration", math.MinInt64, both{"dans 292\u00a0ans", "in 292\u00a0years"}, both{"il y a 292\u00a0ans", "292\u00a0years ago"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.ago.check(t, func(w *words.Words) string { return w.Ago(c.d) })
			c.until.check(t, func(w *words.Words) string { return w.Until(c.d) })
		})
	}
}

func TestSpan(t *testing.T) {
	for _, c := range []struct {
		name string
		d    time.Duration
		want both
	}{
		{"nothing", 0, both{"0\u00a0s", "0\u00a0s"}},
		{"less than a second", 400 * time.Millisecond, both{"moins de 1\u00a0s", "less than 1\u00a0s"}},
		{"seconds", 45400 * time.Millisecond, both{"45\u00a0s", "45\u00a0s"}},
		{"seconds that fill a minute", 59600 * time.Millisecond, both{"1\u00a0min", "1\u00a0min"}},
		{"minutes and seconds", 3*time.Minute + 20*time.Second, both{"3\u00a0min\u00a020\u00a0s", "3\u00a0min\u00a020\u00a0s"}},
		{"whole minutes", 15 * time.Minute, both{"15\u00a0min", "15\u00a0min"}},
		{"hours and minutes", 3*time.Hour + 20*time.Minute + 10*time.Second, both{"3\u00a0h\u00a020\u00a0min", "3\u00a0h\u00a020\u00a0min"}},
		{"minutes that fill a day", 24*time.Hour - 10*time.Second, both{"1\u00a0jour", "1\u00a0day"}},
		{"days and hours", 52 * time.Hour, both{"2\u00a0jours\u00a04\u00a0h", "2\u00a0days\u00a04\u00a0h"}},
		{"from the later end", -15 * time.Minute, both{"15\u00a0min", "15\u00a0min"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.want.check(t, func(w *words.Words) string { return w.Span(c.d) })
		})
	}
}
