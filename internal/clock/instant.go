package clock

import "time"

// Millis is how an instant is stored: milliseconds since 1970 UTC, 0 for the
// zero time.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// At is the instant of stored milliseconds; 0 is the zero time.
func At(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
