package operator_test

import (
	"context"
	"testing"
	"time"

	"accord/internal/db"
	"accord/internal/operator"
)

// While somebody keeps the writer, who shows a session or a token is let
// through; that it was used is written afterwards.
func TestABusyWriterHoldsNobodyUp(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		session, _ := o.open("claire@example.org")
		token, id := o.token(operator.Marketer)
		o.wait(time.Minute)
		o.must(o.db.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for _, query := range []string{`UPDATE session SET agent = 'x'`, `UPDATE api_token SET name = 'x'`} {
				if _, err := tx.Exec(ctx, query); err != nil {
					return err
				}
			}
			if _, err := o.Session(t.Context(), session); err != nil {
				t.Error(err)
			}
			_, err := o.Authenticate(t.Context(), token)
			return err
		}))
		o.Settle()
		if seen := o.count(`SELECT seen_at FROM session`); int64(seen) != today.Add(time.Minute).UnixMilli() {
			t.Errorf("the session was seen at %d", seen)
		}
		if used := o.count(`SELECT last_used_at FROM api_token WHERE id = ?`, int64(id)); int64(used) != start.UnixMilli() {
			t.Errorf("the token was used at %d", used)
		}
	})
}
