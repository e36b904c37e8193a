package consent

import (
	"context"
	"fmt"
	"strings"
	"time"

	"accord/consent/state"
	"accord/internal/clock"
	"accord/internal/db"
)

// GrantTx records an act of the person by which they agree: a form confirmed
// from their number, a message, a button. Imports do not come this way.
func (s *Store) GrantTx(ctx context.Context, tx *db.Tx, subject SubjectID, purpose PurposeID, notice NoticeRef, occurred time.Time, proof Evidence) error {
	if proof.Method == "" || proof.Act == "" {
		return fmt.Errorf("%w grant: the evidence needs a method and an affirmative act", ErrInvalid)
	}
	if err := s.checkNotices(ctx, tx, purpose, map[NoticeRef]bool{notice: true}); err != nil {
		return err
	}
	if err := s.RecordTx(ctx, tx, []Event{{Subject: subject, Purpose: purpose, Kind: state.Grant,
		Occurred: occurred, Notice: notice, Evidence: proof}}); err != nil {
		return err
	}
	// A STOP they once wrote as a stranger is a denial like any other: their own
	// later act lifts it. Lists that others brought stay.
	_, err := tx.Exec(ctx, `DELETE FROM suppression WHERE source = ? AND since < ? AND tag IN
		(SELECT tag FROM address WHERE subject_id = ? AND valid_to IS NULL)`, FromStranger, clock.Millis(occurred), int64(subject))
	return err
}

// Withdrawal is what a person's "no" covers.
type Withdrawal struct {
	Subject  SubjectID
	Scope    Scope
	Occurred time.Time
	Within   time.Duration // how much earlier the act may have been, where only its day is known
	Evidence Evidence
}

// Scope is how far a withdrawal reaches.
type Scope string

// The scopes.
const (
	StopMarketing  Scope = "marketing"       // STOP: every marketing purpose on the channel
	Objection      Scope = "objection"       // objects to all marketing (GDPR 21), by whatever means
	StopEverything Scope = "everything"      // STOP ALL: no message at all
	StopPlatform   Scope = "platform"        // stopped inside WhatsApp, or error 131050
	ResumePlatform Scope = "platform_resume" // lifts only StopPlatform; it is not a consent
)

var scopeKind = map[Scope]state.Kind{
	StopMarketing: state.Withdraw, Objection: state.Object, StopEverything: state.HardStop,
	StopPlatform: state.PlatformStopped, ResumePlatform: state.PlatformResumed,
}

// The methods of a no that reaches an officer instead of the machine. Its
// evidence needs a reference: the letter's number, the call's, the mail's.
const (
	ByLetter = "paper"
	ByPhone  = "phone"
	ByMail   = "email"
)

func (w Withdrawal) validate() error {
	switch w.Evidence.Method {
	case ByLetter, ByPhone, ByMail:
		if strings.TrimSpace(w.Evidence.Reference) == "" {
			return fmt.Errorf("%w withdrawal by %s: say in its reference where the letter, the call or the mail is filed", ErrInvalid, w.Evidence.Method)
		}
	}
	return nil
}

// WithdrawTx records withdrawals. They take effect when tx commits: no later
// claim includes these people.
func (s *Store) WithdrawTx(ctx context.Context, tx *db.Tx, list []Withdrawal) error {
	events := make([]Event, 0, len(list))
	for _, w := range list {
		kind, ok := scopeKind[w.Scope]
		if !ok {
			return fmt.Errorf("%w scope %q of a withdrawal", ErrInvalid, w.Scope)
		}
		if err := w.validate(); err != nil {
			return err
		}
		events = append(events, Event{Subject: w.Subject, Purpose: AnyPurpose, Kind: kind, Occurred: w.Occurred, Within: w.Within, Evidence: w.Evidence})
	}
	return s.RecordTx(ctx, tx, events)
}

// Withdraw is WithdrawTx in a transaction of its own.
func (s *Store) Withdraw(ctx context.Context, w Withdrawal) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return s.WithdrawTx(ctx, tx, []Withdrawal{w})
	})
}

// FromStranger is the source of a suppression that somebody unknown asked for
// by writing STOP.
const FromStranger = "inbound"

// SuppressTx puts addresses on the objection list, known to us or not. The
// list keeps only fingerprints and outlives the person's data.
func (s *Store) SuppressTx(ctx context.Context, tx *db.Tx, source string, addresses []Address) error {
	set := db.NewSet(db.Bytes("tag"))
	for _, a := range addresses {
		if err := a.Validate(); err != nil {
			return err
		}
		set.Add(s.tag(a))
	}
	_, err := tx.ExecSet(ctx, set, `INSERT INTO suppression (tag, source, since) SELECT tag, ?, ? FROM v WHERE true
		ON CONFLICT DO NOTHING`, source, clock.Millis(s.clock.Now()))
	if err != nil {
		return fmt.Errorf("suppress: %w", err)
	}
	return nil
}
