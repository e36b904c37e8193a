package simulator

import (
	"math/rand/v2"
	"time"
)

// World decides how the person behind a number reacts to an accepted
// message. The simulator calls React once for every message that truly
// reaches the network, from several goroutines at a time, and without any
// lock of its own held. rnd is derived from the seed, the recipient and the
// template: a World that draws from nothing else gives the same reaction in
// whatever order the calls arrive.
type World interface {
	React(call Call, rnd *rand.Rand) Reaction
}

// Reaction is what happens to one message. Delays count from the instant of
// acceptance in virtual time; what is nil never happens. Nothing implies
// anything else: a person whose receipts are off clicks without ever having
// read. The wire does imply an order, so Delivered is taken to be no earlier
// than Sent and Read no earlier than Delivered.
type Reaction struct {
	Sent      time.Duration // until the platform has sent it; it always does
	Delivered *After
	Read      *After
	Reply     *Reply
	Tap       *Tap
	Click     *Click
	Order     *Order
	Fail      *Fail  // told by a failed status after sent; excludes Delivered and Read
	Stop      *After // the person stops marketing messages of this business in WhatsApp itself
}

// After is a delay.
type After struct{ Delay time.Duration }

// Reply is a text the person writes. It quotes the message (context.id)
// unless Plain.
type Reply struct {
	Delay time.Duration
	Text  string
	Plain bool
}

// Tap is a tap on a quick reply of the message: the Button-th of its quick
// replies, 0 for the first. Payload and Text are taken from that button where
// they are empty. A tap on a message without quick replies does not happen
// unless Payload and Text are given.
type Tap struct {
	Delay         time.Duration
	Button        int
	Payload, Text string
}

// Click opens a link of the message: the Button-th of its URL buttons, 0 for
// the first. A click on a message without that button does not happen.
type Click struct {
	Delay  time.Duration
	Button int
}

// Order is a purchase, handed to Config.Shop.
type Order struct {
	Delay    time.Duration
	Value    int64  // minor units
	Currency string // ISO 4217
}

// Fail ends the message with an error code of the platform.
type Fail struct {
	Delay time.Duration
	Code  int
}

// In is a delay as a pointer, for reactions written as literals.
func In(d time.Duration) *After { return &After{d} }
