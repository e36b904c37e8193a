package simulator

import (
	"encoding/json"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// readObject serves GET /{id}: a number, a template or a media file, cut down
// to the members named by ?fields=.
func (s *Simulator) readObject(c *fiber.Ctx) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := c.Params("id")
	switch {
	case s.numbers[id] != nil:
		return pick(s.numbers[id].fields(), c.Query("fields", "id,display_phone_number,verified_name,quality_rating")), nil
	case s.templates.byID[id] != nil:
		return pick(s.templates.byID[id].fields(), c.Query("fields")), nil
	case s.media.files[id] != nil:
		return s.media.files[id].fields(c.BaseURL()), nil
	}
	return nil, unknownObject(id)
}

// listNumbers serves GET /{account}/phone_numbers.
func (s *Simulator) listNumbers(c *fiber.Ctx) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data := []any{}
	for _, n := range s.cfg.Numbers {
		if n.WABAID == c.Params("id") {
			data = append(data, pick(s.numbers[n.ID].fields(), c.Query("fields", "id,display_phone_number,verified_name,quality_rating")))
		}
	}
	if len(data) == 0 {
		return nil, unknownObject(c.Params("id"))
	}
	return map[string]any{"data": data}, nil
}

// pick keeps the members that a ?fields= list names, and id; an empty list
// keeps all.
func pick(node map[string]any, fields string) map[string]any {
	if fields == "" {
		return node
	}
	out := map[string]any{"id": node["id"]}
	for _, name := range strings.Split(fields, ",") {
		name, _, _ = strings.Cut(strings.TrimSpace(name), "{") // throughput{level}
		if value, ok := node[name]; ok {
			out[name] = value
		}
	}
	return out
}

// fields is the node of a template.
func (t *template) fields() map[string]any {
	raw, _ := json.Marshal(t.Template)
	node := map[string]any{}
	_ = json.Unmarshal(raw, &node) // what was just written is readable
	node["quality_score"] = map[string]string{"score": "UNKNOWN"}
	return node
}

// hasAccount tells whether an account exists. The lock is held.
func (s *Simulator) hasAccount(waba string) bool {
	for _, n := range s.numbers {
		if n.WABAID == waba {
			return true
		}
	}
	return false
}
