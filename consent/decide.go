package consent

import (
	"context"
	"fmt"

	"accord/consent/state"
	"accord/internal/clock"
	"accord/internal/db"
)

// Rule names why a message may not be sent. The empty rule is a yes.
type Rule string

// The rules, in the order in which they are asked. The first that denies is
// the one that is shown.
const (
	Allowed      Rule = ""
	NoAddress    Rule = "no_address"    // nothing to reach the person with
	Suppressed   Rule = "suppressed"    // on an objection list
	HardStopped  Rule = "hard_stopped"  // wants no message at all
	PlatformStop Rule = "platform_stop" // stopped marketing inside WhatsApp
	HasObjected  Rule = "objected"      // objects to all marketing
	HasWithdrawn Rule = "withdrawn"
	HasRefused   Rule = "refused"
	InQuarantine Rule = "quarantined" // imported, not released
	NoConsent    Rule = "no_consent"
	UnknownFacts Rule = "unknown"       // a category or state this version does not know
	NotRequested Rule = "not_requested" // service and authentication need a request of the person
)

// Standing is all that a decision looks at.
type Standing struct {
	state.Standing
	Seq        int64 // the event that set the state: the consent that allows the message
	Suppressed bool
	Reachable  bool
}

// Denies says that a no of the person stands: a state, a flag or a list.
func (s Standing) Denies() bool {
	return s.Suppressed || s.HardStop || s.PlatformStop || s.Denied()
}

// Request is what somebody wants to send.
type Request struct {
	Category  Category
	Requested bool // utility: tied to an order or case; service, authentication: the person asked
}

// Decide is the only place that answers "may we?". It fails closed.
func Decide(s Standing, r Request) Rule {
	switch {
	case !s.Reachable:
		return NoAddress
	case s.Suppressed:
		return Suppressed
	case s.HardStop:
		return HardStopped
	}
	switch r.Category {
	case Marketing:
		return decideMarketing(s)
	case Utility:
		if r.Requested || s.State == state.Granted {
			return Allowed
		}
		return NoConsent
	case Service, Authentication:
		if r.Requested {
			return Allowed
		}
		return NotRequested
	}
	return UnknownFacts
}

func decideMarketing(s Standing) Rule {
	if s.PlatformStop {
		return PlatformStop
	}
	switch s.State {
	case state.Granted:
		return Allowed
	case state.Objected:
		return HasObjected
	case state.Withdrawn:
		return HasWithdrawn
	case state.Refused:
		return HasRefused
	case state.Quarantined:
		return InQuarantine
	case state.None:
		return NoConsent
	}
	return UnknownFacts
}

// Standings loads what decisions need for one purpose. A subject that does not
// exist is absent, which Decide must be given as the zero Standing: a no.
func Standings(ctx context.Context, r db.Reader, ids []SubjectID, purpose PurposeID) (map[SubjectID]Standing, error) {
	var rows []struct {
		Subject      SubjectID   `db:"id"`
		State        state.State `db:"state"`
		Since        int64       `db:"since"`
		Seq          int64       `db:"seq"`
		PlatformStop bool        `db:"platform_stop"`
		PlatformAt   int64       `db:"platform_at"`
		HardStop     bool        `db:"hard_stop"`
		Reachable    bool        `db:"reachable"`
		Suppressed   bool        `db:"suppressed"`
	}
	err := r.SelectSet(ctx, &rows, db.IDs("id", ids), `SELECT s.id,
			coalesce(p.state, w.state, 'none') AS state, coalesce(p.since, w.since, 0) AS since,
			coalesce(p.seq, w.seq, 0) AS seq, coalesce(p.platform_stop, w.platform_stop, 0) AS platform_stop,
			coalesce(p.platform_at, w.platform_at, 0) AS platform_at, coalesce(p.hard_stop, w.hard_stop, 0) AS hard_stop,
			CASE WHEN s.data_key IS NOT NULL AND EXISTS (SELECT 1 FROM address a
				WHERE a.subject_id = s.id AND a.valid_to IS NULL) THEN 1 ELSE 0 END AS reachable,
			CASE WHEN EXISTS (SELECT 1 FROM address a JOIN suppression x ON x.tag = a.tag
				WHERE a.subject_id = s.id AND a.valid_to IS NULL) THEN 1 ELSE 0 END AS suppressed
		FROM v JOIN subject s ON s.id = v.id
		LEFT JOIN consent_state p ON p.subject_id = s.id AND p.channel = 'whatsapp' AND p.purpose = ?
		LEFT JOIN consent_state w ON w.subject_id = s.id AND w.channel = 'whatsapp' AND w.purpose = '*'`, string(purpose))
	if err != nil {
		return nil, fmt.Errorf("load standings: %w", err)
	}
	standings := make(map[SubjectID]Standing, len(rows))
	for _, row := range rows {
		standings[row.Subject] = Standing{
			Standing: state.Standing{State: row.State, Since: clock.At(row.Since),
				PlatformStop: row.PlatformStop, PlatformAt: clock.At(row.PlatformAt), HardStop: row.HardStop},
			Seq: row.Seq, Suppressed: row.Suppressed, Reachable: row.Reachable,
		}
	}
	return standings, nil
}

// ClaimTx is Standings for a claim: it first takes the subjects' gates, so
// that a withdrawal either committed before and is seen, or waits until the
// claim has committed. Claims of the same person wait for each other, too:
// each sees what the others have counted against the person's caps.
func ClaimTx(ctx context.Context, tx *db.Tx, ids []SubjectID, purpose PurposeID) (map[SubjectID]Standing, error) {
	if err := lockSubjects(ctx, tx, ids, tx.Engine().ForNoKeyUpdate()); err != nil {
		return nil, err
	}
	return Standings(ctx, tx, ids, purpose)
}
