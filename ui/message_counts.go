package ui

import (
	"fmt"

	"accord/campaign"
)

// messageCounts are the messages of a campaign, or of one variant, as people
// read them: who was read was delivered, and who was delivered was sent.
type messageCounts struct {
	Messages  int64
	Waiting   int64 // for their slot, or a call is under way
	Sent      int64 // the platform took them, whatever became of them since
	Delivered int64
	Read      int64 // at least: some hide it
	Away      int64 // sent, and neither delivered nor failed yet
	Unsent    int64 // skipped, expired, cancelled
	Failed    int64 // or nobody knows
}

func countsOf(states map[campaign.State]int64, taken int64) (c messageCounts) {
	c.Sent, c.Read = taken, states[campaign.Read]
	c.Delivered = c.Read + states[campaign.Delivered]
	c.Away = states[campaign.Sent] + states[campaign.Accepted]
	c.Waiting = states[campaign.Planned] + states[campaign.Sending]
	c.Unsent = states[campaign.Skipped] + states[campaign.Expired] + states[campaign.Cancelled]
	c.Failed = states[campaign.Failed] + states[campaign.Unknown]
	c.Messages = c.Delivered + c.Away + c.Waiting + c.Unsent + c.Failed
	return c
}

// Settled is how many have found their way, whatever it is.
func (c messageCounts) Settled() int64 { return c.Messages - c.Waiting }

// barPart is a piece of the bar of messages.
type barPart struct {
	Kind     string // its class: "delivered"
	N        int64
	At, Wide string // as SVG writes a part of the whole: "68.1%"
}

// Bar shows the messages by what became of them.
func (c messageCounts) Bar() (parts []barPart) {
	at := int64(0)
	for _, p := range []barPart{{Kind: "delivered", N: c.Delivered}, {Kind: "sent", N: c.Away}, {Kind: "planned", N: c.Waiting},
		{Kind: "unsent", N: c.Unsent}, {Kind: "failed", N: c.Failed}} {
		if p.N > 0 {
			p.At, p.Wide = fmt.Sprintf("%.2f%%", 100*share(at, c.Messages)), fmt.Sprintf("%.2f%%", 100*share(p.N, c.Messages))
			parts = append(parts, p)
			at += p.N
		}
	}
	return parts
}
