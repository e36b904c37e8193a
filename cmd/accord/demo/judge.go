package demo

import (
	"context"

	"accord/campaign"
	"accord/campaign/whatsapp"
	"accord/campaign/whatsapp/simulator"
	"accord/internal/db"
)

// judge compares the plan with the simulator's log: how many people got more
// than one message, and of how many planned people nobody can say what became.
//
// Lost is a planned message that the platform accepted but the database calls
// unsent, one that the database calls sent but the platform never accepted,
// and one that has not ended.
func judge(ctx context.Context, d *db.DB, id campaign.ID, calls []simulator.Call) (duplicates, lost int64, err error) {
	people, accepted := map[string]int{}, map[campaign.MessageID]bool{}
	for _, c := range calls {
		if c.Code != 0 {
			continue
		}
		people[c.To]++
		if message, _, ours := whatsapp.ParseOpaque(c.Opaque); ours {
			accepted[message] = true
		}
	}
	for _, n := range people {
		if n > 1 {
			duplicates++
		}
	}
	err = d.Each(ctx, `SELECT id, effective, wamid IS NOT NULL FROM message_state WHERE campaign_id = ?`, []any{int64(id)},
		func(scan func(dest ...any) error) error {
			var message campaign.MessageID
			var state campaign.State
			var sent bool
			if err := scan(&message, &state, &sent); err != nil {
				return err
			}
			unfinished := state == campaign.Planned || state == campaign.Sending
			unsure := state == campaign.Unknown || state == campaign.Failed
			if unfinished || !unsure && sent != accepted[message] {
				lost++
			}
			return nil
		})
	return duplicates, lost, err
}
