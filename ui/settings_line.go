package ui

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"accord/campaign/whatsapp"
	"accord/internal/operator"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// linePatience is how long a test waits for the platform: less than a handler
// may take, so that there is time to say that it does not answer.
const linePatience = 7 * time.Second

// lineState is what a test of the connection found out.
type lineState struct {
	NumberReport
	Reached bool   // the number answered, whatever became of its templates
	Failure string // in words; empty when all is well
	Remedy  string
	Said    string // by the platform, in English
}

// testLine asks the platform about a number. Nothing changes there.
func (s *Server) testLine(ctx context.Context, w *words.Words, n operator.Number) lineState {
	ctx, cancel := context.WithTimeout(ctx, linePatience)
	defer cancel()
	report, err := s.Office.Numbers.Test(ctx, n)
	state := lineState{NumberReport: report, Reached: report.Display != ""}
	if err != nil {
		state.explain(w, err)
	}
	return state
}

// explain tells a failure in words. A number that answered and templates that
// did not are a wrong account.
func (l *lineState) explain(w *words.Words, err error) {
	var refused *whatsapp.RefusedError
	switch {
	case errors.As(err, &refused):
		l.Failure, l.Remedy, l.Said = meaning(w.Lang(), refused.Rule()), w.Label("remedy", remedyOf(refused.Code)), said(refused)
	case errors.Is(err, whatsapp.ErrUnknown), errors.Is(err, context.DeadlineExceeded):
		l.Failure, l.Remedy = w.T("line.silent"), w.T("remedy.network")
	default:
		l.Failure, l.Remedy = w.T("line.incomplete"), cmp.Or(faultsSay(w, err), w.T("remedy.form"))
	}
	if l.Reached {
		l.Failure, l.Remedy = w.T("line.no_templates", l.Failure), w.T("remedy.account")
	}
}

// faultsSay are the entries that cannot be accepted, in words; empty for none.
func faultsSay(w *words.Words, err error) string {
	return strings.Join(eachOf(operator.FieldErrors(err), func(f *operator.FieldError) string { return faultSays(w, f) }), " ")
}

// meaning is a line of the error table in a language.
func meaning(lang words.Lang, r whatsapp.Rule) string {
	if lang == words.English {
		return r.EN
	}
	return r.FR
}

// said is the platform's own answer, for whoever asks Meta about it.
func said(e *whatsapp.RefusedError) string {
	if e.Code < 0 { // a code of our own
		return e.Title
	}
	return strconv.Itoa(e.Code) + ": " + e.Title
}

// remedyOf says which entry of the form a refusal to read points at.
func remedyOf(code int) string {
	switch {
	case code == whatsapp.CodeNotSent:
		return "network"
	case code == 0 || code == 190:
		return "token"
	case code == 3 || code == 10 || code == 131005 || code >= 200 && code <= 299:
		return "rights"
	case code == 33 || code == 100 || code == whatsapp.CodeUnexplained:
		return "id"
	}
	return "later"
}

// tryNumber tests what was typed, before it is kept.
func (s *Server) tryNumber(c *fiber.Ctx, typed operator.Number, stored *operator.Number) error {
	v := s.numberView(c, typed, stored)
	if stored == nil {
		stored = &operator.Number{}
	}
	tested, err := typed.Over(*stored)
	if err != nil {
		v.Line = &lineState{}
		v.Line.explain(s.words(c), err)
		return s.show(c, "settings_number", v)
	}
	state := s.testLine(c.UserContext(), s.words(c), tested)
	v.Line = &state
	return s.show(c, "settings_number", v)
}

// lineOfNumber is the state of a number, for a page that stands.
func (s *Server) lineOfNumber(c *fiber.Ctx) error {
	n, err := s.numberByID(c.UserContext(), c.Params("number"))
	if err != nil {
		return err
	}
	if !partial(c) {
		return c.Redirect(numberPath(n), fiber.StatusSeeOther)
	}
	return s.showPart(c, "settings_numbers", "line", s.testLine(c.UserContext(), s.words(c), n))
}
