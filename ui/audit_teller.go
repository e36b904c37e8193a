package ui

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"accord/internal/operator"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// auditTeller puts entries of the audit into words for one visitor.
type auditTeller struct {
	words   *words.Words
	visitor visitor
	people  []operator.Operator
	tokens  []operator.Token
}

func (s *Server) auditTeller(c *fiber.Ctx) (auditTeller, error) {
	people, err := s.Office.Operators.List(c.UserContext())
	if err != nil {
		return auditTeller{}, err
	}
	tokens, err := s.Office.Operators.Tokens(c.UserContext())
	return auditTeller{words: s.words(c), visitor: visitorOf(c), people: people, tokens: tokens}, err
}

// entries puts what was done into words.
func (t auditTeller) entries(list []operator.Recorded) (told []auditEntry) {
	for _, e := range list {
		told = append(told, auditEntry{e, t.author(e.Operator), t.subject(e.Subject), t.facts(e.Detail)})
	}
	return told
}

// auditSubject is what an entry is about.
type auditSubject struct {
	Raw  string // "operator/4"; empty for the whole installation
	Name string // "Claire Morel"
	Path string // its page, where the visitor may open it
}

// auditFact is one thing more that an entry says.
type auditFact struct{ Name, Value string }

// subjectPages are where subjects stand, by the first word of their names; %s
// is the rest.
var subjectPages = map[string]struct {
	path  string
	needs operator.Permission
}{
	"operator": {"/settings/operators/%s", operator.SettingView},
	"number":   {"/settings/numbers/%s", operator.SettingView},
	"token":    {"/settings/tokens", operator.SettingView},
	"purpose":  {"/consent/purposes", operator.ConsentView},
	"notice":   {"/consent/notices/%s", operator.ConsentView},
	"campaign": {"/campaigns/%s", operator.CampaignView},
	"segment":  {"/segments/%s", operator.SegmentView},
	"contact":  {"/contacts/%s", operator.ContactView},
	"batch":    {"/consent/imports/%s", operator.ImportRelease},
	"import":   {"/imports/%s", operator.ContactImport},
}

// subject names what an entry is about. The pages of subjects that are gone
// answer that they are.
func (t auditTeller) subject(raw string) auditSubject {
	kind, id, _ := strings.Cut(raw, "/")
	s := auditSubject{Raw: raw, Name: raw}
	if id == "" {
		return s
	}
	if key := "subject." + kind; t.words.Has(key) {
		s.Name = t.words.T(key, id) // words: subject.*
	}
	for _, o := range t.people {
		if kind == "operator" && fmt.Sprint(int64(o.ID)) == id {
			s.Name = o.Name
		}
	}
	if page, ok := subjectPages[kind]; ok && t.visitor.may(page.needs) {
		s.Path = strings.ReplaceAll(page.path, "%s", strings.ReplaceAll(id, "@", "/")) // of a notice, n-offers@2/fr
	}
	return s
}

// author is who did something: a name, or what stands for nobody's.
func (t auditTeller) author(raw string) string {
	for _, o := range t.people {
		if o.Email == raw {
			return o.Name
		}
	}
	for _, token := range t.tokens {
		if operator.TokenAuthor(token.ID) == raw {
			return t.words.T("author.token", token.Name)
		}
	}
	return t.words.Label("author", raw)
}

// facts are the details of an entry, by their names.
func (t auditTeller) facts(detail map[string]any) []auditFact {
	var list []auditFact
	for _, name := range slices.Sorted(maps.Keys(detail)) {
		if value := t.value(name, detail[name]); value != "" {
			list = append(list, auditFact{t.words.Label("audit_detail", name), value})
		}
	}
	return list
}

// valueGroups say which group of the catalogue has the words for the values
// of a detail.
var valueGroups = map[string]string{"role": "role", "from": "role", "to": "role", "scopes": "permission", "changed": "field",
	"language": "lang", "theme": "theme", "purpose": "purpose"}

func (t auditTeller) value(name string, value any) string {
	switch v := value.(type) {
	case string:
		return t.words.Label(valueGroups[name], v)
	case float64:
		return t.words.Decimal(v, -1)
	case bool:
		if v {
			return t.words.T("unit.yes")
		}
		return t.words.T("unit.no")
	case []any:
		var texts []string
		for _, one := range v {
			texts = append(texts, t.value(name, one))
		}
		return strings.Join(texts, ", ")
	}
	return strings.TrimSpace(fmt.Sprint(cmp.Or[any](value, "")))
}
