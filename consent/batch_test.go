package consent_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"accord/consent"
	"accord/internal/db"

	"github.com/google/go-cmp/cmp"
)

func TestABatchSaysWhatItsReleaseWouldDoAndDid(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		ids := r.people(2100)
		stop := func(id consent.SubjectID, scope consent.Scope) {
			r.must(r.Withdraw(t.Context(), consent.Withdrawal{Subject: id, Scope: scope, Occurred: start}))
		}
		stop(ids[0], consent.StopMarketing)
		stop(ids[1], consent.StopPlatform)
		stop(ids[2], consent.StopEverything)
		stop(ids[3], consent.Objection)
		r.write(func(ctx context.Context, tx *db.Tx) error {
			return r.SuppressTx(ctx, tx, "old tool", []consent.Address{phone(0), phone(4), phone(9999)})
		})
		r.stage("empty", nil)
		id := r.stage("full", ids)
		stop(ids[5], consent.StopMarketing) // after it was staged
		r.wantBatch(id, consent.StagedBatch{State: consent.BatchStaged, People: 2100, Denied: 6})

		r.clock.Advance(start.Add(time.Hour))
		r.approve(id, "claire@example.org")
		claire := consent.Approval{Operator: "claire@example.org", At: start.Add(time.Hour)}
		r.wantBatch(id, consent.StagedBatch{State: consent.BatchStaged, People: 2100, Denied: 6, Approvals: []consent.Approval{claire}})

		r.clock.Advance(start.Add(2 * time.Hour))
		done := r.approve(id, "marc@example.org")
		if done.Released != 2094 || done.Denied != 6 {
			t.Errorf("released %d, denied %d; want 2094 and 6", done.Released, done.Denied)
		}
		marc := consent.Approval{Operator: "marc@example.org", At: start.Add(2 * time.Hour)}
		after := consent.StagedBatch{State: consent.BatchReleased, ReleasedAt: start.Add(2 * time.Hour),
			People: 2100, Released: 2094, Denied: 6, Approvals: []consent.Approval{claire, marc}}
		r.wantBatch(id, after)
		stop(ids[6], consent.StopMarketing)
		r.wantBatch(id, after) // a later no does not change what the release did

		_, err := r.Approve(t.Context(), consent.Release{Batch: id, Operator: "nina@example.org", Needed: 2})
		if !errors.Is(err, consent.ErrInvalid) || !strings.Contains(err.Error(), "2026-03-03T12:00:00Z") {
			t.Errorf("a second release: %v", err)
		}
		r.wantBatch(id, after)
	})
}

func TestAReleaseThatWasInterruptedGoesOnAndCountsOnce(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		ids := r.people(10)
		for _, id := range ids[2:4] {
			r.must(r.Withdraw(t.Context(), consent.Withdrawal{Subject: id, Scope: consent.StopMarketing, Occurred: start}))
		}
		id := r.stage("full", ids)
		r.approve(id, "claire@example.org")
		r.approve(id, "marc@example.org")
		r.write(func(ctx context.Context, tx *db.Tx) error { // as if the last page had not been reached
			if _, err := tx.Exec(ctx, `UPDATE import_row SET released = 0 WHERE subject_id IN (?, ?)`, int64(ids[3]), int64(ids[4])); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `UPDATE import_batch SET state = 'releasing', released_at = NULL, released = 7, denied = 1`)
			return err
		})
		half, err := r.BatchByID(t.Context(), r.db, id)
		r.must(err)
		if half.Released != 7 || half.Denied != 2 {
			t.Errorf("half way: released %d, denied %d; want 7, and 2 with the one who waits", half.Released, half.Denied)
		}
		if done := r.approve(id, "marc@example.org"); done.Released != 8 || done.Denied != 2 || len(done.Operators) != 2 {
			t.Errorf("%+v, want 8 released and 2 denied by the same two", done)
		}
	})
}

func TestBatchesAreListedFromTheLatest(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		ids := r.people(3)
		var want []consent.BatchID
		for _, file := range []string{"a", "b", "c"} {
			want = append(want, r.stage(file, ids))
		}
		slices.Reverse(want)
		list, err := r.Batches(t.Context(), r.db)
		r.must(err)
		var got []consent.BatchID
		for _, b := range list {
			got = append(got, b.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("batches %v, want %v", got, want)
		}
		if _, err := r.BatchByID(t.Context(), r.db, 99); !errors.Is(err, consent.ErrUnknown) {
			t.Errorf("a batch that does not exist: %v", err)
		}
	})
}

func (r register) approve(id consent.BatchID, operator string) consent.Approved {
	r.t.Helper()
	done, err := r.Approve(r.t.Context(), consent.Release{Batch: id, Operator: operator, Needed: 2})
	r.must(err)
	return done
}

// wantBatch compares a batch that stage made, alone and in the list.
func (r register) wantBatch(id consent.BatchID, want consent.StagedBatch) {
	r.t.Helper()
	got, err := r.BatchByID(r.t.Context(), r.db, id)
	r.must(err)
	want.ID, want.Batch = id, consent.Batch{FileSHA256: "full", Source: "loyalty cards", Purpose: offers, StagedBy: "import"}
	want.Staged = start
	list, err := r.Batches(r.t.Context(), r.db)
	r.must(err)
	for _, b := range []consent.StagedBatch{got, list[0]} {
		if d := cmp.Diff(want, b); d != "" {
			r.t.Errorf("batch (-want +got):\n%s", d)
		}
	}
}
