package simulator

import (
	"maps"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// dataPoint is one template on one UTC day.
type dataPoint struct {
	TemplateID string        `json:"template_id"`
	Start      int64         `json:"start"`
	End        int64         `json:"end"`
	Sent       int           `json:"sent"`
	Delivered  int           `json:"delivered"`
	Read       int           `json:"read"`
	Clicked    []buttonCount `json:"clicked,omitempty"`
}

type buttonCount struct {
	Type    string `json:"type"` // quick_reply_button, url_button
	Content string `json:"button_content"`
	Count   int    `json:"count"`
}

// analytics serves GET /{account}/template_analytics from the simulator's own
// counts, by the day of the event.
func (s *Simulator) analytics(c *fiber.Ctx) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.hasAccount(c.Params("id")) {
		return nil, unknownObject(c.Params("id"))
	}
	if c.Query("granularity") != "DAILY" {
		return nil, refuse(100, "granularity must be DAILY.")
	}
	ids := strings.FieldsFunc(c.Query("template_ids"), func(r rune) bool { return strings.ContainsRune("[], \"'", r) })
	if len(ids) < 1 || len(ids) > 10 {
		return nil, refuse(100, "template_ids wants 1 to 10 ids.")
	}
	start, end := int64(c.QueryInt("start")), int64(c.QueryInt("end"))
	points := []dataPoint{}
	for _, id := range ids {
		t := s.templates.byID[id]
		if t == nil || t.waba != c.Params("id") {
			return nil, unknownObject(id)
		}
		points = append(points, t.points(start, end)...)
	}
	return map[string]any{"data": []any{map[string]any{
		"granularity": "DAILY", "product_type": "cloud_api", "data_points": points,
	}}}, nil
}

// points lists the days that begin in [start, end), in Unix seconds.
func (t *template) points(start, end int64) []dataPoint {
	var points []dataPoint
	for _, day := range slices.Sorted(maps.Keys(t.days)) {
		from := day * dayMillis / 1000
		if from+dayMillis/1000 <= start || from >= end {
			continue
		}
		c := t.days[day]
		p := dataPoint{TemplateID: t.ID, Start: from, End: from + dayMillis/1000, Sent: c.sent, Delivered: c.delivered, Read: c.read}
		p.Clicked = append(counts("quick_reply_button", c.taps), counts("url_button", c.links)...)
		points = append(points, p)
	}
	return points
}

func counts(kind string, by map[string]int) []buttonCount {
	var out []buttonCount
	for _, label := range slices.Sorted(maps.Keys(by)) {
		out = append(out, buttonCount{kind, label, by[label]})
	}
	return out
}
