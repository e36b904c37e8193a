package ui

import (
	"math/rand/v2"
	"slices"
	"strconv"

	"accord/campaign"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// segmentMatch is whom a rule matches now.
type segmentMatch struct {
	Says    string // the rule in words
	Counted bool   // there is a rule that can be counted
	N, Of   int64  // people who match, of all
	Left    int    // conditions that are not complete and not counted
	Large   bool   // the rule is larger than any may be
	Show    bool   // the visitor may see people
	Columns []string
	People  []matchedPerson
	More    bool   // there are others
	Next    uint64 // draws them
}

// matchedPerson is somebody whom a rule matches, with what they answer to its
// questions.
type matchedPerson struct {
	campaign.Contact
	Number string   // masked
	Values []string // in the order of the columns
}

// Bounds of the people that are shown.
const (
	matchShown   = 10
	matchColumns = 3
)

func (s *Server) matchOf(c *fiber.Ctx, f ruleForm, of int) (m segmentMatch, err error) {
	rule, ok, faults := f.rule()
	seed, _ := strconv.ParseUint(c.FormValue("seed"), 10, 32) // anything else draws the first people
	m = segmentMatch{Counted: ok, Of: int64(of), Left: len(faults), Show: visitorOf(c).may(operator.ContactView), Next: uint64(rand.Uint32()>>1) + 1}
	if !ok {
		return m, nil
	}
	if rule.Validate() != nil {
		m.Large, m.Counted = true, false
		return m, nil
	}
	m.Says = s.ruleSays(c, rule)
	n, err := s.Office.Campaigns.Count(c.UserContext(), s.Office.DB, rule)
	if m.N = int64(n); err != nil || !m.Show {
		return m, err
	}
	people, err := s.Office.Campaigns.Sample(c.UserContext(), s.Office.DB, rule, matchShown, seed)
	if err != nil {
		return m, err
	}
	m.Columns, m.More = askedAttributes(rule), n > len(people)
	m.People, err = s.matchedPeople(c, people, m.Columns)
	return m, err
}

// askedAttributes are those that a rule asks for, the first few.
func askedAttributes(rule campaign.Rule) (names []string) {
	for _, part := range rule.Walk() {
		if a := part.Attribute; a != nil && !slices.Contains(names, a.Name) && len(names) < matchColumns {
			names = append(names, a.Name)
		}
	}
	return names
}

func (s *Server) matchedPeople(c *fiber.Ctx, people []campaign.Contact, columns []string) ([]matchedPerson, error) {
	ids := make([]campaign.ContactID, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	numbers, err := s.Office.Consent.MaskedOf(c.UserContext(), s.Office.DB, ids)
	if err != nil {
		return nil, err
	}
	list := make([]matchedPerson, len(people))
	for i, p := range people {
		list[i] = matchedPerson{Contact: p, Number: numbers[p.ID]}
		for _, name := range columns {
			says := "–"
			if value, known := p.Attributes[name]; known {
				says = attributeSays(s.words(c), value)
			}
			list[i].Values = append(list[i].Values, says)
		}
	}
	return list, nil
}
