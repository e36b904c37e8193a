package consent

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"accord/internal/db"
	"accord/internal/secret"
)

// ErrKeys is a database that was written with other keys: nobody would be
// recognised as opted out, and no evidence could be read.
var ErrKeys = errors.New("these keys do not belong to this database")

// Bound says whether a database belongs to some keys already: then new ones
// must not be made for it.
func Bound(ctx context.Context, r db.Reader) (bool, error) {
	var n int
	err := r.Get(ctx, &n, `SELECT count(*) FROM keyring`)
	return n > 0, err
}

// Bind ties a new database to its keys, and returns [ErrKeys] when it is tied
// to others.
func Bind(ctx context.Context, d *db.DB, keys *secret.Keys) error {
	tag := keys.Tag("keyring", "accord")
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO keyring (id, tag) VALUES (1, ?) ON CONFLICT DO NOTHING`, tag); err != nil {
			return fmt.Errorf("bind keys: %w", err)
		}
		var bound []byte
		if err := tx.Get(ctx, &bound, `SELECT tag FROM keyring WHERE id = 1`); err != nil {
			return fmt.Errorf("bind keys: %w", err)
		}
		if !bytes.Equal(bound, tag) {
			return fmt.Errorf("%w; bring back the folder of keys that it was made with", ErrKeys)
		}
		return nil
	})
}
