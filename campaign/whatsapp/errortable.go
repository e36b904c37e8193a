package whatsapp

import (
	"fmt"
	"time"
)

// Action is what to do about a refusal.
type Action string

// The actions. With Retry, RetryOnce and Wait the same message may be sent
// again; with every other one it ends failed, and more may have to stop.
const (
	Retry         Action = "retry"          // again, after Rule.Backoff
	RetryOnce     Action = "retry_once"     // again, one time
	Wait          Action = "wait"           // again, not before Rule.RetryAfter
	Drop          Action = "drop"           // nothing more than this message
	OptOut        Action = "opt_out"        // record that the person withdrew from marketing
	SuppressCount Action = "suppress_count" // count towards suppressing the address
	StopTemplate  Action = "stop_template"  // no more sends of this template
	StopCampaign  Action = "stop_campaign"  // pause the campaign until a person looks
	StopNumber    Action = "stop_number"    // no more sends of the number, or of all with ScopeAccount
)

// Scope says how far the cause of a refusal reaches.
type Scope string

// The scopes, from narrow to wide.
const (
	ScopeMessage  Scope = "message"
	ScopePerson   Scope = "person" // this person, whoever sends
	ScopePair     Scope = "pair"   // this person and this number
	ScopeTemplate Scope = "template"
	ScopeCampaign Scope = "campaign"
	ScopeNumber   Scope = "number"
	ScopeAccount  Scope = "account" // every number of the business account
)

// Rule is one line of the error table: what a code means and what to do.
// Source: developers.facebook.com, whatsapp/support/error-codes.
type Rule struct {
	Code       int
	Action     Action
	Scope      Scope
	RetryAfter time.Duration // with Wait: the earliest next try
	Backoff    Backoff       // with Retry and RetryOnce
	FR, EN     string        // the meaning, for the person at the campaign
}

// Backoff is a growing pause between tries.
type Backoff struct {
	First    time.Duration
	Factor   int
	Max      time.Duration
	Attempts int // retries after the first try
}

// Delay is the pause before the n-th retry, n from 1; ok is false when the
// retries are used up. The caller adds its own jitter.
func (b Backoff) Delay(n int) (d time.Duration, ok bool) {
	if n < 1 || n > b.Attempts {
		return 0, false
	}
	d = b.First
	for range n - 1 {
		if d = d * time.Duration(b.Factor); d >= b.Max {
			return b.Max, true
		}
	}
	return d, true
}

// The pauses. The pair's is Meta's own: 4^X seconds, X from 0
// (developers.facebook.com, whatsapp/about-the-platform, pair rate limits).
var (
	pairPause    = Backoff{First: time.Second, Factor: 4, Max: 256 * time.Second, Attempts: 5}
	ratePause    = Backoff{First: time.Second, Factor: 2, Max: 30 * time.Second, Attempts: 10}
	quotaPause   = Backoff{First: time.Minute, Factor: 2, Max: 15 * time.Minute, Attempts: 6}
	outagePause  = Backoff{First: 2 * time.Second, Factor: 2, Max: 5 * time.Minute, Attempts: 10}
	upgradePause = Backoff{First: time.Minute, Factor: 1, Max: time.Minute, Attempts: 5}
	fewPause     = Backoff{First: 5 * time.Second, Factor: 3, Max: time.Minute, Attempts: 3}
	oncePause    = Backoff{First: 5 * time.Second, Factor: 1, Max: 5 * time.Second, Attempts: 1}
)

// rules finds a rule by code.
var rules = func() map[int]Rule {
	byCode := make(map[int]Rule, len(errorCodes))
	for _, r := range errorCodes {
		byCode[r.Code] = r
	}
	return byCode
}()

// RuleFor says what a code means and what to do. A code that Meta has not
// documented ends the message and touches nothing else.
func RuleFor(code int) Rule {
	if r, ok := rules[code]; ok {
		return r
	}
	r := Rule{
		Action: Drop, Scope: ScopeMessage,
		FR: fmt.Sprintf("WhatsApp a refusé le message avec le code %d, absent de sa documentation.", code),
		EN: fmt.Sprintf("WhatsApp refused the message with code %d, which it does not document.", code),
	}
	switch {
	case code >= 200 && code <= 299:
		r = permission
	case code >= 147001 && code <= 147005:
		r = usernameFault
	}
	r.Code = code
	return r
}

// Rules lists the table in the order of its groups, for a help page.
func Rules() []Rule { return append([]Rule(nil), errorCodes...) }
