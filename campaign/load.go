package campaign

import (
	"context"
	"time"

	"accord/internal/db"
)

// HourLoad is what is sent within one hour.
type HourLoad struct {
	Hour    time.Time // its beginning, UTC
	Planned int64     // messages, as the launch placed them
	Done    int64     // messages that the platform took
}

// Load is a campaign by hour, in order; hours without a message are left out.
func (s *Store) Load(ctx context.Context, r db.Reader, id ID) ([]HourLoad, error) {
	lines, err := tallies(ctx, r, []ID{id}, true)
	if err != nil {
		return nil, err
	}
	return hourly(lines), nil
}

// hourly sums lines that come in the order of their minutes.
func hourly(lines []tallyLine) (list []HourLoad) {
	for _, l := range lines {
		hour := time.Unix(l.Minute*60, 0).UTC().Truncate(time.Hour)
		if len(list) == 0 || !list[len(list)-1].Hour.Equal(hour) {
			list = append(list, HourLoad{Hour: hour})
		}
		switch last := &list[len(list)-1]; l.What {
		case tallyDue:
			last.Planned += l.N
		case tallyDone:
			last.Done += l.N
		}
	}
	return list
}
