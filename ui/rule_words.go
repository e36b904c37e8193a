package ui

import (
	"strings"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// ruleTeller puts rules into words: "orders ≥ 3, ville est « Lyon » et pas
// (étiquette « vip »)".
type ruleTeller struct {
	words    *words.Words
	purposes []consent.Purpose
}

const ruleTellerKey = "ruleTeller"

// ruleTeller reads the names of purposes once for a page. Without them rules
// are told by their ids.
func (s *Server) ruleTeller(c *fiber.Ctx) ruleTeller {
	if t, ok := c.Locals(ruleTellerKey).(ruleTeller); ok {
		return t
	}
	purposes, err := s.Office.Consent.Purposes(c.UserContext(), s.Office.DB)
	if err != nil {
		s.Log.Warn("the names of purposes", "error", err)
	}
	t := ruleTeller{s.words(c), purposes}
	c.Locals(ruleTellerKey, t)
	return t
}

// ruleSays puts a rule into words.
func (s *Server) ruleSays(c *fiber.Ctx, r campaign.Rule) string { return s.ruleTeller(c).says(r) }

func (t ruleTeller) says(r campaign.Rule) string {
	switch parts := r.Children(); r.Kind() {
	case campaign.RuleAll:
		if len(parts) == 0 {
			return t.words.T("rule.everybody")
		}
		return t.joined("rule.and", parts)
	case campaign.RuleAny:
		return t.joined("rule.or", parts)
	case campaign.RuleNot:
		return t.words.T("rule.not", t.says(parts[0]))
	case campaign.RuleEverybody:
		return t.words.T("rule.everybody")
	}
	return t.condition(r)
}

// joined tells the parts of a group; a group inside stands in brackets.
func (t ruleTeller) joined(key string, parts []campaign.Rule) string {
	says := make([]string, len(parts))
	for i, part := range parts {
		says[i] = t.says(part)
		if inner := part.Kind(); len(parts) > 1 && len(part.Children()) > 1 && (inner == campaign.RuleAll || inner == campaign.RuleAny) {
			says[i] = "(" + says[i] + ")"
		}
	}
	return t.enumerated(key, says)
}

// enumerated is "A, B and C", with the last word of a key.
func (t ruleTeller) enumerated(key string, items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return t.words.T(key, strings.Join(items[:last], ", "), items[last]) // words: rule.and, rule.or
}

func (t ruleTeller) condition(r campaign.Rule) string {
	w := t.words
	switch r.Kind() {
	case campaign.RuleAttribute:
		return t.attribute(*r.Attribute)
	case campaign.RuleTag:
		return w.T("rule.tag", t.quoted(r.Tag))
	case campaign.RuleLanguage:
		return w.T("rule.language", t.named(r.Language, w.Language))
	case campaign.RuleCountry:
		return w.T("rule.country", t.named(r.Country, w.Country))
	case campaign.RuleConsent:
		return w.T("rule.consent", t.quoted(t.purpose(r.Consent.Purpose)), w.Label("consent_state", r.Consent.State))
	case campaign.RuleEngagement:
		return t.within(r.Engagement.Days, w.N("rule."+r.Engagement.Did, int64(r.Engagement.AtLeast))) // words: rule.received, rule.read, rule.clicked
	case campaign.RuleEvent:
		return t.within(r.Event.Days, t.event(*r.Event))
	}
	return ""
}

// signs are operators on numbers as people write them.
var signs = map[campaign.Operator]string{campaign.OpEqual: "=", campaign.OpNotEqual: "≠", campaign.OpMore: ">", campaign.OpAtLeast: "≥",
	campaign.OpLess: "<", campaign.OpAtMost: "≤"}

func (t ruleTeller) attribute(a campaign.AttributeRule) string {
	w := t.words
	if sign, ok := signs[a.Op]; ok && len(a.Value) > 0 {
		return a.Name + " " + sign + " " + w.Decimal(a.Value[0], -1)
	}
	texts := make([]string, len(a.Text))
	for i, text := range a.Text {
		texts[i] = t.text(a.Op, text)
	}
	return w.T("rule.op_"+string(a.Op), a.Name, t.enumerated("rule.or", texts)) // words: rule.op_is, rule.op_is_not, rule.op_contains, rule.op_from, rule.op_to, rule.op_present, rule.op_absent
}

// text quotes a text; a day that bounds is told as a day.
func (t ruleTeller) text(op campaign.Operator, text string) string {
	if day, err := time.Parse(time.DateOnly, text); err == nil && (op == campaign.OpFrom || op == campaign.OpTo) {
		return t.words.Date(day, time.UTC)
	}
	return t.quoted(text)
}

func (t ruleTeller) quoted(text string) string { return t.words.T("rule.quoted", text) }

// named tells languages or countries by their names.
func (t ruleTeller) named(codes []string, name func(string) string) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		if names[i] = name(code); code == "" {
			names[i] = t.words.T("rule.unknown")
		}
	}
	return t.enumerated("rule.or", names)
}

func (t ruleTeller) purpose(id string) string {
	for _, p := range t.purposes {
		if string(p.ID) == id {
			return purposeName(t.words, p)
		}
	}
	return id
}

func (t ruleTeller) event(e campaign.EventRule) string {
	w, name := t.words, t.quoted(e.Name)
	switch {
	case e.AtMost == nil:
		return w.N("rule.event_least", int64(e.AtLeast), name)
	case *e.AtMost == 0:
		return w.T("rule.event_never", name)
	case e.AtLeast == 0:
		return w.N("rule.event_most", int64(*e.AtMost), name)
	case e.AtLeast == *e.AtMost:
		return w.N("rule.event_exactly", int64(e.AtLeast), name)
	}
	return w.T("rule.event_between", name, e.AtLeast, *e.AtMost)
}

// within adds in how many last days something happened.
func (t ruleTeller) within(days int, what string) string {
	if days == 0 {
		return what
	}
	return t.words.N("rule.within", int64(days), what)
}
