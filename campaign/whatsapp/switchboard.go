package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"

	"accord/campaign"
)

// Line is one business number: how to call the platform, and how to know that
// the platform calls.
type Line struct {
	Config
	Secrets     Secrets
	VerifyToken string
}

// Switchboard sends from any of an organisation's numbers and knows which
// webhooks are theirs. The numbers may change while it works; the zero value
// has none. It implements campaign.Messenger.
type Switchboard struct {
	lines atomic.Pointer[map[string]connected]
}

// connected is a line with its client.
type connected struct {
	Line
	client *Client
}

// Connect replaces the numbers. On an error, which names the number, the
// former ones stay.
func (s *Switchboard) Connect(lines []Line) error {
	next := make(map[string]connected, len(lines))
	for _, l := range lines {
		client, err := NewClient(l.Config)
		if err != nil {
			return fmt.Errorf("number %s: %w", l.PhoneNumberID, err)
		}
		if len(l.Secrets.keys) == 0 {
			return fmt.Errorf("number %s: no app secret: webhooks could not be told from forgeries; set the secret of the Meta app", l.PhoneNumberID)
		}
		next[l.PhoneNumberID] = connected{l, client}
	}
	s.lines.Store(&next)
	return nil
}

func (s *Switchboard) current() map[string]connected {
	if p := s.lines.Load(); p != nil {
		return *p
	}
	return nil
}

// Numbers are those that are connected, sorted by id.
func (s *Switchboard) Numbers() []campaign.Number {
	lines := s.current()
	list := make([]campaign.Number, 0, len(lines))
	for _, id := range slices.Sorted(maps.Keys(lines)) {
		list = append(list, campaign.Number{ID: id, WABA: lines[id].WABAID})
	}
	return list
}

// Client is that of a number; ok is false when the number is not connected.
func (s *Switchboard) Client(number string) (client *Client, ok bool) {
	l, ok := s.current()[number]
	return l.client, ok
}

// Send makes one attempt from the number that the message names.
func (s *Switchboard) Send(ctx context.Context, out campaign.Outgoing) (string, error) {
	client, ok := s.Client(out.NumberID)
	if !ok {
		return "", &campaign.Refusal{Code: CodeNotSent, Action: campaign.StopNumber,
			Detail: "the campaign sends from number " + out.NumberID + ", which is not connected"}
	}
	return Messenger{client}.Send(ctx, out)
}

// Verify checks that a webhook is signed with a secret of one of the numbers'
// apps. The error wraps [ErrSignature].
func (s *Switchboard) Verify(raw []byte, header string) error {
	failure := ErrSignature // without numbers, nobody may speak
	for _, l := range s.current() {
		if failure = l.Secrets.Verify(raw, header); failure == nil {
			return nil
		}
	}
	return failure
}

// Challenge answers the handshake in which one of the numbers' verify tokens
// is shown, or returns [ErrHandshake].
func (s *Switchboard) Challenge(mode, token, challenge string) (string, error) {
	for _, l := range s.current() {
		answer, err := Challenge(mode, token, challenge, l.VerifyToken)
		if !errors.Is(err, ErrHandshake) {
			return answer, err
		}
	}
	return "", ErrHandshake
}
