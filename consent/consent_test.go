package consent_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"accord/consent"
	"accord/consent/state"
	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/db/dbtest"
	"accord/internal/secret"
)

const offers consent.PurposeID = "marketing.offers"

var (
	notice = consent.NoticeRef{ID: "n-offers", Version: 1, Lang: "fr"}
	start  = time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)
)

// register is a store with one purpose and its notice.
type register struct {
	*consent.Store
	t     *testing.T
	db    *db.DB
	clock *clock.Manual
}

func each(t *testing.T, fn func(t *testing.T, r register)) {
	dbtest.Each(t, []db.Schema{consent.Schema}, func(t *testing.T, d *db.DB) {
		c := clock.NewManual(start)
		s, err := consent.New(consent.Config{DB: d, Keys: secret.Ephemeral(), Clock: c})
		if err != nil {
			t.Fatal(err)
		}
		r := register{s, t, d, c}
		r.must(s.AddPurpose(t.Context(), consent.Purpose{ID: offers, Category: consent.Marketing, NameFR: "Offres", NameEN: "Offers"}))
		r.must(s.PublishNotice(t.Context(), notice, offers, "J’accepte de recevoir les offres de la Maison Lumen par WhatsApp."))
		fn(t, r)
	})
}

func (r register) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r register) write(fn func(ctx context.Context, tx *db.Tx) error) {
	r.t.Helper()
	r.must(r.db.Write(r.t.Context(), fn))
}

func phone(i int) consent.Address {
	return consent.Address{Kind: consent.Phone, Value: fmt.Sprintf("+336%08d", i)}
}

func (r register) people(n int) []consent.SubjectID {
	r.t.Helper()
	addresses := make([]consent.Address, n)
	for i := range addresses {
		addresses[i] = phone(i)
	}
	ids := make([]consent.SubjectID, n)
	r.write(func(ctx context.Context, tx *db.Tx) error {
		found, err := r.EnsureTx(ctx, tx, addresses)
		for i, a := range addresses {
			ids[i] = found[a]
		}
		return err
	})
	return ids
}

func (r register) grant(id consent.SubjectID, at time.Time) {
	r.t.Helper()
	r.clock.Advance(at) // a yes from the future is refused
	r.write(func(ctx context.Context, tx *db.Tx) error {
		return r.GrantTx(ctx, tx, id, offers, notice, at, consent.Evidence{Method: "web_form", Act: "box"})
	})
}

func (r register) rule(id consent.SubjectID) consent.Rule {
	r.t.Helper()
	standings, err := consent.Standings(r.t.Context(), r.db, []consent.SubjectID{id}, offers)
	r.must(err)
	return consent.Decide(standings[id], consent.Request{Category: consent.Marketing})
}

func (r register) wantRule(id consent.SubjectID, want consent.Rule) {
	r.t.Helper()
	if got := r.rule(id); got != want {
		r.t.Errorf("rule %q, want %q", got, want)
	}
}

func (r register) stage(batch string, ids []consent.SubjectID) consent.BatchID {
	r.t.Helper()
	id, _, err := r.OpenBatch(r.t.Context(), consent.Batch{FileSHA256: batch, Source: "loyalty cards", Purpose: offers, StagedBy: "import"})
	r.must(err)
	rows := make([]consent.Claimed, len(ids))
	for i, subject := range ids {
		rows[i] = consent.Claimed{Subject: subject, Occurred: start.Add(-24 * time.Hour), Notice: notice,
			Evidence: consent.Evidence{Method: "paper", Act: "signature", Reference: fmt.Sprint("row ", i)}}
	}
	r.write(func(ctx context.Context, tx *db.Tx) error { return r.StageTx(ctx, tx, id, offers, rows) })
	r.must(r.CloseBatch(r.t.Context(), id))
	return id
}

func TestImportGrantsOnlyAfterTwoPeopleReleasedIt(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		ids := r.people(2500) // more than one page
		r.must(r.Withdraw(t.Context(), consent.Withdrawal{Subject: ids[7], Scope: consent.StopMarketing, Occurred: start}))
		batch := r.stage("f1", ids[1:])
		r.wantRule(ids[0], consent.NoConsent)
		r.wantRule(ids[1], consent.InQuarantine)
		for i, operator := range []string{"claire@example.org", "claire@example.org", "marc@example.org"} {
			done, err := r.Approve(t.Context(), consent.Release{Batch: batch, Operator: operator, Needed: 2})
			r.must(err)
			if i < 2 && done.Released != 0 {
				t.Fatalf("approval %d by %s released %d people", i+1, operator, done.Released)
			}
			if i == 2 && (done.Released != 2498 || done.Denied != 1) {
				t.Fatalf("released %d, denied %d; want 2498 and the one who said STOP", done.Released, done.Denied)
			}
		}
		r.wantRule(ids[1], consent.Allowed)
		r.wantRule(ids[7], consent.HasWithdrawn)
		r.replayEqualsProjection()
	})
}

func TestTheSameFileIsStagedOnce(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		ids := r.people(3)
		first := r.stage("same", ids)
		again, staged, err := r.OpenBatch(t.Context(), consent.Batch{FileSHA256: "same", Purpose: offers})
		if err != nil || again != first || !staged {
			t.Errorf("second time: batch %d, staged %v, %v; want batch %d", again, staged, err, first)
		}
	})
}

func TestStopReachesEveryMarketingPurposeAlsoLaterOnes(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		id := r.people(1)[0]
		r.grant(id, start)
		r.wantRule(id, consent.Allowed)
		r.must(r.Withdraw(t.Context(), consent.Withdrawal{Subject: id, Scope: consent.StopMarketing, Occurred: start.Add(time.Minute)}))
		r.wantRule(id, consent.HasWithdrawn)
		later := consent.PurposeID("marketing.surveys")
		r.must(r.AddPurpose(t.Context(), consent.Purpose{ID: later, Category: consent.Marketing, NameFR: "Enquêtes", NameEN: "Surveys"}))
		standings, err := consent.Standings(t.Context(), r.db, []consent.SubjectID{id}, later)
		r.must(err)
		if got := consent.Decide(standings[id], consent.Request{Category: consent.Marketing}); got != consent.HasWithdrawn {
			t.Errorf("a purpose made after the STOP: %q, want withdrawn", got)
		}
		r.grant(id, start.Add(time.Hour))
		r.wantRule(id, consent.Allowed)
		r.replayEqualsProjection()
	})
}

func TestObjectionListsDenyKnownAndUnknownNumbers(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		id := r.people(1)[0]
		r.grant(id, start)
		r.write(func(ctx context.Context, tx *db.Tx) error {
			return r.SuppressTx(ctx, tx, "old tool", []consent.Address{phone(0), phone(99)})
		})
		r.wantRule(id, consent.Suppressed)
		unknown := r.people(100)[99]
		r.grant(unknown, start)
		r.wantRule(unknown, consent.Suppressed)
	})
}

func TestAGrantNeedsAPublishedNoticeAndAnAct(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		id := r.people(1)[0]
		for name, try := range map[string]func(context.Context, *db.Tx) error{
			"no act": func(ctx context.Context, tx *db.Tx) error {
				return r.GrantTx(ctx, tx, id, offers, notice, start, consent.Evidence{Method: "web_form"})
			},
			"a notice nobody published": func(ctx context.Context, tx *db.Tx) error {
				return r.GrantTx(ctx, tx, id, offers, consent.NoticeRef{ID: "n-offers", Version: 2, Lang: "fr"}, start,
					consent.Evidence{Method: "web_form", Act: "box"})
			},
		} {
			if err := r.db.Write(t.Context(), try); !errors.Is(err, consent.ErrInvalid) && !errors.Is(err, consent.ErrUnknown) {
				t.Errorf("%s: %v", name, err)
			}
		}
		r.wantRule(id, consent.NoConsent)
		if err := r.PublishNotice(t.Context(), notice, offers, "Autres mots."); !errors.Is(err, consent.ErrInvalid) {
			t.Errorf("other words under a published reference: %v", err)
		}
	})
}

func TestAddressesOpenAgainAndAreNotStoredInClear(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		ids := r.people(150)
		reach, err := r.Reach(t.Context(), r.db, ids)
		r.must(err)
		for i, id := range ids {
			if reach[id] != phone(i) {
				t.Fatalf("subject %d is reached at %v, want %v", id, reach[id], phone(i))
			}
		}
		if found, err := r.Find(t.Context(), r.db, phone(3)); err != nil || found != ids[3] {
			t.Errorf("found %d, %v; want %d", found, err, ids[3])
		}
		user := consent.Address{Kind: consent.UserID, Value: "FR.1349abc"}
		r.write(func(ctx context.Context, tx *db.Tx) error { return r.AttachTx(ctx, tx, ids[3], user) })
		if found, err := r.Find(t.Context(), r.db, user); err != nil || found != ids[3] {
			t.Errorf("by user id: %d, %v; want %d", found, err, ids[3])
		}
	})
}

// replayEqualsProjection folds every stored event again.
func (r register) replayEqualsProjection() {
	r.t.Helper()
	var events []struct {
		Subject  int64             `db:"subject_id"`
		Purpose  consent.PurposeID `db:"purpose"`
		Kind     state.Kind        `db:"kind"`
		Occurred int64             `db:"occurred_at"`
	}
	r.must(r.db.Select(r.t.Context(), &events, `SELECT subject_id, purpose, kind, occurred_at FROM event ORDER BY subject_id, seq`))
	var rows []struct {
		Subject int64             `db:"subject_id"`
		Purpose consent.PurposeID `db:"purpose"`
		State   state.State       `db:"state"`
		Since   int64             `db:"since"`
	}
	r.must(r.db.Select(r.t.Context(), &rows, `SELECT subject_id, purpose, state, since FROM consent_state`))
	if len(rows) == 0 || len(events) == 0 {
		r.t.Fatal("nothing to replay")
	}
	histories := map[int64][]int{}
	for i, e := range events {
		histories[e.Subject] = append(histories[e.Subject], i)
	}
	for _, row := range rows {
		s := state.Standing{State: state.None}
		for _, i := range histories[row.Subject] {
			if e := events[i]; e.Purpose == row.Purpose || e.Purpose == consent.AnyPurpose {
				s = s.Apply(state.Event{Kind: e.Kind, Occurred: clock.At(e.Occurred)})
			}
		}
		if s.State != row.State || clock.Millis(s.Since) != row.Since {
			r.t.Fatalf("subject %d, %s: replay %s since %v, stored %s since %v", row.Subject, row.Purpose, s.State, s.Since, row.State, clock.At(row.Since))
		}
	}
}

func TestReplayEqualsProjectionOnRandomHistories(t *testing.T) {
	each(t, func(t *testing.T, r register) {
		ids := r.people(20)
		r.clock.Advance(start.Add(2 * time.Hour))
		rnd := rand.New(rand.NewPCG(1, 2))
		kinds := []state.Kind{state.Staged, state.Released, state.Grant, state.Refuse, state.Withdraw, state.Object, state.HardStop, state.PlatformStopped}
		for range 40 {
			var events []consent.Event
			for range 1 + rnd.IntN(8) {
				p := offers
				k := kinds[rnd.IntN(len(kinds))]
				if rnd.IntN(3) == 0 && !slices.Contains([]state.Kind{state.Staged, state.Released, state.Grant}, k) {
					p = consent.AnyPurpose
				}
				events = append(events, consent.Event{Subject: ids[rnd.IntN(len(ids))], Purpose: p, Kind: k,
					Occurred: start.Add(time.Duration(rnd.IntN(3600)) * time.Second)})
			}
			r.write(func(ctx context.Context, tx *db.Tx) error { return r.RecordTx(ctx, tx, events) })
		}
		r.replayEqualsProjection()
	})
}
