package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/internal/db"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// withdrawalView is the form in which an operator records a no that reached
// them by another way than WhatsApp. It asks on a page of its own and says
// what follows: it is its own confirmation.
type withdrawalView struct {
	frame
	Contact campaign.Contact
	Number  string // masked
	Back    string // the person's page that led here: their contact or their register
	Scopes  []consent.Scope
	Methods []string
	Today   string // the latest day that can be chosen
	Typed   withdrawalForm
	Flaws   flaws
}

// withdrawalForm is what was typed.
type withdrawalForm struct {
	Scope     consent.Scope
	Method    string
	Day       string // "2026-03-31"; the day on which the person said no
	Reference string // where the letter, the call or the mail is filed
	Sure      bool
}

// The scopes and methods that a page offers. Stops inside WhatsApp are
// reported by WhatsApp.
var (
	withdrawalScopes  = []consent.Scope{consent.StopMarketing, consent.Objection, consent.StopEverything}
	withdrawalMethods = []string{consent.ByPhone, consent.ByMail, consent.ByLetter, inPerson}
)

const (
	withdrawalSuffix = "/withdrawal" // after the address of a person
	inPerson         = "in_person"
	referenceRunes   = 200
)

func (s *Server) withdrawalPage(c *fiber.Ctx) error {
	v, err := s.withdrawalView(c)
	if err != nil {
		return err
	}
	v.Typed = withdrawalForm{Scope: consent.StopMarketing, Method: consent.ByPhone, Day: v.Today}
	return s.show(c, "withdrawal", v)
}

func (s *Server) withdrawalView(c *fiber.Ctx) (v withdrawalView, err error) {
	id, err := contactID(c)
	if err != nil {
		return v, err
	}
	back := strings.TrimSuffix(c.Path(), withdrawalSuffix)
	here := "contacts"
	if strings.HasPrefix(back, registerPath) {
		here = "consent"
	}
	v = withdrawalView{frame: s.frame(c, here, s.words(c).T("withdrawal.title")), Back: back, Scopes: withdrawalScopes, Methods: withdrawalMethods,
		Today: s.Clock.Now().In(s.zone(c)).Format(time.DateOnly)}
	if v.Contact, err = s.Office.Campaigns.Contact(c.UserContext(), s.Office.DB, id); err != nil {
		return v, err
	}
	numbers, err := s.Office.Consent.MaskedOf(c.UserContext(), s.Office.DB, []campaign.ContactID{id})
	v.Number = numbers[id]
	return v, err
}

func (s *Server) withdraw(c *fiber.Ctx) error {
	v, err := s.withdrawalView(c)
	if err != nil {
		return err
	}
	v.Typed = withdrawalForm{Scope: consent.Scope(c.FormValue("scope")), Method: c.FormValue("method"), Day: c.FormValue("day"),
		Reference: strings.TrimSpace(c.FormValue("reference")), Sure: c.FormValue("sure") != ""}
	occurred, within, found := s.readWithdrawal(c, v)
	if found != nil {
		v.Flaws = found
		return s.unprocessable(c, "withdrawal", v)
	}
	w := consent.Withdrawal{Subject: v.Contact.ID, Scope: v.Typed.Scope, Occurred: occurred, Within: within,
		Evidence: consent.Evidence{Method: v.Typed.Method, Reference: v.Typed.Reference}}
	if err := s.recordWithdrawal(c, w); err != nil {
		return err
	}
	return s.done(c, "withdrawn", v.Back)
}

// readWithdrawal is when the person said no, at the latest, and how much
// earlier that may have been; or what is wrong with the form.
func (s *Server) readWithdrawal(c *fiber.Ctx, v withdrawalView) (occurred time.Time, within time.Duration, found flaws) {
	w, typed := s.words(c), v.Typed
	if !slices.Contains(withdrawalScopes, typed.Scope) {
		found.add("scope", w.T("error.choose"))
	}
	if !slices.Contains(withdrawalMethods, typed.Method) {
		found.add("method", w.T("error.choose"))
	}
	occurred, within, err := s.withdrawalDay(c, typed.Day)
	if err != nil {
		found.add("day", w.T("withdrawal.day_wrong"))
	}
	switch {
	case typed.Reference == "" && typed.Method != inPerson:
		found.add("reference", w.T("withdrawal.reference_missing"))
	case len([]rune(typed.Reference)) > referenceRunes:
		found.add("reference", w.T("fault.too_long", w.T("withdrawal.reference")))
	}
	if !typed.Sure {
		found.add("sure", w.T("withdrawal.unsure"))
	}
	return occurred, within, found
}

var errDay = errors.New("the day is none, or in the future")

// withdrawalDay is the end of the day on which the person said no, or this
// moment if it is not over: a yes of that morning must not outlive a no of its
// noon. What of the day is before that is within: nobody asked for the hour.
func (s *Server) withdrawalDay(c *fiber.Ctx, text string) (at time.Time, within time.Duration, err error) {
	day, err := time.ParseInLocation(time.DateOnly, text, s.zone(c))
	now := s.Clock.Now()
	if err != nil || day.After(now) {
		return now, 0, errDay
	}
	at = now
	if end := day.AddDate(0, 0, 1).Add(-time.Millisecond); end.Before(now) {
		at = end
	}
	return at, at.Sub(day), nil
}

// recordWithdrawal writes the no and who recorded it in one transaction.
func (s *Server) recordWithdrawal(c *fiber.Ctx, w consent.Withdrawal) error {
	return s.Office.DB.Write(c.UserContext(), func(ctx context.Context, tx *db.Tx) error {
		if err := s.Office.Consent.WithdrawTx(ctx, tx, []consent.Withdrawal{w}); err != nil {
			return err
		}
		return s.Office.Operators.RecordTx(ctx, tx, operator.Entry{Operator: author(c), Action: operator.WithdrawalRecorded,
			Subject: contactSubject(w.Subject), Detail: map[string]any{"scope": string(w.Scope), "method": w.Evidence.Method}})
	})
}
