package campaign

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"accord/internal/db"

	"github.com/huandu/go-sqlbuilder"
)

// Count is how many contacts a rule matches now, exactly.
func (s *Store) Count(ctx context.Context, r db.Reader, rule Rule) (int, error) {
	b := compile(r.Engine(), rule, s.Clock.Now())
	b.Select("count(*)")
	query, args := b.Build()
	var n int
	if err := r.Get(ctx, &n, query, args...); err != nil {
		return 0, fmt.Errorf("count segment: %w", err)
	}
	return n, nil
}

// compile turns a rule into a query over contact c, whose columns the caller
// selects. The builder keeps every value out of the text.
func compile(e db.Engine, rule Rule, now time.Time) *sqlbuilder.SelectBuilder {
	b := sqlbuilder.SQLite.NewSelectBuilder() // ? placeholders; db numbers them
	b.From("contact c")
	if where := (compiler{e, b, now}).rule(rule); where != "" {
		b.Where(where)
	}
	return b
}

type compiler struct {
	engine db.Engine
	b      *sqlbuilder.SelectBuilder
	now    time.Time
}

// rule is the condition of a tree; empty for everybody.
func (c compiler) rule(r Rule) string {
	switch {
	case r.All != nil:
		return c.group(r.All, " AND ", "1 = 1")
	case r.Any != nil:
		return c.group(r.Any, " OR ", "1 = 0")
	case r.Not != nil:
		inner := c.rule(*r.Not)
		if inner == "" {
			return "1 = 0"
		}
		return "NOT coalesce((" + inner + "), " + c.engine.False() + ")"
	case r.Attribute != nil:
		return c.attribute(*r.Attribute)
	case r.Tag != "":
		return "EXISTS (SELECT 1 FROM contact_tag t WHERE t.contact_id = c.id AND t.tag = " + c.b.Var(r.Tag) + ")"
	case r.Language != nil:
		return c.in("c.language", r.Language)
	case r.Country != nil:
		return c.in("c.country", r.Country)
	case r.Consent != nil:
		return c.consent(*r.Consent)
	case r.Engagement != nil:
		return c.engagement(*r.Engagement)
	case r.Event != nil:
		return c.event(*r.Event)
	}
	return ""
}

func (c compiler) group(rules []Rule, join, empty string) string {
	var parts []string
	for _, r := range rules {
		part := c.rule(r)
		if part == "" {
			part = "1 = 1"
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return empty
	}
	return "(" + strings.Join(parts, join) + ")"
}

func (c compiler) in(column string, values []string) string {
	vars := make([]string, len(values))
	for i, v := range values {
		vars[i] = c.b.Var(v)
	}
	return column + " IN (" + strings.Join(vars, ", ") + ")"
}

func (c compiler) attribute(a AttributeRule) string {
	name := c.b.Var(a.Name)
	text := c.engine.JSONText("c.attrs", name)
	switch a.Op {
	case OpPresent:
		return text + " IS NOT NULL"
	case OpAbsent:
		return text + " IS NULL"
	case OpIs:
		return c.in(text, a.Text)
	case OpIsNot:
		return "NOT " + c.in(text, a.Text)
	case OpContains:
		return c.engine.Contains(text, c.b.Var(a.Text[0]))
	case OpFrom:
		return c.engine.ByLetter(text) + " >= " + c.b.Var(a.Text[0])
	case OpTo:
		return c.engine.ByLetter(text) + " <= " + c.b.Var(a.Text[0])
	case OpEqual, OpNotEqual, OpMore, OpAtLeast, OpLess, OpAtMost:
		op := strings.Replace(string(a.Op), "!=", "<>", 1)
		return c.engine.JSONNumber("c.attrs", name) + " " + op + " " + c.b.Var(a.Value[0])
	}
	return "1 = 0"
}

func (c compiler) consent(r ConsentRule) string {
	state := "(SELECT s.state FROM consent_state s WHERE s.subject_id = c.id AND s.channel = 'whatsapp' AND s.purpose = " + c.b.Var(r.Purpose) + ")"
	wide := "(SELECT s.state FROM consent_state s WHERE s.subject_id = c.id AND s.channel = 'whatsapp' AND s.purpose = '*')"
	return "coalesce(" + state + ", " + wide + ", 'none') = " + c.b.Var(r.State)
}

func (c compiler) engagement(r EngagementRule) string {
	since := c.b.Var(within(c.now, r.Days))
	from := map[string]string{
		"received": "message m WHERE m.contact_id = c.id AND m.delivered_at >= " + since,
		"read":     "message m WHERE m.contact_id = c.id AND m.read_at >= " + since,
		"clicked": "message m JOIN link l ON l.message_id = m.id JOIN click k ON k.code = l.code" +
			" WHERE m.contact_id = c.id AND k.robot = 0 AND k.at >= " + since,
	}[r.Did]
	return "(SELECT count(DISTINCT m.id) FROM " + from + ") >= " + c.b.Var(r.AtLeast)
}

func (c compiler) event(r EventRule) string {
	count := "(SELECT count(*) FROM contact_event x WHERE x.contact_id = c.id AND x.name = " + c.b.Var(r.Name) +
		" AND x.at >= " + c.b.Var(within(c.now, r.Days)) + ")"
	condition := count + " >= " + c.b.Var(r.AtLeast)
	if r.AtMost != nil {
		condition += " AND " + count + " <= " + c.b.Var(*r.AtMost)
	}
	return "(" + condition + ")"
}

// strictJSON reads one JSON value and refuses members it does not know.
func strictJSON(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}
