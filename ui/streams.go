package ui

import "sync"

// streams counts the pages that listen, by the token of their session. The
// zero value is ready to use.
type streams struct {
	mu  sync.Mutex
	all int
	own map[string]int
}

// begin takes a place, and answers whether there was one.
func (s *streams) begin(session string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all >= liveMost || s.own[session] >= liveOwn {
		return false
	}
	if s.own == nil {
		s.own = map[string]int{}
	}
	s.all++
	s.own[session]++
	return true
}

func (s *streams) end(session string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all--
	if s.own[session]--; s.own[session] == 0 {
		delete(s.own, session)
	}
}
