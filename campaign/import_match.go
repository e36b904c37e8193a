package campaign

import (
	"context"
	"fmt"

	"accord/consent"
	"accord/internal/db"
)

// match counts which of the rows are new and which are known, and objects to
// external ids that belong to somebody else. It only reads.
func (r *importRun) match(ctx context.Context, rows []sighting) ([]fault, error) {
	owners, known, err := r.known(ctx, rows)
	if err != nil {
		return nil, err
	}
	holders, err := r.holders(ctx, rows)
	if err != nil {
		return nil, err
	}
	var faults []fault
	for _, row := range rows {
		owner := owners[row.address]
		holder, held := holders[row.externalID]
		switch {
		case held && holder != owner:
			faults = append(faults, fault{code: FaultExternalTaken, row: row.row, value: row.externalID})
		case known[owner]:
			r.report.Updated++
		default:
			r.report.Added++
		}
	}
	return faults, nil
}

// known finds whose the numbers are, and which of them are contacts already.
func (r *importRun) known(ctx context.Context, rows []sighting) (map[consent.Address]ContactID, map[ContactID]bool, error) {
	addresses := make([]consent.Address, len(rows))
	for i, row := range rows {
		addresses[i] = row.address
	}
	owners, err := r.Consent.FindAll(ctx, r.db, addresses)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]ContactID, 0, len(owners))
	for _, id := range owners {
		ids = append(ids, id)
	}
	var found []ContactID
	err = r.db.SelectSet(ctx, &found, db.IDs("id", ids), `SELECT c.id FROM v JOIN contact c ON c.id = v.id`)
	if err != nil {
		return nil, nil, fmt.Errorf("find contacts: %w", err)
	}
	known := make(map[ContactID]bool, len(found))
	for _, id := range found {
		known[id] = true
	}
	return owners, known, nil
}

// holders are the contacts that have these external ids.
func (r *importRun) holders(ctx context.Context, rows []sighting) (map[string]ContactID, error) {
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.externalID
	}
	return r.Holders(ctx, r.db, ids)
}

// publishedNotices are the notices that evidence may name, by purpose.
func (r *importRun) publishedNotices(ctx context.Context) (published, error) {
	var purposes []string
	if err := r.db.Select(ctx, &purposes, `SELECT id FROM purpose`); err != nil {
		return nil, fmt.Errorf("load purposes: %w", err)
	}
	notices := make(published, len(purposes))
	for _, id := range purposes {
		notices[consent.PurposeID(id)] = map[string]consent.NoticeRef{}
	}
	var rows []struct {
		ID      string            `db:"id"`
		Version int               `db:"version"`
		Lang    string            `db:"lang"`
		Purpose consent.PurposeID `db:"purpose"`
	}
	if err := r.db.Select(ctx, &rows, `SELECT id, version, lang, purpose FROM notice`); err != nil {
		return nil, fmt.Errorf("load notices: %w", err)
	}
	for _, n := range rows {
		ref := consent.NoticeRef{ID: n.ID, Version: n.Version, Lang: n.Lang}
		notices[n.Purpose][ref.String()] = ref
	}
	return notices, nil
}
