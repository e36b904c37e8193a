package operator

import (
	"bytes"
	"fmt"
	"slices"
	"time"
)

// attemptWindow is how long a failed attempt counts.
const attemptWindow = 15 * time.Minute

// limit bounds the failures that count against one more attempt.
type limit struct {
	most   int
	counts func(past, next attempt) bool
}

// limits hold back who guesses. None of them lets a stranger elsewhere lock an
// operator out: from a network in which they have signed in before, only what
// failed in that network counts.
var limits = []limit{
	// Guesses of one password.
	{5, func(past, next attempt) bool { return past.sameAccount(next) && past.sameNetwork(next) }},
	// The same, spread over many machines.
	{20, func(past, next attempt) bool { return past.sameAccount(next) && !next.familiar }},
	// One password tried on everybody; a whole office may share a network.
	{50, func(past, next attempt) bool { return past.sameNetwork(next) }},
}

// attempt is a try to show who one is, as it is counted: by tags.
type attempt struct {
	Account []byte `db:"account"`
	Network []byte `db:"network"`
	At      int64  `db:"at"`

	familiar bool // from where the account has been opened before
}

func (a attempt) sameAccount(b attempt) bool { return bytes.Equal(a.Account, b.Account) }
func (a attempt) sameNetwork(b attempt) bool { return bytes.Equal(a.Network, b.Network) }

// LimitError refuses an attempt, right or wrong, before it is looked at.
type LimitError struct {
	Wait time.Duration // until another one is looked at
}

// Error says how long to wait.
func (e *LimitError) Error() string {
	return fmt.Sprintf("too many failed attempts; try again in %s", e.Wait.Round(time.Second))
}

// waitFor is how long the next attempt must wait for those of the past.
func waitFor(past []attempt, next attempt) time.Duration {
	var longest time.Duration
	for _, l := range limits {
		longest = max(longest, l.wait(past, next))
	}
	return longest
}

// wait is until so many failures are out of the window that one more may be.
func (l limit) wait(past []attempt, next attempt) time.Duration {
	opens := next.At - attemptWindow.Milliseconds()
	var at []int64
	for _, p := range past {
		if l.counts(p, next) && p.At > opens {
			at = append(at, p.At)
		}
	}
	if len(at) < l.most {
		return 0
	}
	slices.Sort(at)
	return time.Duration(at[len(at)-l.most]-opens) * time.Millisecond
}
