package ui

import (
	"slices"
	"time"

	"accord/consent"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// personEvent is one event of a person with what proves it and what it did.
type personEvent struct {
	consent.HistoryEntry
	Look        badge
	PurposeName string
	Late        bool            // we learnt of it noticeably later
	Words       *consent.Notice // they were shown; nil where there is none
	Moves       []personMove
	Still       bool // it changed nothing
}

// personMove is what an event did to one purpose.
type personMove struct {
	Purpose       string
	Before, After []badge
	Same          bool // only the date is another: a yes was given again
}

// lateFrom is from when on it is told that we learnt of an act later: clocks of
// two systems differ by less.
const lateFrom = time.Minute

// personEvents tells a history; each notice is there in full.
func (s *Server) personEvents(c *fiber.Ctx, purposes []consent.Purpose, history []consent.HistoryEntry) ([]personEvent, error) {
	notices, err := s.Office.Consent.Notices(c.UserContext(), s.Office.DB)
	if err != nil {
		return nil, err
	}
	shown := make(map[consent.NoticeRef]*consent.Notice, len(notices))
	for i := range notices {
		shown[notices[i].Ref] = &notices[i]
	}
	list := make([]personEvent, len(history))
	for i, e := range history {
		list[i] = eventOf(s.words(c), purposes, e)
		list[i].Words = shown[e.Notice]
	}
	return list, nil
}

func eventOf(w *words.Words, purposes []consent.Purpose, e consent.HistoryEntry) personEvent {
	event := personEvent{HistoryEntry: e, Look: eventBadge(w, e.Kind), PurposeName: purposeOf(w, purposes, e.Purpose),
		Late: e.Received.Sub(e.Occurred) > lateFrom}
	for _, step := range e.Steps {
		if step.Moved() {
			event.Moves = append(event.Moves, moveOf(w, purposeOf(w, purposes, step.Purpose), step))
		}
	}
	event.Still = event.Moves == nil
	return event
}

func moveOf(w *words.Words, purpose string, step consent.Step) personMove {
	before, after := standingBadges(w, step.Before), standingBadges(w, step.After)
	return personMove{purpose, before, after, slices.Equal(before, after)}
}
