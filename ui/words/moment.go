package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Moments are written as the clocks of a place show them; the caller says
// which place. A moment that is not known is a dash.

// Date is "22 novembre 2026", "22 November 2026".
func (w *Words) Date(t time.Time, loc *time.Location) string {
	return w.date(t, loc, w.Month)
}

// DateShort is "22 nov. 2026", "22 Nov 2026", for a table.
func (w *Words) DateShort(t time.Time, loc *time.Location) string {
	return w.date(t, loc, func(m time.Month) string {
		return w.T("time." + strings.ToLower(m.String()) + "_short") // words: time.*
	})
}

func (w *Words) date(t time.Time, loc *time.Location, month func(time.Month) string) string {
	if t.IsZero() {
		return none
	}
	year, m, d := t.In(loc).Date()
	day := strconv.Itoa(d)
	if d == 1 {
		day = w.hand.first
	}
	return w.T("time.date", day, month(m), strconv.Itoa(year)) // a year has no thousands
}

// Time is "14 h 05", "14:05".
func (w *Words) Time(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return none
	}
	t = t.In(loc)
	return fmt.Sprintf(w.hand.clock, t.Hour(), t.Minute())
}

// DateTime is "22 novembre 2026 à 14 h 05", "22 November 2026 at 14:05".
func (w *Words) DateTime(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return none
	}
	return w.T("time.date_time", w.Date(t, loc), w.Time(t, loc))
}

// Weekday is "lundi", "Monday".
func (w *Words) Weekday(day time.Weekday) string { return w.T("time." + strings.ToLower(day.String())) }

// Month is "novembre", "November".
func (w *Words) Month(month time.Month) string { return w.T("time." + strings.ToLower(month.String())) }
