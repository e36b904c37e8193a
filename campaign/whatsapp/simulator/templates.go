package simulator

import (
	"cmp"
	"encoding/base64"
	"net/url"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/gofiber/fiber/v2"
)

// listTemplates serves GET /{account}/message_templates: filtered by name,
// status, category and language, paged by cursor.
func (s *Simulator) listTemplates(c *fiber.Ctx) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	waba := c.Params("id")
	if !s.hasAccount(waba) {
		return nil, unknownObject(waba)
	}
	var found []*template
	for _, t := range s.templates.list {
		if t.waba == waba && matches(t, c) {
			found = append(found, t)
		}
	}
	return page(found, c), nil
}

// matches applies the filters; name matches a part of the name, as on the
// platform.
func matches(t *template, c *fiber.Ctx) bool {
	same := func(key, value string) bool {
		wanted := c.Query(key)
		return wanted == "" || strings.EqualFold(wanted, value)
	}
	return strings.Contains(t.Name, strings.ToLower(c.Query("name"))) &&
		same("status", t.Status) && same("category", t.Category) && same("language", t.Language)
}

// page cuts limit templates out from the cursor on. A cursor is the id of the
// last template of the page before, so it survives additions.
func page(found []*template, c *fiber.Ctx) any {
	limit := max(1, min(c.QueryInt("limit", 25), 500))
	first := 0
	if after, err := base64.URLEncoding.DecodeString(c.Query("after")); err == nil && len(after) > 0 {
		for i, t := range found {
			if t.ID == string(after) {
				first = i + 1
			}
		}
	}
	last := min(first+limit, len(found))
	data := []any{}
	for _, t := range found[first:last] {
		data = append(data, pick(t.fields(), c.Query("fields")))
	}
	return map[string]any{"data": data, "paging": paging(found, first, last, c)}
}

func paging(found []*template, first, last int, c *fiber.Ctx) map[string]any {
	if first >= last {
		return map[string]any{}
	}
	cursor := func(i int) string { return base64.URLEncoding.EncodeToString([]byte(found[i].ID)) }
	p := map[string]any{"cursors": map[string]string{"before": cursor(first), "after": cursor(last - 1)}}
	if last < len(found) {
		next := url.Values{}
		for key, value := range c.Queries() {
			next.Set(key, value)
		}
		next.Set("after", cursor(last-1))
		p["next"] = c.BaseURL() + c.Path() + "?" + next.Encode()
	}
	return p
}

// createTemplate serves POST /{account}/message_templates: pending, then
// reviewed.
func (s *Simulator) createTemplate(c *fiber.Ctx) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	waba := c.Params("id")
	if !s.hasAccount(waba) {
		return nil, unknownObject(waba)
	}
	t, wrong := parseTemplate(c.BodyRaw())
	if wrong != nil {
		return nil, wrong
	}
	t.ID, t.Status = "", Pending
	kept, err := s.templates.add(waba, t)
	if err != nil {
		r := refuse(100, "%v", err)
		r.subcode = 2388024 // content in this language exists already
		return nil, r
	}
	s.pace(kept)
	s.review(kept, s.clock.Now())
	return map[string]string{"id": kept.ID, "status": kept.Status, "category": kept.Category}, nil
}

// parseTemplate reads a definition as an API client sends it.
func parseTemplate(raw []byte) (Template, *refusal) {
	var t Template
	if err := json.Unmarshal(raw, &t); err != nil {
		return t, refuse(100, "The template is not valid: %s", shapeOf(err))
	}
	return t, checkTemplate(t)
}

// editTemplate serves POST /{template}: components, category or both; an
// edited template goes back to review.
func (s *Simulator) editTemplate(c *fiber.Ctx) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.templates.byID[c.Params("id")]
	if t == nil {
		return nil, unknownObject(c.Params("id"))
	}
	if t.Status != Approved && t.Status != Rejected && t.Status != Paused {
		return nil, refuse(100, "A template that is %s cannot be edited.", t.Status)
	}
	var edit Template
	if err := json.Unmarshal(c.BodyRaw(), &edit); err != nil {
		return nil, refuse(100, "The edit is not valid: %s", shapeOf(err))
	}
	next := t.Template
	next.Category = strings.ToUpper(cmp.Or(edit.Category, next.Category))
	next.ParameterFormat = cmp.Or(edit.ParameterFormat, next.ParameterFormat)
	if edit.Components != nil {
		next.Components = edit.Components
	}
	if wrong := checkTemplate(next); wrong != nil {
		return nil, wrong
	}
	next.Status, next.Reason = Pending, ""
	t.Template, t.form = next, formOf(next)
	s.review(t, s.clock.Now())
	return success(), nil
}

// deleteTemplates serves DELETE /{account}/message_templates?name= (every
// language) or with hsm_id (one).
func (s *Simulator) deleteTemplates(c *fiber.Ctx) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	gone := 0
	for _, t := range s.templates.named(c.Query("name"), "") {
		if id := c.Query("hsm_id"); t.waba == c.Params("id") && (id == "" || id == t.ID) {
			s.templates.remove(t)
			gone++
		}
	}
	if gone == 0 {
		return nil, refuse(100, "No template of that name was found.")
	}
	return success(), nil
}

// unpauseTemplate serves POST /{template}/unpause.
func (s *Simulator) unpauseTemplate(c *fiber.Ctx) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.templates.byID[c.Params("id")]
	if t == nil {
		return nil, unknownObject(c.Params("id"))
	}
	if t.Status != Paused {
		return map[string]any{"success": false, "reason": "the template is not paused"}, nil
	}
	s.rule(t, "unpause", s.clock.Now().Truncate(time.Millisecond))
	return success(), nil
}

func success() map[string]bool { return map[string]bool{"success": true} }
