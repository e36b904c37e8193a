package ui

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"accord/consent"
	"accord/consent/state"

	"github.com/gofiber/fiber/v2"
)

// registerFilter is what the register is narrowed to, as it was typed.
type registerFilter struct {
	Purpose     consent.PurposeID
	State       state.State
	From, Until string // days, "2026-03-31"; both are meant
	Name        string // of who is looked for, instead of all the rest
}

func registerFilterOf(c *fiber.Ctx) registerFilter {
	f := registerFilter{Purpose: consent.PurposeID(c.Query("purpose")), State: state.State(c.Query("state")),
		From: c.Query("from"), Until: c.Query("until"), Name: strings.TrimSpace(c.Query("q"))}
	if !slices.Contains(consentStates, f.State) {
		f.State = ""
	}
	return f
}

// Narrowed says that not the whole register is meant.
func (f registerFilter) Narrowed() bool { return f != registerFilter{} }

// Private says that the name may be a number.
func (f registerFilter) Private() bool { return contactSearch{Text: f.Name}.Private() }

// Path is the address of the register narrowed like this.
func (f registerFilter) Path() string {
	query := url.Values{}
	for name, value := range map[string]string{"purpose": string(f.Purpose), "state": string(f.State), "from": f.From, "until": f.Until, "q": f.Name} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if len(query) == 0 {
		return registerPath
	}
	return registerPath + "?" + query.Encode()
}

// registerQuery is what the store is asked, or what is wrong with the form.
// Days are those of the organisation, and the last one counts whole.
func (s *Server) registerQuery(c *fiber.Ctx, f registerFilter) (query consent.RegisterFilter, wrong flaws) {
	query = consent.RegisterFilter{Purpose: f.Purpose, State: f.State}
	for _, field := range []struct {
		name, text string
		days       int
		at         *time.Time
	}{{"from", f.From, 0, &query.Since}, {"until", f.Until, 1, &query.Until}} {
		if field.text == "" {
			continue
		}
		day, err := time.ParseInLocation(time.DateOnly, field.text, s.zone(c))
		if err != nil {
			wrong.add(field.name, s.words(c).T("register.no_day"))
			continue
		}
		*field.at = day.AddDate(0, 0, field.days)
	}
	return query, wrong
}
