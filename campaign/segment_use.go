package campaign

import (
	"context"
	"encoding/json"
	"fmt"

	"accord/internal/db"
)

// SegmentUse is a campaign whose people were chosen by a segment, or will be.
type SegmentUse struct {
	Campaign ID
	Name     string // of the campaign
	Phase    Phase
}

// Holds says that the segment cannot be deleted while the campaign uses it: a
// draft is launched with the people that the segment has then.
func (u SegmentUse) Holds() bool { return u.Phase == Drafting }

// SegmentUses tells which campaigns chose their people by which segment, the
// newest first. Those that were launched keep the rule of that moment, whatever
// became of the segment.
func (s *Store) SegmentUses(ctx context.Context, r db.Reader) (map[SegmentID][]SegmentUse, error) {
	var rows []struct {
		ID      ID     `db:"id"`
		Name    string `db:"name"`
		Phase   Phase  `db:"state"`
		Content string `db:"content"`
	}
	const member = `"segment":` // most campaigns have none and are left unread
	err := r.Select(ctx, &rows, `SELECT id, name, state, content FROM campaign WHERE `+r.Engine().Contains("content", "?")+` ORDER BY id DESC`, member)
	if err != nil {
		return nil, fmt.Errorf("list uses of segments: %w", err)
	}
	uses := map[SegmentID][]SegmentUse{}
	for _, row := range rows {
		var chosen struct {
			Segment SegmentID `json:"segment"`
		}
		if err := json.Unmarshal([]byte(row.Content), &chosen); err != nil {
			return nil, fmt.Errorf("content of campaign %d: %w", row.ID, err)
		}
		if chosen.Segment != 0 {
			uses[chosen.Segment] = append(uses[chosen.Segment], SegmentUse{row.ID, row.Name, row.Phase})
		}
	}
	return uses, nil
}
