package scheduler

import (
	"context"
	"fmt"
	"sync"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/internal/clock"
	"accord/internal/db"
)

// Timetable gives each member of an audience a moment: inside the campaign's
// window, the hours of their country in their local time, their caps, and the
// number's rate. It implements campaign.Placer.
type Timetable struct {
	db    *db.DB
	clock clock.Clock
	caps  []Cap

	mu    sync.Mutex
	loads map[campaign.ID]*load
}

// NewTimetable makes an empty one.
func NewTimetable(d *db.DB, c clock.Clock, caps []Cap) *Timetable {
	return &Timetable{db: d, clock: c, caps: caps, loads: map[campaign.ID]*load{}}
}

// load is how full the minutes of a campaign are.
type load struct {
	capacity int
	used     map[int64]int
	next     map[int64]int64 // from a full minute to a later one that may have room
}

// room is the first minute from m on that is not full.
func (l *load) room(m int64) int64 {
	at := m
	for l.used[at] >= l.capacity {
		if further, ok := l.next[at]; ok {
			at = further
		} else {
			at++
		}
	}
	for m != at { // the next search jumps
		further, ok := l.next[m]
		l.next[m] = at
		if !ok || further >= at {
			break
		}
		m = further
	}
	return at
}

// Place implements campaign.Placer.
func (t *Timetable) Place(ctx context.Context, c campaign.Campaign, candidates []campaign.Candidate) ([]time.Time, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	l, err := t.load(ctx, c)
	if err != nil {
		return nil, err
	}
	from := c.StartsAt
	if now := t.clock.Now(); now.After(from) {
		from = now
	}
	sends := map[campaign.ContactID][]time.Time{}
	if c.Category == consent.Marketing && !c.Content.IgnoreCaps {
		contacts := make([]campaign.ContactID, len(candidates))
		for i, p := range candidates {
			contacts[i] = p.Contact
		}
		if sends, err = sendsOf(ctx, t.db, t.caps, contacts, from); err != nil {
			return nil, err
		}
	}
	slots := make([]time.Time, len(candidates))
	for i, p := range candidates {
		slots[i] = l.place(c, p, freeAt(t.caps, sends[p.Contact], from))
	}
	return slots, nil
}

// place takes the first moment from the given one that is allowed and has
// room, or returns the zero time.
func (l *load) place(c campaign.Campaign, p campaign.Candidate, from time.Time) time.Time {
	hours, zone := HoursOf(p.Country), location(p.Zone)
	hours.Margin = planMargin
	for at := from; ; {
		if c.Category == consent.Marketing && !c.Content.IgnoreHours {
			at = hours.Next(at, zone)
		}
		if at.IsZero() || !at.Before(c.EndsAt) {
			return time.Time{}
		}
		minute := at.Unix() / 60
		if free := l.room(minute); free > minute {
			at = time.Unix(free*60, 0).UTC()
			continue
		}
		if at = l.within(at, minute); !at.Before(c.EndsAt) {
			return time.Time{} // the window ends within this minute
		}
		l.used[minute]++
		return at
	}
}

// within spreads the messages of a minute over it, in the order in which they
// were placed, and never before the moment that was asked for.
func (l *load) within(at time.Time, minute int64) time.Time {
	offset := time.Minute * time.Duration(l.used[minute]) / time.Duration(l.capacity)
	if spread := time.Unix(minute*60, 0).UTC().Add(offset).Truncate(time.Millisecond); spread.After(at) {
		return spread
	}
	return at
}

// forget drops what is known of a campaign whose planning has ended, or was
// given up with places taken that nobody got.
func (t *Timetable) forget(id campaign.ID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.loads, id)
}

// load finds how full the minutes of a campaign's number are: in memory, or
// first in the table, with what other campaigns have planned on it.
func (t *Timetable) load(ctx context.Context, c campaign.Campaign) (*load, error) {
	if l, ok := t.loads[c.ID]; ok {
		return l, nil
	}
	l := &load{used: map[int64]int{}, next: map[int64]int64{}}
	if err := t.db.Get(ctx, &l.capacity, `SELECT per_second * 60 FROM rate WHERE number_id = ?`, c.NumberID); err != nil {
		return nil, fmt.Errorf("number %s has no rate: %w", c.NumberID, err)
	}
	var rows []struct {
		Minute int64 `db:"minute"`
		N      int   `db:"n"`
	}
	if err := t.db.Select(ctx, &rows, `SELECT due_at / 60000 AS minute, count(*) AS n FROM message
		WHERE campaign_id IN (SELECT id FROM campaign WHERE number_id = ? AND state IN ('planning', 'running', 'paused'))
			AND state = 'planned' GROUP BY due_at / 60000`, c.NumberID); err != nil {
		return nil, fmt.Errorf("load the timetable: %w", err)
	}
	for _, row := range rows {
		l.used[row.Minute] = row.N
	}
	t.loads[c.ID] = l
	return l, nil
}
