package ui

import (
	"time"

	"accord/campaign"
	"accord/ui/words"
)

// hoursView is what is sent by hour, as a chart and its table.
type hoursView struct {
	Rows    []hourRow
	Planned int64
	Done    int64
	Live    bool // the campaign was launched: some of it is done
}

// hourRow is one hour in the organisation's zone.
type hourRow struct {
	Label string // "22 nov. 2026, 14 h 00"
	campaign.HourLoad
}

// hoursWhole is up to how long a time hours without a message are shown, too:
// nights are seen, and a table stays short.
const hoursWhole = 7 * 24 * time.Hour

func hoursOf(w *words.Words, zone *time.Location, list []campaign.HourLoad, live bool) hoursView {
	v := hoursView{Live: live}
	for _, h := range withQuietHours(list) {
		v.Rows = append(v.Rows, hourRow{w.T("load.hour", w.DateShort(h.Hour, zone), w.Time(h.Hour, zone)), h})
		v.Planned, v.Done = v.Planned+h.Planned, v.Done+h.Done
	}
	return v
}

// withQuietHours puts in the hours that were left out between two others.
func withQuietHours(list []campaign.HourLoad) (whole []campaign.HourLoad) {
	if n := len(list); n == 0 || list[n-1].Hour.Sub(list[0].Hour) > hoursWhole {
		return list
	}
	next := list[0].Hour
	for _, h := range list {
		for ; next.Before(h.Hour); next = next.Add(time.Hour) {
			whole = append(whole, campaign.HourLoad{Hour: next})
		}
		whole, next = append(whole, h), h.Hour.Add(time.Hour)
	}
	return whole
}
