package scheduler

import (
	"sync"
	"time"
)

// Hours are the local times at which marketing may be sent in a country.
type Hours struct {
	From, Until int // local hours, from inclusive, until exclusive
	Days        map[time.Weekday]bool
	Holidays    func(year int, month time.Month, day int) bool // nil: none
	// Margin closes the hours earlier for plans: what is planned for the last
	// minute would be claimed after the end.
	Margin time.Duration
}

// planMargin is longer than a tick and the queue behind it.
const planMargin = 5 * time.Minute

var everyDay = map[time.Weekday]bool{
	time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true,
	time.Friday: true, time.Saturday: true, time.Sunday: true,
}

var noSunday = map[time.Weekday]bool{
	time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true, time.Friday: true, time.Saturday: true,
}

// HoursOf is the default profile of a country: France 10 to 20 from Monday to
// Saturday and no public holiday, elsewhere 9 to 20. The French hours are the
// strictest that published guides of the profession agree on.
func HoursOf(country string) Hours {
	switch country {
	case "FR", "GP", "MQ", "GF", "RE", "YT", "BL", "MF", "PM": // the overseas departments and Saint-Pierre, too
		return Hours{From: 10, Until: 20, Days: noSunday, Holidays: frenchHoliday}
	}
	return Hours{From: 9, Until: 20, Days: everyDay}
}

// Next is the first allowed instant from t on, in the local time of a zone. It
// is the zero time when no day of the coming month is allowed.
func (h Hours) Next(t time.Time, zone *time.Location) time.Time {
	local := t.In(zone)
	y, m, d := local.Date()
	for range 32 {
		open := time.Date(y, m, d, h.From, 0, 0, 0, zone)
		shut := time.Date(y, m, d, h.Until, 0, 0, 0, zone).Add(-h.Margin)
		if h.allows(open) && t.Before(shut) {
			if t.Before(open) {
				return open.UTC()
			}
			return t
		}
		y, m, d = open.AddDate(0, 0, 1).Date()
	}
	return time.Time{}
}

func (h Hours) allows(day time.Time) bool {
	y, m, d := day.Date()
	return h.Days[day.Weekday()] && (h.Holidays == nil || !h.Holidays(y, m, d))
}

// frenchHoliday knows the public holidays of article L3133-1 of the labour code.
func frenchHoliday(year int, month time.Month, day int) bool {
	switch month*100 + time.Month(day) {
	case 101, 501, 508, 714, 815, 1101, 1111, 1225:
		return true
	}
	date := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	easter := easterSunday(year)
	for _, after := range []int{1, 39, 50} { // Easter Monday, Ascension, Whit Monday
		if date.Equal(easter.AddDate(0, 0, after)) {
			return true
		}
	}
	return false
}

// easterSunday is the anonymous Gregorian computus (Meeus, Jones, Butcher).
func easterSunday(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e, f := b/4, b%4, (b+8)/25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}

// zones keeps loaded locations: reading one from disk for each message would
// be the most expensive part of a claim.
var zones sync.Map

// location is the IANA zone of a name, Europe/Paris when there is no such zone.
func location(name string) *time.Location {
	if l, ok := zones.Load(name); ok {
		return l.(*time.Location)
	}
	l, err := time.LoadLocation(name)
	if err != nil || name == "" {
		if l, err = time.LoadLocation("Europe/Paris"); err != nil {
			l = time.UTC
		}
	}
	zones.Store(name, l)
	return l
}
