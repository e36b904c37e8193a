package ui

import (
	"slices"
	"time"
)

// localTime is how a browser writes a date and a time.
const localTime = "2006-01-02T15:04"

// written is a time as the browser writes it; empty for none.
func written(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format(localTime)
}

// instantsOf are the instants at which clocks in a zone show the date and the
// time of wall, earliest first: none in the hour that spring leaves out, two in
// the one that autumn has twice.
func instantsOf(wall time.Time, zone *time.Location) (found []time.Time) {
	wall = time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, time.UTC)
	for _, side := range []time.Duration{-24 * time.Hour, 24 * time.Hour} { // no zone changes twice within two days
		_, offset := wall.Add(side).In(zone).Zone()
		at := wall.Add(-time.Duration(offset) * time.Second)
		if _, is := at.In(zone).Zone(); is == offset && !slices.Contains(found, at) {
			found = append(found, at)
		}
	}
	slices.SortFunc(found, time.Time.Compare)
	return found
}
