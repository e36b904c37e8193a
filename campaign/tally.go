package campaign

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"accord/experiment"
	"accord/internal/db"
)

// A count says how many members of an audience stand where. To count a million
// messages takes seconds on SQLite, and an index on their states would cost
// more than all that a state change does now; so whoever changes a state
// writes down the difference. Differences are appended to tally_step: writers
// never wait for each other. [Store.FoldTally] adds them up in tally.

// What is counted beside the states of messages.
const (
	tallyKeptOut = "kept_out" // members whom the plan gave a reason instead of an arm
	tallyHeldOut = "held_out" // members of the holdout
	tallyTaken   = "taken"    // messages that the platform has had, whatever became of them since
	tallyDue     = "due"      // messages by the hour for which they were planned
	tallyDone    = "done"     // the taken ones by the minute in which they were taken
)

// nobodysArm is counted for members who have none.
const nobodysArm experiment.Arm = -1

// tallyKey is one line of the tally.
type tallyKey struct {
	Campaign ID             `db:"campaign_id"`
	Minute   int64          `db:"minute"` // minutes since 1970, 0 for what is not counted by time
	What     string         `db:"what"`
	Arm      experiment.Arm `db:"arm"`
	Reason   string         `db:"reason"`
}

// tallyLine is a key with its number.
type tallyLine struct {
	tallyKey
	N int64 `db:"n"`
}

// tally collects the differences that a transaction makes.
type tally map[tallyKey]int64

// add counts n members more; a reason is kept where it tells something.
func (t tally) add(id ID, arm experiment.Arm, what string, reason string, n int64) {
	t[tallyKey{Campaign: id, What: what, Arm: arm, Reason: reason}] += n
}

// at counts a message by time; whole is the grain, a minute or an hour.
func (t tally) at(id ID, arm experiment.Arm, what string, at time.Time, whole time.Duration) {
	t[tallyKey{Campaign: id, What: what, Arm: arm, Minute: at.Truncate(whole).Unix() / 60}]++
}

// step is a message that goes from one state to another.
type step struct {
	campaign           ID
	arm                experiment.Arm
	from, to           State
	fromReason, reason string
	taken              bool // the platform says that it has the message
}

// move counts a step. A message is taken when the platform first says that it
// has it, in the answer to the call or in a status that overtook the answer.
func (t tally) move(s step, now time.Time) {
	before, after := s.from.telling(s.fromReason), s.to.telling(s.reason)
	if s.from == s.to && before == after {
		return
	}
	t.add(s.campaign, s.arm, string(s.from), before, -1)
	t.add(s.campaign, s.arm, string(s.to), after, 1)
	if s.taken && s.from.open() {
		t.add(s.campaign, s.arm, tallyTaken, "", 1)
		t.at(s.campaign, s.arm, tallyDone, now, time.Minute)
	}
}

// open says that the platform has not said that it has the message.
func (s State) open() bool { return s == Planned || s == Sending || s == Unknown }

// telling is the reason under which a state is counted.
func (s State) telling(reason string) string {
	switch s {
	case Skipped, Failed, Expired, Unknown:
		return reason
	case Planned, Sending, Accepted, Sent, Delivered, Read, Cancelled:
	}
	return ""
}

func tallySet(lines tally) *db.Set {
	set := db.NewSet(db.Int("campaign_id"), db.Int("minute"), db.Text("what"), db.Int("arm"), db.Text("reason"), db.Int("n"))
	for _, k := range slices.SortedFunc(maps.Keys(lines), compareTally) {
		if n := lines[k]; n != 0 {
			set.Add(int64(k.Campaign), k.Minute, k.What, int64(k.Arm), k.Reason, n)
		}
	}
	return set
}

func compareTally(a, b tallyKey) int {
	return cmp.Or(cmp.Compare(a.Campaign, b.Campaign), cmp.Compare(a.Minute, b.Minute), cmp.Compare(a.What, b.What),
		cmp.Compare(a.Arm, b.Arm), cmp.Compare(a.Reason, b.Reason))
}

// writeTx appends the differences.
func (t tally) writeTx(ctx context.Context, tx *db.Tx) error {
	_, err := tx.ExecSet(ctx, tallySet(t), `INSERT INTO tally_step (campaign_id, minute, what, arm, reason, n)
		SELECT campaign_id, minute, what, arm, reason, n FROM v`)
	if err != nil {
		return fmt.Errorf("count: %w", err)
	}
	return nil
}

// foldFrom is how many steps wait before they are worth a transaction: so many
// cost a reader less than a millisecond.
const foldFrom = 500

// FoldTally adds up what was counted since the last time, once it is much, so
// that reading stays short. It is called on each tick.
func (s *Store) FoldTally(ctx context.Context) error {
	var waiting int
	if err := s.db.Get(ctx, &waiting, `SELECT count(*) FROM (SELECT id FROM tally_step LIMIT ?) x`, foldFrom); err != nil {
		return fmt.Errorf("fold counts: %w", err)
	}
	if waiting < foldFrom {
		return nil
	}
	return s.fold(ctx)
}

// fold adds up all steps. Two processes may fold at once: each step is taken
// out by one of them.
func (s *Store) fold(ctx context.Context) error {
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		var steps []tallyLine
		if err := tx.Select(ctx, &steps, `DELETE FROM tally_step RETURNING campaign_id, minute, what, arm, reason, n`); err != nil {
			return err
		}
		sums := tally{}
		for _, l := range steps {
			sums[l.tallyKey] += l.N
		}
		_, err := tx.ExecSet(ctx, tallySet(sums), `INSERT INTO tally (campaign_id, minute, what, arm, reason, n)
			SELECT campaign_id, minute, what, arm, reason, n FROM v WHERE true
			ON CONFLICT (campaign_id, minute, what, arm, reason) DO UPDATE SET n = tally.n + excluded.n`)
		return err
	})
	if err != nil {
		return fmt.Errorf("fold counts: %w", err)
	}
	return nil
}

// tallies reads the lines of campaigns that are counted by time, or those that
// are not.
func tallies(ctx context.Context, r db.Reader, ids []ID, byTime bool) (lines []tallyLine, err error) {
	minute := "= 0"
	if byTime {
		minute = "> 0"
	}
	err = r.SelectSet(ctx, &lines, db.IDs("id", ids), `SELECT x.campaign_id, x.minute, x.what, x.arm, x.reason, CAST(sum(x.n) AS BIGINT) AS n FROM (
			SELECT t.campaign_id, t.minute, t.what, t.arm, t.reason, t.n FROM v JOIN tally t ON t.campaign_id = v.id AND t.minute `+minute+`
			UNION ALL SELECT t.campaign_id, t.minute, t.what, t.arm, t.reason, t.n FROM v JOIN tally_step t ON t.campaign_id = v.id AND t.minute `+minute+`
		) x GROUP BY x.campaign_id, x.minute, x.what, x.arm, x.reason HAVING sum(x.n) <> 0
		ORDER BY x.campaign_id, x.minute, x.what, x.arm, x.reason`)
	if err != nil {
		return nil, fmt.Errorf("read counts: %w", err)
	}
	return lines, nil
}
