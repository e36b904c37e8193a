package ui

import (
	"strings"

	"accord/campaign"
	"accord/consent"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// answer is what "may we?" is answered.
type answer struct {
	Rule consent.Rule // the first that denies; empty for a yes
}

// Yes says that nothing stands against it.
func (a answer) Yes() bool { return a.Rule == consent.Allowed }

// answerLine is the answer for messages of one category and purpose.
type answerLine struct {
	Category consent.Category
	Purpose  string // empty where the category has none
	States   []badge
	Standing consent.Standing
	Own      answer  // of our own accord
	Asked    *answer // when the person asks; nil where that makes no difference
}

// answerCategories are the categories in the order in which they are asked.
var answerCategories = []consent.Category{consent.Marketing, consent.Utility, consent.Authentication, consent.Service}

// answers decides for every category and purpose.
func (s *Server) answers(c *fiber.Ctx, id campaign.ContactID, purposes []consent.Purpose) (list []answerLine, err error) {
	for _, category := range answerCategories {
		known := purposesOf(purposes, category)
		for _, p := range known {
			standings, err := consent.Standings(c.UserContext(), s.Office.DB, []consent.SubjectID{id}, p.ID)
			if err != nil {
				return nil, err
			}
			list = append(list, answerOf(s.words(c), p, standings[id]))
		}
	}
	return list, nil
}

// purposesOf are the purposes of a category. One that has none is asked for
// all the same, as nothing in particular.
func purposesOf(all []consent.Purpose, category consent.Category) (list []consent.Purpose) {
	for _, p := range all {
		if p.Category == category {
			list = append(list, p)
		}
	}
	if list == nil {
		list = []consent.Purpose{{Category: category}}
	}
	return list
}

func answerOf(w *words.Words, p consent.Purpose, standing consent.Standing) answerLine {
	line := answerLine{Category: p.Category, Purpose: purposeName(w, p), States: standingBadges(w, standing.Standing), Standing: standing,
		Own: answer{consent.Decide(standing, consent.Request{Category: p.Category})}}
	if p.Category != consent.Marketing {
		line.Asked = &answer{consent.Decide(standing, consent.Request{Category: p.Category, Requested: true})}
	}
	return line
}

// answerHeadline is all of it in one sentence.
type answerHeadline struct{ Sign, Says, Why string }

func headlineOf(w *words.Words, lines []answerLine) answerHeadline {
	var allowed []string
	asked, denies := false, consent.NoConsent
	for _, line := range lines {
		if line.Own.Yes() {
			allowed = append(allowed, line.Purpose)
		}
		if line.Category == consent.Marketing && !line.Own.Yes() {
			denies = line.Own.Rule
		}
		asked = asked || line.Asked != nil && line.Asked.Yes()
	}
	switch {
	case allowed != nil:
		return answerHeadline{"good", w.T("person.may", strings.Join(allowed, ", ")), ""}
	case asked:
		return answerHeadline{"notice", w.T("person.may_answer"), w.Label("reason_long", string(denies))}
	}
	return answerHeadline{"stop", w.T("person.may_not"), w.Label("reason_long", string(denies))}
}
