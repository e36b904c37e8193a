package campaign

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"accord/experiment"
	"accord/internal/db"
)

// Progress is where the people of a campaign stand. Its cost does not depend
// on how many they are.
type Progress struct {
	Campaign  ID
	Phase     Phase
	At        time.Time
	Audience  int64  // people frozen at launch; 0 before
	Undecided int64  // those whom the plan has not reached yet
	KeptOut   []Step // by the plan, in the order in which reasons are asked
	HeldOut   int64
	States    map[State]int64 // messages as people see them: pause and cancel folded in
	Taken     int64           // messages that the platform ever said that it has; some fail later
	Arms      []ArmProgress   // of the variants, in their order
	Reasons   []StateReason   // why messages were skipped, failed, expired or are unknown; most frequent first
	NextDue   time.Time       // zero when nothing waits, or the campaign does not run
	// LastMinute is how many messages the platform took in the last whole
	// minute of the clock.
	LastMinute int64
}

// ArmProgress is the messages of one variant.
type ArmProgress struct {
	Key    experiment.VariantKey
	States map[State]int64
	Taken  int64 // as in [Progress]
}

// StateReason counts messages that stand in a state for one reason.
type StateReason struct {
	State  State
	Reason Reason
	N      int64
}

// Messages is how many there are, in whatever state.
func (p Progress) Messages() (n int64) {
	for _, x := range p.States {
		n += x
	}
	return n
}

// InFlight is how many messages are being handed to the platform.
func (p Progress) InFlight() int64 { return p.States[Sending] }

// Progress reads the counts of a campaign.
func (s *Store) Progress(ctx context.Context, r db.Reader, id ID) (Progress, error) {
	c, err := s.Get(ctx, r, id)
	if err != nil {
		return Progress{}, err
	}
	lines, err := tallies(ctx, r, []ID{id}, false)
	if err != nil {
		return Progress{}, err
	}
	p := c.progress(lines)
	p.At = s.Clock.Now()
	if p.NextDue, err = nextDue(ctx, r, id); err != nil {
		return Progress{}, err
	}
	p.LastMinute, err = doneWithin(ctx, r, id, p.At.Truncate(time.Minute).Add(-time.Minute))
	return p, err
}

// progress sorts the counts of a campaign.
func (c Campaign) progress(lines []tallyLine) Progress {
	p := Progress{Campaign: c.ID, Phase: c.Phase, Audience: c.Members, Undecided: c.Members, States: map[State]int64{}}
	for _, v := range c.Content.Variants {
		p.Arms = append(p.Arms, ArmProgress{Key: v.Key, States: map[State]int64{}})
	}
	reasons := map[StateReason]int64{}
	for _, l := range lines {
		if l.What == tallyTaken { // beside its state
			p.Taken += l.N
			p.Arms[l.Arm].Taken += l.N
			continue
		}
		p.Undecided -= l.N
		switch l.What {
		case tallyKeptOut:
			p.KeptOut = append(p.KeptOut, Step{Reason: Reason(l.Reason), N: l.N})
		case tallyHeldOut:
			p.HeldOut += l.N
		default:
			state := State(l.What).effective(c.Phase)
			p.States[state] += l.N
			p.Arms[l.Arm].States[state] += l.N
			if l.Reason != "" {
				reasons[StateReason{State: state, Reason: Reason(l.Reason)}] += l.N
			}
		}
	}
	sortSteps(p.KeptOut)
	p.Reasons = frequent(reasons)
	return p
}

// effective is the state that people see, as the view message_state has it.
func (s State) effective(p Phase) State {
	if s == Planned && p == Stopped {
		return Cancelled
	}
	return s
}

// frequent puts the most frequent first.
func frequent(reasons map[StateReason]int64) (list []StateReason) {
	for r, n := range reasons {
		r.N = n
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b StateReason) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.State, b.State), cmp.Compare(a.Reason, b.Reason))
	})
	return list
}

// doneWithin counts what the platform took within the minute that begins at
// the given instant.
func doneWithin(ctx context.Context, r db.Reader, id ID, minute time.Time) (n int64, err error) {
	at := minute.Unix() / 60
	err = r.Get(ctx, &n, `SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM (
		SELECT n FROM tally WHERE campaign_id = ? AND minute = ? AND what = 'done'
		UNION ALL SELECT n FROM tally_step WHERE campaign_id = ? AND minute = ? AND what = 'done') x`, int64(id), at, int64(id), at)
	if err != nil {
		return 0, fmt.Errorf("count the last minute: %w", err)
	}
	return n, nil
}
