package operator

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// Stored is the answer to a call of the API, kept for whoever repeats it.
type Stored struct {
	Status      int // of HTTP
	ContentType string
	Body        []byte // at most [AnswerMost]
}

// AnswerMost is the longest body of an answer that is kept, in bytes.
const AnswerMost = 64 << 10

const callLife = 24 * time.Hour

// callKey is what a client may choose: visible ASCII.
var callKey = regexp.MustCompile(`^[\x21-\x7e]{1,255}$`)

// BeginCall notes that a program makes a call under an idempotency key. It
// returns nil when the call is to be done now, and the answer when it was done
// within a day. The error is [ErrKeyReused], [ErrInProgress], or [ErrInvalid]
// for the key.
//
// A call whose process died stays in progress for that day: whether it had an
// effect is not known, and doing it twice is worse than asking.
func (s *Store) BeginCall(ctx context.Context, who TokenID, key string, request [sha256.Size]byte) (answer *Stored, err error) {
	if !callKey.MatchString(key) {
		return nil, invalid("idempotency_key", Malformed, "want 1 to 255 visible ASCII characters, such as a UUID")
	}
	tag, now := s.keys.Tag("call", key), s.wall.Now()
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM api_call WHERE begun_at <= ?`, clock.Millis(now.Add(-callLife))); err != nil {
			return fmt.Errorf("prune calls: %w", err)
		}
		n, err := tx.Exec(ctx, `INSERT INTO api_call (token_id, key, request, begun_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			int64(who), tag, request[:], clock.Millis(now))
		answer = nil
		if err != nil || n == 1 {
			return err
		}
		answer, err = s.answerTx(ctx, tx, who, tag, request)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("begin a call: %w", err)
	}
	return answer, nil
}

// answerTx is what the first call under a key was told.
func (s *Store) answerTx(ctx context.Context, tx *db.Tx, who TokenID, tag []byte, request [sha256.Size]byte) (*Stored, error) {
	var row struct {
		Request []byte  `db:"request"`
		Status  *int    `db:"status"`
		Type    *string `db:"content_type"`
		Body    []byte  `db:"body"`
	}
	err := tx.Get(ctx, &row, `SELECT request, status, content_type, body FROM api_call WHERE token_id = ? AND key = ?`, int64(who), tag)
	switch {
	case errors.Is(err, db.ErrNotFound): // abandoned this moment: the caller asks again
		return nil, ErrInProgress
	case err != nil:
		return nil, err
	case !bytes.Equal(row.Request, request[:]):
		return nil, ErrKeyReused
	case row.Status == nil:
		return nil, ErrInProgress
	}
	body, err := s.keys.Open(row.Body, callPlace(who, tag))
	if err != nil {
		return nil, err
	}
	return &Stored{Status: *row.Status, ContentType: *row.Type, Body: body}, nil
}

// FinishCall keeps the answer of a call that was begun. The error is
// [ErrInvalid] for a body that is too long, and [ErrUnknown] when no such call
// is in progress.
func (s *Store) FinishCall(ctx context.Context, who TokenID, key string, answer Stored) error {
	if len(answer.Body) > AnswerMost {
		return invalid("body", TooLong, "an answer that is kept has at most %d bytes", AnswerMost)
	}
	tag := s.keys.Tag("call", key)
	return s.endCall(ctx, "finish a call", `UPDATE api_call SET status = ?, content_type = ?, body = ? WHERE token_id = ? AND key = ? AND status IS NULL`,
		answer.Status, answer.ContentType, s.keys.Seal(answer.Body, callPlace(who, tag)), int64(who), tag)
}

// AbandonCall forgets a call that had no effect, so that it may be tried again
// under the same key. The error is [ErrUnknown] when no such call is in
// progress.
func (s *Store) AbandonCall(ctx context.Context, who TokenID, key string) error {
	return s.endCall(ctx, "abandon a call", `DELETE FROM api_call WHERE token_id = ? AND key = ? AND status IS NULL`,
		int64(who), s.keys.Tag("call", key))
}

func (s *Store) endCall(ctx context.Context, what, query string, args ...any) error {
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, query, args...)
		if err == nil && n == 0 {
			return ErrUnknown
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// callPlace binds a sealed answer to its row.
func callPlace(who TokenID, tag []byte) string { return fmt.Sprintf("call/%d/%x", who, tag) }
