package ui

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"accord/internal/operator"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// auditSize is how many entries one page shows.
const auditSize = 50

// auditView is what operators and programs did, newest first.
type auditView struct {
	frame
	Filter  operator.EntryFilter
	Authors []option
	Actions []option
	Subject auditSubject // by which the list is filtered
	Entries []auditEntry
	Zone    *time.Location
	Pager   pager
}

// option is one choice of a list.
type option struct{ Value, Label string }

// auditEntry is an entry as a page tells it.
type auditEntry struct {
	operator.Recorded
	Author  string
	Subject auditSubject
	Facts   []auditFact
}

// pager leads through a list that is read by its keys: onwards, or back to its
// beginning.
type pager struct {
	Says  string
	First string // address of the first page; empty there
	Next  string // address of the next one; empty on the last
}

func (s *Server) audit(c *fiber.Ctx) error {
	v := auditView{frame: s.frame(c, "audit", s.words(c).T("audit.title")), Zone: s.zone(c),
		Filter: operator.EntryFilter{Operator: c.Query("operator"), Action: c.Query("action"), Subject: c.Query("subject")}}
	before, _ := strconv.ParseInt(c.Query("before"), 10, 64) // anything else begins at the newest
	list, next, err := s.Office.Operators.Entries(c.UserContext(), v.Filter, operator.EntryID(before), auditSize)
	if err != nil {
		return err
	}
	people, err := s.Office.Operators.List(c.UserContext())
	if err != nil {
		return err
	}
	v.tell(s.words(c), visitorOf(c), people, list)
	if before > 0 {
		v.Pager.First = address(c, "before", "")
	}
	if next > 0 {
		v.Pager.Next = address(c, "before", strconv.FormatInt(int64(next), 10))
	}
	return s.show(c, "audit", v)
}

// tell puts entries into words, and offers what they can be filtered by.
func (v *auditView) tell(w *words.Words, visitor visitor, people []operator.Operator, list []operator.Recorded) {
	t := auditTeller{words: w, visitor: visitor, people: people}
	v.Authors, v.Actions, v.Subject = t.authors(v.Filter.Operator), t.actions(), t.subject(v.Filter.Subject)
	for _, e := range list {
		v.Entries = append(v.Entries, auditEntry{e, t.author(e.Operator), t.subject(e.Subject), t.facts(e.Detail)})
	}
}

// authors are those who can be filtered by: everybody who works here, who is
// none of them, and the one who is filtered by already.
func (t auditTeller) authors(chosen string) []option {
	var list []option
	for _, o := range t.people {
		list = append(list, option{o.Email, o.Name + " · " + o.Email})
	}
	for _, other := range []string{operator.Terminal, operator.Visitor, chosen} {
		if other != "" && !slices.ContainsFunc(list, func(o option) bool { return o.Value == other }) {
			list = append(list, option{other, t.author(other)})
		}
	}
	return list
}

// actions are all there are, by their names in the language.
func (t auditTeller) actions() []option {
	var list []option
	for _, action := range operator.Actions() {
		list = append(list, option{action, t.words.Label("audit_action", action)})
	}
	slices.SortFunc(list, func(a, b option) int { return cmp.Compare(a.Label, b.Label) })
	return list
}
