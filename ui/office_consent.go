package ui

import (
	"context"

	"accord/consent"
	"accord/internal/db"
	"accord/internal/operator"
)

// addPurpose stores a purpose, and records it in the same transaction.
func (o *Office) addPurpose(ctx context.Context, by string, p consent.Purpose) error {
	return o.Operators.Change(ctx, by, func(ctx context.Context, tx *db.Tx) (operator.Entry, error) {
		return operator.Entry{Action: operator.PurposeAdded, Subject: "purpose/" + string(p.ID)}, o.Consent.AddPurposeTx(ctx, tx, p)
	})
}

// publishNotice publishes words for good, and records it in the same
// transaction.
func (o *Office) publishNotice(ctx context.Context, by string, d noticeDraft) error {
	return o.Operators.Change(ctx, by, func(ctx context.Context, tx *db.Tx) (operator.Entry, error) {
		return operator.Entry{Action: operator.NoticePublished, Subject: "notice/" + d.Ref.String(), Detail: map[string]any{"sha256": d.SHA256()}},
			o.Consent.PublishNoticeTx(ctx, tx, d.Ref, d.Purpose, d.Body)
	})
}
