package ui

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// auditSize is how many entries one page shows.
const auditSize = 50

// auditView is what operators and programs did, newest first.
type auditView struct {
	frame
	Filter  operator.EntryFilter
	Author  string // by whom the list is filtered, as the address says it
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
	t, err := s.auditTeller(c)
	if err != nil {
		return err
	}
	v := auditView{frame: s.frame(c, "audit", s.words(c).T("audit.title")), Zone: s.zone(c), Author: c.Query("operator"),
		Filter: operator.EntryFilter{Operator: authorNamed(t.people, c.Query("operator")), Action: c.Query("action"), Subject: c.Query("subject")}}
	before, _ := strconv.ParseInt(c.Query("before"), 10, 64) // anything else begins at the newest
	list, next, err := s.Office.Operators.Entries(c.UserContext(), v.Filter, operator.EntryID(before), auditSize)
	if err != nil {
		return err
	}
	v.Authors, v.Actions, v.Subject = t.authors(v.Author), t.actions(), t.subject(v.Filter.Subject)
	v.Entries = t.entries(list)
	if before > 0 {
		v.Pager.First = address(c, "before", "")
	}
	if next > 0 {
		v.Pager.Next = address(c, "before", strconv.FormatInt(int64(next), 10))
	}
	return s.show(c, "audit", v)
}

// authorNamed is the author of the audit whom an address means: an operator by
// id, since an e-mail must not stand in an address, or else by the author's own
// name: "token/3", "terminal", "visitor".
func authorNamed(people []operator.Operator, name string) string {
	for _, o := range people {
		if string(textOf(o.ID)) == name {
			return o.Email
		}
	}
	return name
}

// authors are those who can be filtered by: everybody who works here, the
// tokens, who is none of them, and the one who is filtered by already.
func (t auditTeller) authors(chosen string) []option {
	var list []option
	for _, o := range t.people {
		list = append(list, option{string(textOf(o.ID)), o.Name + " · " + o.Email})
	}
	for _, token := range t.tokens {
		name := operator.TokenAuthor(token.ID)
		list = append(list, option{name, t.author(name)})
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
