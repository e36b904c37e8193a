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

func hoursOf(w *words.Words, zone *time.Location, list []campaign.HourLoad, live bool) hoursView {
	v := hoursView{Live: live}
	for _, h := range list {
		v.Rows = append(v.Rows, hourRow{w.T("load.hour", w.DateShort(h.Hour, zone), w.Time(h.Hour, zone)), h})
		v.Planned, v.Done = v.Planned+h.Planned, v.Done+h.Done
	}
	return v
}
