package ui

import (
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// homeHouse is for who runs the installation: its numbers, its people, and
// what was done lately.
type homeHouse struct {
	Runs    bool // the visitor runs it; others only read what was done
	Numbers []operator.Number
	People  map[standing]int
	All     int // people
	Imports int // that wait to be released
	Mine    int // of these, that wait for the visitor
	Trail   []auditEntry
}

// homeTrailSize is how many entries of the audit the first page shows.
const homeTrailSize = 8

// Of is how many people stand there.
func (h homeHouse) Of(is string) int { return h.People[standing(is)] }

func (s *Server) homeHouse(c *fiber.Ctx) (*homeHouse, error) {
	h, err := s.homeTrail(c)
	if err != nil {
		return nil, err
	}
	h.Runs = true
	if h.Numbers, err = s.Office.Numbers.List(c.UserContext()); err != nil {
		return nil, err
	}
	people, err := s.Office.Operators.List(c.UserContext())
	if err != nil {
		return nil, err
	}
	h.All, h.People = len(people), map[standing]int{}
	for _, o := range people {
		h.People[standingOf(o, s.Office.Operators.Now())]++
	}
	lines, err := s.batchLines(c)
	h.Imports, h.Mine = awaits(lines, visitorOf(c))
	return h, err
}

// homeTrail is what was done lately.
func (s *Server) homeTrail(c *fiber.Ctx) (*homeHouse, error) {
	list, _, err := s.Office.Operators.Entries(c.UserContext(), operator.EntryFilter{}, 0, homeTrailSize)
	if err != nil {
		return nil, err
	}
	t, err := s.auditTeller(c)
	return &homeHouse{Trail: t.entries(list)}, err
}
