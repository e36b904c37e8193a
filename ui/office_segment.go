package ui

import (
	"context"
	"fmt"

	"accord/campaign"
	"accord/internal/db"
	"accord/internal/operator"
)

// segmentSubject is how the audit names a segment.
func segmentSubject(id campaign.SegmentID) string { return fmt.Sprint("segment/", int64(id)) }

// keepSegment stores a new segment, for id 0, or another form of one, and
// records it in the same transaction.
func (o *Office) keepSegment(ctx context.Context, by string, g campaign.Segment) (id campaign.SegmentID, err error) {
	err = o.Operators.Change(ctx, by, func(ctx context.Context, tx *db.Tx) (_ operator.Entry, err error) {
		id, err = o.Campaigns.SaveSegmentTx(ctx, tx, g)
		return operator.Entry{Action: operator.SegmentSaved, Subject: segmentSubject(id), Detail: map[string]any{"name": g.Name}}, err
	})
	return id, err
}

// deleteSegment deletes a segment, and records it in the same transaction by
// the name that it had.
func (o *Office) deleteSegment(ctx context.Context, by string, id campaign.SegmentID) error {
	return o.Operators.Change(ctx, by, func(ctx context.Context, tx *db.Tx) (operator.Entry, error) {
		g, err := o.Campaigns.GetSegment(ctx, tx, id)
		if err == nil {
			err = o.Campaigns.DeleteSegmentTx(ctx, tx, id)
		}
		return operator.Entry{Action: operator.SegmentDeleted, Subject: segmentSubject(id), Detail: map[string]any{"name": g.Name}}, err
	})
}
