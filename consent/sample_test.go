package consent_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"accord/consent"
	"accord/internal/db"

	"github.com/google/go-cmp/cmp"
)

func TestASampleGoesOnUntilEverybodyWasSeen(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		ids := r.people(25)
		id := r.stage("full", ids)
		r.stage("other", ids[:5])
		var seen []consent.SubjectID
		for after, pages := consent.SubjectID(0), 0; pages == 0 || after != 0; pages++ {
			list, next, err := r.Sample(t.Context(), r.db, id, after, 10)
			r.must(err)
			for _, row := range list {
				seen = append(seen, row.Subject)
			}
			after = next
		}
		if slices.Sort(ids); !slices.Equal(ids, seen) {
			t.Errorf("%d people in their order, want all %d", len(seen), len(ids))
		}
	})
}

func TestASampleShowsTheEvidenceOfEachRow(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		ids := r.people(2)
		id := r.stage("full", ids)
		want := map[consent.SubjectID]consent.SampleRow{}
		for i, person := range ids {
			want[person] = consent.SampleRow{Claimed: consent.Claimed{Subject: person, Occurred: start.Add(-24 * time.Hour), Notice: notice,
				Evidence: consent.Evidence{Method: "paper", Act: "signature", Reference: []string{"row 0", "row 1"}[i]}}}
		}
		r.wantSample(id, want)

		r.approve(id, "claire@example.org")
		r.approve(id, "marc@example.org")
		r.erase(ids[1])
		for person, row := range want {
			if row.Released = true; person == ids[1] {
				row.Erased, row.Evidence = true, consent.Evidence{}
			}
			want[person] = row
		}
		r.wantSample(id, want)
		if _, _, err := r.Sample(t.Context(), r.db, id, 0, 0); !errors.Is(err, consent.ErrInvalid) {
			t.Errorf("a sample of nobody: %v", err)
		}
	})
}

func (r register) wantSample(id consent.BatchID, want map[consent.SubjectID]consent.SampleRow) {
	r.t.Helper()
	list, next, err := r.Sample(r.t.Context(), r.db, id, 0, 10)
	r.must(err)
	got := map[consent.SubjectID]consent.SampleRow{}
	for _, row := range list {
		got[row.Subject] = row
	}
	if d := cmp.Diff(want, got); d != "" || next != 0 {
		r.t.Errorf("next %d; sample (-want +got):\n%s", next, d)
	}
}

func TestAnApprovalAloneReleasesNothing(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		id := r.stage("full", r.people(3))
		if _, err := r.FinishRelease(t.Context(), id); !errors.Is(err, consent.ErrInvalid) {
			t.Errorf("a release without approvals: %v", err)
		}
		for n, who := range []string{"claire@example.org", "marc@example.org"} {
			r.write(func(ctx context.Context, tx *db.Tx) error {
				operators, err := r.ApproveTx(ctx, tx, consent.Release{Batch: id, Operator: who, Needed: 2})
				if len(operators) != n+1 {
					t.Errorf("approved by %q after %s", operators, who)
				}
				return err
			})
		}
		r.wantRule(r.people(1)[0], consent.InQuarantine)
		for range 2 { // the second time nothing is left
			done, err := r.FinishRelease(t.Context(), id)
			if err != nil || done.Released != 3 {
				t.Errorf("released %d, %v; want 3", done.Released, err)
			}
		}
		r.wantRule(r.people(1)[0], consent.Allowed)
		if _, err := r.FinishRelease(t.Context(), id+1); !errors.Is(err, consent.ErrUnknown) {
			t.Errorf("the release of no batch: %v", err)
		}
	})
}
