package consent_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"accord/consent"
	"accord/consent/state"
	"accord/internal/clock"
	"accord/internal/db"

	"github.com/google/go-cmp/cmp"
)

const surveys consent.PurposeID = "marketing.surveys"

var (
	stops  = []state.Kind{state.Refuse, state.Withdraw, state.Object, state.HardStop, state.PlatformStopped, state.PlatformResumed}
	yesses = []state.Kind{state.Staged, state.Released, state.Grant}
)

// live records random histories, in which moments repeat and reports are late.
func (r register) live(ids []consent.SubjectID, rounds int) {
	r.t.Helper()
	r.must(r.AddPurpose(r.t.Context(), consent.Purpose{ID: surveys, Category: consent.Marketing, NameFR: "Enquêtes", NameEN: "Surveys"}))
	r.clock.Advance(start.Add(2 * time.Hour))
	rnd := rand.New(rand.NewPCG(3, 4))
	for range rounds {
		var events []consent.Event
		for range 1 + rnd.IntN(8) {
			e := consent.Event{Subject: ids[rnd.IntN(len(ids))], Purpose: offers, Occurred: start.Add(time.Duration(rnd.IntN(30)) * time.Second)}
			if rnd.IntN(2) == 0 {
				e.Purpose = surveys
			}
			if e.Kind = yesses[rnd.IntN(len(yesses))]; rnd.IntN(3) > 0 {
				e.Kind = stops[rnd.IntN(len(stops))]
				if rnd.IntN(2) == 0 {
					e.Purpose = consent.AnyPurpose
				}
			}
			events = append(events, e)
		}
		r.write(func(ctx context.Context, tx *db.Tx) error { return r.RecordTx(ctx, tx, events) })
	}
}

// stored is what consent_state holds of a person.
func (r register) stored(id consent.SubjectID) map[consent.PurposeID]state.Standing {
	r.t.Helper()
	var rows []struct {
		Purpose      consent.PurposeID `db:"purpose"`
		State        state.State       `db:"state"`
		Since        int64             `db:"since"`
		PlatformStop bool              `db:"platform_stop"`
		PlatformAt   int64             `db:"platform_at"`
		HardStop     bool              `db:"hard_stop"`
	}
	r.must(r.db.Select(r.t.Context(), &rows,
		`SELECT purpose, state, since, platform_stop, platform_at, hard_stop FROM consent_state WHERE subject_id = ?`, int64(id)))
	found := map[consent.PurposeID]state.Standing{}
	for _, row := range rows {
		found[row.Purpose] = state.Standing{State: row.State, Since: clock.At(row.Since),
			PlatformStop: row.PlatformStop, PlatformAt: clock.At(row.PlatformAt), HardStop: row.HardStop}
	}
	return found
}

func TestTheLastStepsOfAHistoryAreTheStoredState(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		ids := r.people(25)
		r.live(ids, 60)
		moved := 0
		for _, id := range ids {
			entries, err := r.History(t.Context(), r.db, id)
			r.must(err)
			last, folded := map[consent.PurposeID]state.Standing{}, map[consent.PurposeID][]state.Event{}
			for i, e := range entries {
				if e.Seq != int64(i+1) {
					t.Fatalf("entry %d of subject %d has number %d", i, id, e.Seq)
				}
				for _, step := range e.Steps {
					last[step.Purpose] = step.After
					if step.Moved() {
						moved++
					}
				}
				for _, p := range []consent.PurposeID{offers, surveys, consent.AnyPurpose} {
					if e.Purpose == p || e.Purpose == consent.AnyPurpose {
						folded[p] = append(folded[p], state.Event{Kind: e.Kind, Occurred: e.Occurred})
					}
				}
			}
			if d := cmp.Diff(r.stored(id), last); d != "" {
				t.Fatalf("subject %d (-stored +history):\n%s", id, d)
			}
			for p, standing := range last {
				if d := cmp.Diff(state.Fold(folded[p]...), standing); d != "" {
					t.Fatalf("subject %d, %s (-fold +history):\n%s", id, p, d)
				}
			}
		}
		if moved < 100 {
			t.Fatalf("only %d steps changed anything: these histories show nothing", moved)
		}
	})
}

func TestAReplayDecidesByTheMillisecondsThatAreStored(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		id := r.people(1)[0]
		r.must(r.Withdraw(t.Context(), consent.Withdrawal{Subject: id, Scope: consent.StopMarketing, Occurred: start}))
		r.grant(id, start.Add(5*time.Second+600*time.Microsecond)) // beyond the grace by what is not stored
		entries, err := r.History(t.Context(), r.db, id)
		r.must(err)
		if d := cmp.Diff(r.stored(id)[offers], entries[1].Steps[0].After); d != "" {
			t.Errorf("(-stored +history):\n%s", d)
		}
	})
}

func TestAHistoryTellsHowTheStateCameAbout(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		id := r.people(1)[0]
		r.grant(id, start.Add(time.Hour))
		granted := state.Standing{State: state.Granted, Since: start.Add(time.Hour)}
		r.clock.Advance(start.Add(3 * time.Hour))
		letter := consent.Evidence{Method: consent.ByLetter, Reference: "letter 2026-114"}
		r.must(r.Withdraw(t.Context(), consent.Withdrawal{Subject: id, Scope: consent.Objection, Occurred: start.Add(2 * time.Hour), Evidence: letter}))
		objected := state.Standing{State: state.Objected, Since: start.Add(2 * time.Hour)}
		batch := r.stage("late", []consent.SubjectID{id})

		got, err := r.History(t.Context(), r.db, id)
		r.must(err)
		want := []consent.HistoryEntry{
			{Seq: 1, Received: start.Add(time.Hour),
				Event: consent.Event{Subject: id, Purpose: offers, Kind: state.Grant, Occurred: start.Add(time.Hour), Notice: notice,
					Evidence: consent.Evidence{Method: "web_form", Act: "box"}},
				Steps: []consent.Step{{Purpose: offers, Before: state.Standing{State: state.None}, After: granted}}},
			{Seq: 2, Received: start.Add(3 * time.Hour),
				Event: consent.Event{Subject: id, Purpose: consent.AnyPurpose, Kind: state.Object, Occurred: start.Add(2 * time.Hour), Evidence: letter},
				Steps: []consent.Step{
					{Purpose: consent.AnyPurpose, Before: state.Standing{State: state.None}, After: objected},
					{Purpose: offers, Before: granted, After: objected}}},
			{Seq: 3, Received: start.Add(3 * time.Hour),
				Event: consent.Event{Subject: id, Purpose: offers, Kind: state.Staged, Occurred: start.Add(-24 * time.Hour), Notice: notice,
					Evidence: consent.Evidence{Method: "import", Batch: 1}},
				Steps: []consent.Step{{Purpose: offers, Before: objected, After: objected}}},
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("history (-want +got):\n%s", d)
		}
		waits, err := r.QuarantineOf(t.Context(), r.db, id)
		r.must(err)
		row := consent.QuarantineRow{Batch: batch, Purpose: offers, Source: "loyalty cards", Staged: start.Add(3 * time.Hour),
			Claimed: consent.Claimed{Subject: id, Occurred: start.Add(-24 * time.Hour), Notice: notice,
				Evidence: consent.Evidence{Method: "paper", Act: "signature", Reference: "row 0"}}}
		if d := cmp.Diff([]consent.QuarantineRow{row}, waits); d != "" {
			t.Errorf("quarantine (-want +got):\n%s", d)
		}

		r.erase(id)
		for i := range want {
			want[i].Evidence, want[i].Erased = consent.Evidence{}, true
		}
		if got, err = r.History(t.Context(), r.db, id); err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("after the erasure: %v (-want +got):\n%s", err, cmp.Diff(want, got))
		}
		row.Evidence, row.Erased = consent.Evidence{}, true
		if waits, err = r.QuarantineOf(t.Context(), r.db, id); err != nil || cmp.Diff([]consent.QuarantineRow{row}, waits) != "" {
			t.Errorf("quarantine after the erasure: %+v, %v", waits, err)
		}
	})
}

func TestWhatWasReleasedDoesNotWait(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		id := r.people(1)[0]
		batch := r.stage("f", []consent.SubjectID{id})
		r.approve(batch, "claire@example.org")
		r.approve(batch, "marc@example.org")
		if waits, err := r.QuarantineOf(t.Context(), r.db, id); err != nil || len(waits) != 0 {
			t.Errorf("%+v, %v; want nothing", waits, err)
		}
		if _, err := r.History(t.Context(), r.db, id+1); !errors.Is(err, consent.ErrUnknown) {
			t.Errorf("the history of nobody: %v", err)
		}
	})
}

func TestWhatAnOfficerTakesDownNeedsAReference(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		id := r.people(1)[0]
		r.grant(id, start)
		for _, method := range []string{consent.ByLetter, consent.ByPhone, consent.ByMail} {
			w := consent.Withdrawal{Subject: id, Scope: consent.Objection, Occurred: start.Add(time.Minute), Evidence: consent.Evidence{Method: method, Reference: " "}}
			if err := r.Withdraw(t.Context(), w); !errors.Is(err, consent.ErrInvalid) {
				t.Errorf("%s without a reference: %v", method, err)
			}
		}
		r.wantRule(id, consent.Allowed)
		r.must(r.Withdraw(t.Context(), consent.Withdrawal{Subject: id, Scope: consent.Objection, Occurred: start.Add(time.Minute),
			Evidence: consent.Evidence{Method: consent.ByPhone, Reference: "call of 3 March, 11:02"}}))
		r.wantRule(id, consent.HasObjected)
	})
}

func TestAnOldResumeDoesNotLiftANewerStop(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		id := r.people(1)[0]
		r.grant(id, start)
		r.clock.Advance(start.Add(time.Hour))
		choose := func(scope consent.Scope, minute int) {
			r.must(r.Withdraw(t.Context(), consent.Withdrawal{Subject: id, Scope: scope, Occurred: start.Add(time.Duration(minute) * time.Minute)}))
		}
		choose(consent.StopPlatform, 20)
		choose(consent.ResumePlatform, 10)
		r.wantRule(id, consent.PlatformStop)
		choose(consent.ResumePlatform, 30)
		r.wantRule(id, consent.Allowed)
		choose(consent.StopPlatform, 25)
		r.wantRule(id, consent.Allowed)
	})
}

// erase destroys a person's key, as an erasure does.
func (r register) erase(id consent.SubjectID) {
	r.t.Helper()
	r.write(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE subject SET data_key = NULL WHERE id = ?`, int64(id))
		return err
	})
}
