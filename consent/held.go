package consent

import (
	"context"
	"fmt"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// HeldAddress is an address of a person for as long as it was theirs.
type HeldAddress struct {
	Kind     AddressKind
	Masked   string    // empty where the person's key is destroyed
	From, To time.Time // To is zero while it is theirs
	ListedBy string    // the objection list it stands on, such as [FromStranger]; empty for none
	Listed   time.Time // since when; zero for none
}

// AddressesOf lists all addresses that a person has had, the oldest first. A
// person who does not exist is [ErrUnknown].
func (s *Store) AddressesOf(ctx context.Context, r db.Reader, id SubjectID) ([]HeldAddress, error) {
	chest, err := s.chestOf(ctx, r, id)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Kind   AddressKind `db:"kind"`
		Sealed []byte      `db:"sealed"`
		From   int64       `db:"valid_from"`
		To     int64       `db:"valid_to"`
		Source string      `db:"source"`
		Since  int64       `db:"since"`
	}
	err = r.Select(ctx, &rows, `SELECT a.kind, a.sealed, a.valid_from, coalesce(a.valid_to, 0) AS valid_to,
			coalesce(x.source, '') AS source, coalesce(x.since, 0) AS since
		FROM address a LEFT JOIN suppression x ON x.tag = a.tag
		WHERE a.subject_id = ? ORDER BY a.valid_from, a.kind`, int64(id))
	if err != nil {
		return nil, fmt.Errorf("read the addresses of subject %d: %w", id, err)
	}
	list := make([]HeldAddress, len(rows))
	for i, row := range rows {
		list[i] = HeldAddress{Kind: row.Kind, From: clock.At(row.From), To: clock.At(row.To), ListedBy: row.Source, Listed: clock.At(row.Since)}
		if chest.erased {
			continue
		}
		value, err := chest.key.Open(row.Sealed, addressPlace(id, row.Kind))
		if err != nil {
			return nil, fmt.Errorf("address of subject %d: %w", id, err)
		}
		list[i].Masked = Address{row.Kind, string(value)}.Masked()
	}
	return list, nil
}
