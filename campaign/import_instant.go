package campaign

import "time"

// instants are the ways a date is read. A date with slashes is read day
// first: one that only makes sense month first is refused, not turned round.
var instants = []string{"2006-01-02", "2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05",
	time.RFC3339, "2006-01-02 15:04:05Z07:00", "02/01/2006", "02/01/2006 15:04", "02/01/2006 15:04:05"}

// readInstant reads a date, in this zone unless it names its own. Of an hour
// that the clocks strike twice it is the earlier: every denial after it stays
// after it.
func readInstant(text string, zone *time.Location) (time.Time, bool) {
	for _, layout := range instants {
		at, err := time.ParseInLocation(layout, text, zone)
		if err != nil {
			continue
		}
		if first := at.Add(-time.Hour); first.Format(layout) == at.Format(layout) {
			at = first
		}
		return at, at.Year() >= 2000
	}
	return time.Time{}, false
}
