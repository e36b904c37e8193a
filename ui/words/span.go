package words

import (
	"strings"
	"time"
)

const day = 24 * time.Hour

// unit is a length of time that has a word.
type unit struct {
	length time.Duration
	key    string
}

// ages are the units of Ago and Until, from the longest. Months and years are
// mean ones: nobody counts days that far.
var ages = []unit{
	{365 * day, "unit.year"}, {30 * day, "unit.month"}, {day, "unit.day"}, {time.Hour, "unit.hour"}, {time.Minute, "unit.minute"},
}

// lengths are the units of Span, from the longest.
var lengths = []unit{
	{day, "unit.day"}, {time.Hour, "unit.hour"}, {time.Minute, "unit.minute"}, {time.Second, "unit.second"},
}

// Ago says how long something is past: "il y a 14 min", "14 min ago". It
// counts whole units; what is still to come is said as Until does.
func (w *Words) Ago(d time.Duration) string {
	if d <= -time.Minute {
		return w.Until(d.Abs())
	}
	if past, ok := w.age(d); ok {
		return w.T("time.ago", past)
	}
	return w.T("time.just_now")
}

// Until says how far off something is: "dans 14 min", "in 14 min".
func (w *Words) Until(d time.Duration) string {
	if d <= -time.Minute {
		return w.Ago(d.Abs())
	}
	if off, ok := w.age(d); ok {
		return w.T("time.until", off)
	}
	return w.T("time.in_a_moment")
}

// age is the number of whole units; ok is false within a minute.
func (w *Words) age(d time.Duration) (text string, ok bool) {
	for _, u := range ages {
		if d >= u.length {
			return w.N(u.key, int64(d/u.length)), true // words: unit.*
		}
	}
	return "", false
}

// Span says how long something lasts, in the two longest units: "3 h 20 min",
// "2 jours 4 h". Which end came first does not matter.
func (w *Words) Span(d time.Duration) string {
	d = d.Abs()
	if d > 0 && d < time.Second {
		return w.T("unit.less_than", w.N("unit.second", 1))
	}
	i := longest(d)
	below := min(i+1, len(lengths)-1)
	d = d.Round(lengths[below].length)
	if i = longest(d); i == len(lengths)-1 { // rounding may have filled the longer unit
		return w.N(lengths[i].key, int64(d/time.Second))
	}
	parts := []string{w.N(lengths[i].key, int64(d/lengths[i].length))}
	if rest := d % lengths[i].length / lengths[i+1].length; rest > 0 {
		parts = append(parts, w.N(lengths[i+1].key, int64(rest)))
	}
	return strings.Join(parts, noBreak)
}

// longest is the place of the longest unit within d; of the last for nothing.
func longest(d time.Duration) int {
	for i, u := range lengths {
		if d >= u.length {
			return i
		}
	}
	return len(lengths) - 1
}
