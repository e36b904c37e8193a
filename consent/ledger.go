package consent

import (
	"context"
	"encoding/json"
	"fmt"

	"accord/internal/db"
)

// Leaf is one entry of the organisation's log: what was decided, published or
// released. It holds ids and hashes, never free text about a person.
type Leaf struct {
	Kind string         // "notice", "purpose", "import", "plan", "send_manifest", …
	Body map[string]any // rendered as JSON with sorted keys
}

// AppendTx gives leaves the next indexes of the log and stores them in the
// caller's transaction. It takes the head's lock, so call it last.
func AppendTx(ctx context.Context, tx *db.Tx, leaves []Leaf) error {
	var size int64
	if err := tx.Get(ctx, &size, `SELECT size FROM head WHERE id = 1`+tx.Engine().ForUpdate()); err != nil {
		return fmt.Errorf("lock the head of the log: %w", err)
	}
	set := db.NewSet(db.Int("n"), db.Text("kind"), db.Text("body"))
	for i, leaf := range leaves {
		body, err := json.Marshal(leaf.Body)
		if err != nil {
			return fmt.Errorf("leaf %s: %w", leaf.Kind, err)
		}
		set.Add(size+int64(i), leaf.Kind, string(body))
	}
	if _, err := tx.ExecSet(ctx, set, `INSERT INTO leaf (n, kind, body) SELECT n, kind, body FROM v`); err != nil {
		return fmt.Errorf("append leaves: %w", err)
	}
	_, err := tx.Exec(ctx, `UPDATE head SET size = ? WHERE id = 1`, size+int64(len(leaves)))
	return err
}
