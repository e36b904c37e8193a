package ui

import (
	"strconv"
	"strings"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// whyView answers why somebody got a campaign's message, or why not: the
// sentence first, then how it came about.
type whyView struct {
	frame
	Campaign campaign.Campaign
	Zone     *time.Location
	Who      personLine
	Contact  bool // the visitor may open the contact
	Answer   whyAnswer
	Story    []whyStep
	Asked    []askedCondition
	At       time.Time // when the conditions were asked
}

// whyAnswer is the whole of it in a sentence, and what can be done.
type whyAnswer struct{ Sign, Says, Remedy string }

// whyStep is one thing that happened.
type whyStep struct {
	Icon, Sign string
	At         time.Time // zero where nobody knows
	Says       string
	Notes      []string
}

// askedCondition is a part of the audience's rule in words.
type askedCondition struct {
	Says  string
	Holds bool
}

func (s *Server) why(c *fiber.Ctx) error {
	found, err := s.launched(c)
	if err != nil {
		return err
	}
	contact, err := strconv.ParseInt(c.Params("contact"), 10, 64)
	if err != nil || found.Phase == campaign.Drafting {
		return campaign.ErrNotFound
	}
	id := campaign.ContactID(contact)
	fate, err := s.Office.Campaigns.Why(c.UserContext(), s.Office.DB, found.ID, id)
	if err != nil {
		return err
	}
	w := s.words(c)
	v := whyView{frame: s.frame(c, "campaigns", w.T("why.title", titleOf(w, found.Name))), Campaign: found, Zone: s.zone(c),
		Contact: visitorOf(c).may(operator.ContactView), At: fate.At}
	people, err := s.personLines(c, []campaign.ContactID{id})
	if err != nil {
		return err
	}
	v.Who = people[0]
	for _, condition := range fate.Conditions {
		v.Asked = append(v.Asked, askedCondition{s.ruleSays(c, condition.Rule), condition.Holds})
	}
	t := teller{words: w, zone: v.Zone, campaign: found, fate: fate, register: visitorOf(c).may(operator.ConsentView)}
	if t.consent, err = s.recordBehind(c, found, fate); err != nil {
		return err
	}
	if t.register && t.consent != nil {
		if err := s.noteLook(c, id); err != nil {
			return err
		}
	}
	v.Answer, v.Story = t.answer(), t.story()
	return s.show(c, "why", v)
}

// evidenceSays are the facts of a consent record, one a line.
func (t teller) evidenceSays(e consent.HistoryEntry) (notes []string) {
	w := t.words
	if e.Erased {
		return []string{w.T("why.erased")}
	}
	how := make([]string, 0, 3)
	for _, part := range []struct{ group, code string }{{"method", e.Evidence.Method}, {"act", e.Evidence.Act}} {
		if part.code != "" {
			how = append(how, w.Label(part.group, part.code))
		}
	}
	if e.Evidence.Source != "" {
		how = append(how, e.Evidence.Source)
	}
	if len(how) > 0 {
		notes = append(notes, w.T("why.how", strings.Join(how, ", ")))
	}
	if ref := e.Notice.String(); ref != "" {
		notes = append(notes, w.T("why.notice", ref))
	}
	return append(notes, w.T("why.record", strconv.FormatInt(e.Seq, 10), w.DateTime(e.Received, t.zone)))
}
