package scheduler

import (
	"context"
	"fmt"
	"sync"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/secret"
)

// Journal keeps webhooks as they came in until they are recorded, and for a
// short time after. A body is sealed under the key of its day.
type Journal struct {
	db    *db.DB
	keys  *secret.Keys
	clock clock.Clock
	ring  func()

	mu  sync.Mutex
	day string
	key secret.DataKey
}

// journalDays is how long bodies are kept.
const journalDays = 7

// Accept makes a verified body durable. When it has returned nil the webhook
// may be acknowledged: it will be recorded, whatever happens to the process.
func (j *Journal) Accept(ctx context.Context, body []byte) error {
	now := j.clock.Now()
	day := now.Format(time.DateOnly)
	key, err := j.keyOf(ctx, day)
	if err != nil {
		return err
	}
	sealed := key.Seal(body, "journal/"+day)
	err = j.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		var id int64
		if err := tx.Get(ctx, &id, `INSERT INTO journal (day, received_at, body) VALUES (?, ?, ?) RETURNING id`,
			day, clock.Millis(now), sealed); err != nil {
			return err
		}
		tx.AfterCommit(j.ring)
		_, err := tx.Exec(ctx, `INSERT INTO journal_todo (id) VALUES (?)`, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("journal a webhook: %w", err)
	}
	return nil
}

// keyOf is the key of a day, made when it is first needed.
func (j *Journal) keyOf(ctx context.Context, day string) (secret.DataKey, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.day == day {
		return j.key, nil
	}
	_, wrapped := j.keys.NewDataKey("journal/" + day)
	err := j.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO journal_key (day, wrapped) VALUES (?, ?) ON CONFLICT DO NOTHING`, day, wrapped); err != nil {
			return err
		}
		return tx.Get(ctx, &wrapped, `SELECT wrapped FROM journal_key WHERE day = ?`, day)
	})
	if err != nil {
		return secret.DataKey{}, fmt.Errorf("journal key: %w", err)
	}
	if j.key, err = j.keys.DataKey(wrapped, "journal/"+day); err != nil {
		return secret.DataKey{}, err
	}
	j.day = day
	return j.key, nil
}

// Forget erases the days that are over their time, unless something of them
// is not recorded yet.
func (j *Journal) Forget(ctx context.Context) error {
	before := j.clock.Now().AddDate(0, 0, -journalDays).Format(time.DateOnly)
	var old int
	if err := j.db.Get(ctx, &old, `SELECT count(*) FROM journal_key WHERE day < ?`, before); err != nil || old == 0 {
		return err
	}
	return j.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, statement := range []string{
			`DELETE FROM journal WHERE day < ? AND id NOT IN (SELECT id FROM journal_todo)`,
			`DELETE FROM journal_key WHERE day < ? AND day NOT IN (SELECT day FROM journal)`,
		} {
			if _, err := tx.Exec(ctx, statement, before); err != nil {
				return fmt.Errorf("forget old webhooks: %w", err)
			}
		}
		return nil
	})
}

// Waits says whether a webhook waits to be recorded.
func (j *Journal) Waits(ctx context.Context) (waits bool, err error) {
	err = j.db.Get(ctx, &waits, `SELECT EXISTS (SELECT 1 FROM journal_todo)`)
	return waits, err
}

// Lag is how many webhooks wait to be recorded.
func (j *Journal) Lag(ctx context.Context) (n int, err error) {
	err = j.db.Get(ctx, &n, `SELECT count(*) FROM journal_todo`)
	return n, err
}

// entry is a webhook on its way to the recorder.
type entry struct {
	ID   int64
	Body []byte
}

// batchBytes is about what one batch of bodies may weigh; one webhook alone may
// have 3 MB, and is a batch if need be.
const batchBytes = 8 << 20

// nextTx takes the oldest entries behind the one given and marks them recorded,
// in the transaction that records them. The ids come back, too, beside the
// error of a body that does not open.
func (j *Journal) nextTx(ctx context.Context, tx *db.Tx, after int64, limit int) ([]entry, error) {
	ids, err := lockEntries(ctx, tx, after, limit)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	var rows []struct {
		ID      int64  `db:"id"`
		Day     string `db:"day"`
		Body    []byte `db:"body"`
		Wrapped []byte `db:"wrapped"`
	}
	err = tx.SelectSet(ctx, &rows, db.IDs("id", ids), `SELECT b.id, b.day, b.body, k.wrapped
		FROM v JOIN journal b ON b.id = v.id JOIN journal_key k ON k.day = b.day ORDER BY b.id`)
	if err != nil {
		return nil, fmt.Errorf("read the journal: %w", err)
	}
	entries := make([]entry, len(ids))
	for i, id := range ids {
		entries[i].ID = id
	}
	for i, r := range rows {
		key, err := j.keys.DataKey(r.Wrapped, "journal/"+r.Day)
		if err == nil {
			entries[i].Body, err = key.Open(r.Body, "journal/"+r.Day)
		}
		if err != nil {
			return entries, fmt.Errorf("open journal entry %d: %w", r.ID, err)
		}
	}
	_, err = tx.ExecSet(ctx, db.IDs("id", ids), `DELETE FROM journal_todo WHERE id IN (SELECT id FROM v)`)
	return entries, err
}

// lockEntries names the next entries, as many as fit into a batch.
func lockEntries(ctx context.Context, tx *db.Tx, after int64, limit int) ([]int64, error) {
	var rows []struct {
		ID   int64 `db:"id"`
		Size int   `db:"size"`
	}
	err := tx.Select(ctx, &rows, `SELECT t.id, length(b.body) AS size FROM journal_todo t JOIN journal b ON b.id = t.id
		WHERE t.id > ? ORDER BY t.id LIMIT ?`+tx.Engine().SkipLocked("t"), after, limit)
	if err != nil {
		return nil, fmt.Errorf("look into the journal: %w", err)
	}
	var ids []int64
	size := 0
	for _, r := range rows {
		if size += r.Size; size > batchBytes && len(ids) > 0 {
			break
		}
		ids = append(ids, r.ID)
	}
	return ids, nil
}
