package scheduler

import (
	"context"
	"sync"
	"testing"

	"accord/campaign"
)

// tally is a platform that takes every message and remembers how often.
type tally struct {
	mu   sync.Mutex
	sent map[campaign.MessageID]int
}

func newTally() *tally { return &tally{sent: map[campaign.MessageID]int{}} }

func (s *tally) Send(ctx context.Context, m campaign.Outgoing) (string, error) {
	s.mu.Lock()
	s.sent[m.Message]++
	s.mu.Unlock()
	return accepting(ctx, m)
}

func (s *tally) messages() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sent)
}

// once is an error for every message that was sent more often.
func (s *tally) once(t testing.TB) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, n := range s.sent {
		if n != 1 {
			t.Errorf("message %d was sent %d times", id, n)
		}
	}
}
