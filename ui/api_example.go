package ui

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"accord/campaign/report"
	"accord/experiment/stats"

	"github.com/danielgtaylor/huma/v2"
)

// exemplify gives each operation of a description an example of its body and
// of its answer, made of the examples of their members.
func exemplify(doc *huma.OpenAPI) {
	for _, path := range doc.Paths {
		for _, o := range []*huma.Operation{path.Get, path.Put, path.Post, path.Delete} {
			if o == nil {
				continue
			}
			if o.RequestBody != nil {
				exemplifyContent(doc, o.RequestBody.Content)
			}
			for status, answer := range o.Responses {
				if media := answer.Content["application/problem+json"]; media != nil {
					media.Example = exampleProblem(status)
				}
				exemplifyContent(doc, answer.Content)
			}
		}
	}
}

func exemplifyContent(doc *huma.OpenAPI, content map[string]*huma.MediaType) {
	for _, media := range content {
		if media.Schema != nil && media.Example == nil {
			media.Example = exampleOf(doc.Components.Schemas, media.Schema)
		}
	}
}

// exampleDetails say what to change, by status.
var exampleDetails = map[int]string{
	400: "The segment has no such operator.", 401: "Send an API token: Authorization: Bearer acc_…",
	403: "The token's role \"analyst\" does not have the permission \"campaign_edit\".", 404: "There is none by this name.",
	409: "not possible now: campaign 3 is running", 413: "The body may have at most 65536 bytes.",
	415: "Send JSON, and say so: Content-Type: application/json.", 422: "expected string to be RFC 3339 date-time",
	500: "The server failed; its log has this request's id.", 503: "The server is busy; try again.",
}

// exampleProblem is what a failure of a status looks like.
func exampleProblem(status string) any {
	code, _ := strconv.Atoi(status) // huma knows numbers only
	p := problem{Type: "about:blank", Title: http.StatusText(code), Status: code, Detail: exampleDetails[code]}
	if code == http.StatusUnprocessableEntity {
		p.Field = "ends_at"
	}
	return plainJSON(p)
}

// exampleInstant stands for any instant without an example of its own.
const exampleInstant = "2026-03-03T10:00:00Z"

// exampleOf is a value that a schema allows, made of the examples of its
// parts; nil where it is an optional one without an example.
func exampleOf(r huma.Registry, s *huma.Schema) any {
	switch {
	case len(s.Examples) > 0:
		return plainJSON(s.Examples[0])
	case s.Ref != "":
		return exampleOf(r, r.SchemaFromRef(s.Ref))
	case len(s.Enum) > 0:
		return s.Enum[0]
	}
	switch s.Type {
	case huma.TypeBoolean:
		return true
	case huma.TypeString:
		if s.Format == "date-time" {
			return exampleInstant
		}
	case huma.TypeArray:
		if one := exampleOf(r, s.Items); one != nil {
			return []any{one}
		}
		return []any{}
	case huma.TypeObject:
		if len(s.Properties) > 0 {
			return exampleObject(r, s)
		}
	}
	return nil
}

// exampleObject has each member that is required, or has an example.
func exampleObject(r huma.Registry, s *huma.Schema) any {
	object := map[string]any{}
	for name, member := range s.Properties {
		value := exampleOf(r, member)
		if value != nil || slices.Contains(s.Required, name) {
			object[name] = value
		}
	}
	return object
}

// plainJSON is a value as it comes out of JSON.
func plainJSON(v any) any {
	text, err := json.Marshal(v)
	if err != nil {
		return nil // what cannot be JSON is no example; the test of the examples finds it
	}
	var plain any
	if err := json.Unmarshal(text, &plain); err != nil {
		return nil
	}
	return plain
}

var exampleRate = 0.062

// exampleSummary shows what a summary looks like.
var exampleSummary = report.Summary{Contacts: 12480, Planned: 7910, Sent: 7896, Accepted: 7896, Delivered: 7610, Read: 5320, Replied: 120, Clicked: 490, Converted: 84,
	Failed: 14, Skipped: map[string]int64{"no_consent": 4160}, Assignment: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
	Holdout: report.Holdout{Assigned: 410, Metrics: map[string]report.Metric{}},
	Variants: []report.Variant{{Key: "A", Assigned: 3955, Sent: 3948, Delivered: 3805, Matured: 3700, PBest: 0.91, ExpectedLoss: 0.0002, Rank: 1,
		Metrics: map[string]report.Metric{"clicked": {N: 3700, Sum: 229, Rate: &exampleRate, CI: &stats.Interval{0.0546, 0.0702}}}}},
	Verdict: report.Verdict{Code: "ranked", Text: "A ranks first."}, Truth: []string{}}
