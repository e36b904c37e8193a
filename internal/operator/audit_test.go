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

func TestAChangeIsRecordedOrIsNone(t *testing.T) {
	lost := errors.New("the act failed")
	for name, c := range map[string]struct {
		by      string
		failure error
		want    error
		entries int
	}{
		"done":               {"claire@example.org", nil, nil, 2},
		"the act fails":      {"claire@example.org", lost, lost, 0},
		"the entry is wrong": {"", nil, operator.ErrInvalid, 0},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, o office) {
				err := o.Change(t.Context(), c.by, func(ctx context.Context, tx *db.Tx) (operator.Entry, error) {
					o.must(o.RecordTx(ctx, tx, operator.Entry{Operator: "terminal", Action: "act"})) // a row, as an act writes one
					return operator.Entry{Action: "release", Subject: "batch/1"}, c.failure
				})
				if !errors.Is(err, c.want) || len(o.audit()) != c.entries {
					t.Errorf("%v, %d entries; want %v and %d", err, len(o.audit()), c.want, c.entries)
				}
			})
		})
	}
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
