package operator_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"accord/internal/db"
	"accord/internal/operator"

	"github.com/google/go-cmp/cmp"
)

func TestActsLeaveAnEntry(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		_, id := o.token(operator.Analyst)
		o.must(o.Revoke(t.Context(), id, "marc@example.org"))
		o.must(o.Record(t.Context(), operator.Entry{Operator: "terminal", Action: "backup"}))
		at, subject := start.UnixMilli(), fmt.Sprint("token/", id)
		want := []auditRow{
			{at, "claire@example.org", "token.create", subject, `{"name":"shop","role":"analyst","scopes":[]}`},
			{at, "marc@example.org", "token.revoke", subject, `{}`},
			{at, "terminal", "backup", "", `{}`},
		}
		if d := cmp.Diff(want, o.audit()); d != "" {
			t.Error(d)
		}
	})
}

func TestAnEntryLivesAndDiesWithItsAct(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		lost := errors.New("the act failed")
		err := o.db.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			o.must(o.RecordTx(ctx, tx, operator.Entry{Operator: "terminal", Action: "release"}))
			return lost
		})
		if !errors.Is(err, lost) || len(o.audit()) != 0 {
			t.Errorf("%v, %d entries; want none", err, len(o.audit()))
		}
	})
}

func TestAnEntryNamesWhoAndWhat(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for name, e := range map[string]operator.Entry{
			"nobody":  {Action: "release"},
			"nothing": {Operator: "terminal"},
		} {
			if err := o.Record(t.Context(), e); !errors.Is(err, operator.ErrInvalid) {
				t.Errorf("%s: %v, want ErrInvalid", name, err)
			}
		}
	})
}
