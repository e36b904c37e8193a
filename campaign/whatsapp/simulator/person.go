package simulator

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// person is somebody with WhatsApp, made when first written to. phone and
// userID never change, so they are read without the lock.
type person struct {
	phone   string // "+33612345678"; empty when only the user id was ever given
	userID  string // "FR.1349…": business-scoped, unique per business and person
	calls   int    // sends addressed to this person so far, refused ones included
	stopped bool   // stopped marketing in WhatsApp itself
	pairs   []pair // one for every business number that wrote, rarely more than one
}

// pair is what the platform knows about one business number and one person.
type pair struct {
	number *number
	bucket bucket
	opened int64 // milliseconds since 1970 of the person's last message; opens the customer-service window
}

// address is what the log and the World know the person by.
func (p *person) address() string {
	if p.phone != "" {
		return p.phone
	}
	return p.userID
}

// waID is the phone as webhooks write it: digits only.
func (p *person) waID() string { return strings.TrimPrefix(p.phone, "+") }

// with returns the pair with a business number.
func (p *person) with(n *number) *pair {
	for i := range p.pairs {
		if p.pairs[i].number == n {
			return &p.pairs[i]
		}
	}
	p.pairs = append(p.pairs, pair{number: n})
	return &p.pairs[len(p.pairs)-1]
}

// windowOpen tells whether free-form messages may be sent: 24 hours from the
// person's last message.
func (p *pair) windowOpen(now time.Time) bool {
	return p.opened > 0 && now.UnixMilli() < p.opened+(24*time.Hour).Milliseconds()
}

// turn names one call among all calls to this person, for draws.
func (p *person) turn() string { return strconv.Itoa(p.calls) }

// roster finds people by phone or by user id.
type roster struct {
	seed seed
	byID map[string]*person
}

func newRoster(s seed) roster { return roster{seed: s, byID: map[string]*person{}} }

// byPhone returns the person with this number ("+33612345678").
func (r roster) byPhone(phone string) *person {
	if p, ok := r.byID[phone]; ok {
		return p
	}
	p := &person{phone: phone, userID: fmt.Sprintf("%s.%019d", region(phone), r.seed.hash("user", phone))}
	r.byID[phone], r.byID[p.userID] = p, p
	return p
}

// byUserID returns the person with this user id, who may be somebody whose
// phone the simulator never learned.
func (r roster) byUserID(id string) *person {
	if p, ok := r.byID[id]; ok {
		return p
	}
	p := &person{userID: id}
	r.byID[id] = p
	return p
}

// profile is the name people show; accents are there on purpose, they are
// what a receiver that re-serialises a body breaks its signature on.
func (p *person) profile(s seed) string {
	first := [...]string{"Zoé", "Noël", "Chloé", "Aïcha", "François", "Mia", "Jürgen", "Ana", "Łukasz", "Inès", "李雷", "Sam"}
	return first[s.hash("name", p.userID)%uint64(len(first))]
}
