package simulator

import (
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// interactive is the member of that name. Kinds the simulator knows no limits
// of are taken as they are.
type interactive struct {
	Type   string  `json:"type"`
	Body   caption `json:"body"`
	Footer caption `json:"footer"`
	Action struct {
		Button     string         `json:"button"`
		Buttons    []replyButton  `json:"buttons"`
		Sections   []section      `json:"sections"`
		Parameters linkParameters `json:"parameters"`
	} `json:"action"`
}

type caption struct {
	Text string `json:"text"`
}

type replyButton struct {
	Type  string `json:"type"`
	Reply row    `json:"reply"`
}

type section struct {
	Title string `json:"title"`
	Rows  []row  `json:"rows"`
}

type row struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description"`
}

type linkParameters struct {
	DisplayText string `json:"display_text"`
	URL         string `json:"url"`
}

// within is one limit: the text must have 1 to max characters, or 0 to max
// when it is optional.
type within struct {
	name     string
	text     string
	max      int
	optional bool
}

func checkLengths(limits ...within) *refusal {
	for _, l := range limits {
		n := utf8.RuneCountInString(l.text)
		if n == 0 && !l.optional {
			return refuse(131008, "The parameter %s is required.", l.name)
		}
		if n > l.max {
			return refuse(131009, "%s is longer than %d characters.", l.name, l.max)
		}
	}
	return nil
}

func interactiveContent(raw jsontext.Value) (content, *refusal) {
	var i interactive
	if len(raw) == 0 {
		return content{}, refuse(131008, "The parameter interactive is required.")
	}
	if err := json.Unmarshal(raw, &i); err != nil {
		return content{}, refuse(100, "Unexpected shape of param \"interactive\": %s", shapeOf(err))
	}
	switch i.Type {
	case "button":
		return i.replyButtons()
	case "list":
		return i.list()
	case "cta_url":
		p := i.Action.Parameters
		return content{}, checkLengths(i.bodyLimit(1024),
			within{"interactive['action']['parameters']['display_text']", p.DisplayText, 20, false},
			within{"interactive['action']['parameters']['url']", p.URL, 2000, false})
	case "":
		return content{}, refuse(131008, "The parameter interactive['type'] is required.")
	}
	return content{}, nil
}

func (i interactive) bodyLimit(most int) within {
	return within{"interactive['body']['text']", i.Body.Text, most, false}
}

// replyButtons: 1 to 3 buttons, titles of 20 and ids of 256 characters, both
// unique.
func (i interactive) replyButtons() (content, *refusal) {
	buttons := i.Action.Buttons
	if len(buttons) < 1 || len(buttons) > 3 {
		return content{}, refuse(131009, "interactive['action']['buttons'] wants 1 to 3 buttons.")
	}
	limits := []within{i.bodyLimit(1024), {"interactive['footer']['text']", i.Footer.Text, 60, true}}
	var rows []row
	for _, b := range buttons {
		limits = append(limits,
			within{"interactive['action']['buttons'][]['reply']['id']", b.Reply.ID, 256, false},
			within{"interactive['action']['buttons'][]['reply']['title']", b.Reply.Title, 20, false})
		rows = append(rows, b.Reply)
	}
	return choicesOf(rows, checkLengths(limits...))
}

// list: at most 10 rows in all, titles of 24 characters, ids of 200.
func (i interactive) list() (content, *refusal) {
	limits := []within{i.bodyLimit(4096), {"interactive['action']['button']", i.Action.Button, 20, false}}
	var rows []row
	for _, s := range i.Action.Sections {
		for _, r := range s.Rows {
			limits = append(limits,
				within{"interactive['action']['sections'][]['rows'][]['id']", r.ID, 200, false},
				within{"interactive['action']['sections'][]['rows'][]['title']", r.Title, 24, false},
				within{"interactive['action']['sections'][]['rows'][]['description']", r.Description, 72, true})
		}
		rows = append(rows, s.Rows...)
	}
	if len(rows) < 1 || len(rows) > 10 {
		return content{}, refuse(131009, "interactive['action']['sections'] wants 1 to 10 rows in all.")
	}
	return choicesOf(rows, checkLengths(limits...))
}

// choicesOf makes the rows tappable, unless they were refused or repeat an id.
func choicesOf(rows []row, wrong *refusal) (content, *refusal) {
	if wrong != nil {
		return content{}, wrong
	}
	seen := map[string]bool{}
	var c content
	for _, r := range rows {
		if seen[r.ID] {
			return content{}, refuse(131009, "interactive: the id of every button and row must be unique.")
		}
		seen[r.ID] = true
		c.choices = append(c.choices, choice{payload: r.ID, text: r.Title})
	}
	return c, nil
}
