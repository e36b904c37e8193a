package ui

import (
	"errors"
	"strings"
	"time"

	"accord/consent"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

const purposesPath = "/consent/purposes"

// purposesView is what people may agree to, each with the words they were
// shown.
type purposesView struct {
	settingFrame
	Purposes []purposeCard
	Zone     *time.Location
}

// purposeCard is a purpose with its notices, the newest version first.
type purposeCard struct {
	consent.Purpose
	Notices []consent.Notice
}

func (s *Server) purposesPage(c *fiber.Ctx) error {
	purposes, err := s.Office.Consent.Purposes(c.UserContext(), s.Office.DB)
	if err != nil {
		return err
	}
	notices, err := s.Office.Consent.Notices(c.UserContext(), s.Office.DB)
	if err != nil {
		return err
	}
	v := purposesView{settingFrame: s.settingsFrame(c, "purposes", operator.PurposeEdit), Zone: s.zone(c)}
	v.offer(purposesPath+"/new", s.words(c).T("purpose.add"))
	for _, p := range purposes {
		card := purposeCard{Purpose: p}
		for _, n := range notices {
			if n.Purpose == p.ID {
				card.Notices = append(card.Notices, n)
			}
		}
		v.Purposes = append(v.Purposes, card)
	}
	return s.show(c, "purposes", v)
}

// purposeForm is the form of a new purpose. None can be changed: people agreed
// to it under its name.
type purposeForm struct {
	settingFrame
	Purpose    consent.Purpose
	Categories []consent.Category
	Flaws      flaws
}

func (s *Server) newPurposePage(c *fiber.Ctx) error {
	return s.show(c, "purpose", s.purposeForm(c, consent.Purpose{Category: consent.Marketing}))
}

func (s *Server) purposeForm(c *fiber.Ctx, typed consent.Purpose) purposeForm {
	f := purposeForm{settingFrame: s.settingsFrame(c, "purposes", operator.PurposeEdit), Purpose: typed,
		Categories: []consent.Category{consent.Marketing, consent.Utility, consent.Authentication, consent.Service}}
	f.Title = s.words(c).T("purpose.new")
	return f
}

func (s *Server) addPurpose(c *fiber.Ctx) error {
	typed := consent.Purpose{ID: consent.PurposeID(strings.TrimSpace(c.FormValue("id"))), Category: consent.Category(c.FormValue("category")),
		NameFR: strings.TrimSpace(c.FormValue("name_fr")), NameEN: strings.TrimSpace(c.FormValue("name_en"))}
	found, err := s.refusePurpose(c, typed)
	if err == nil && found == nil {
		err = s.Office.addPurpose(c.UserContext(), author(c), typed)
	}
	if errors.Is(err, consent.ErrInvalid) { // nothing but its id is left to be wrong
		found.add("id", s.words(c).T("purpose.malformed"))
	}
	if found != nil {
		f := s.purposeForm(c, typed)
		f.Flaws = found
		return s.unprocessable(c, "purpose", f)
	}
	if err != nil {
		return err
	}
	return s.done(c, "purpose_added", purposesPath)
}

// refusePurpose says what is wrong with a new purpose, but for the shape of
// its id.
func (s *Server) refusePurpose(c *fiber.Ctx, p consent.Purpose) (found flaws, err error) {
	w := s.words(c)
	known, err := s.Office.Consent.Purposes(c.UserContext(), s.Office.DB)
	for _, k := range known {
		if k.ID == p.ID {
			found.add("id", w.T("purpose.taken"))
		}
	}
	if p.NameFR == "" {
		found.add("name_fr", w.T("fault.missing", w.T("purpose.name_fr")))
	}
	if p.NameEN == "" {
		found.add("name_en", w.T("fault.missing", w.T("purpose.name_en")))
	}
	return found, err
}
