package ui

import (
	"errors"
	"strconv"

	"accord/consent"

	"github.com/gofiber/fiber/v2"
)

// publish takes a notice in two steps: it is read again under the number that
// it will have, and then published for good.
func (s *Server) publish(c *fiber.Ctx) error {
	known, err := s.Office.Consent.Notices(c.UserContext(), s.Office.DB)
	if err != nil {
		return err
	}
	d := draftOf(c, known)
	f, err := s.noticeForm(c, d)
	if err != nil {
		return err
	}
	f.Flaws = d.flaws(s.words(c), f.Purposes, known)
	switch act := c.FormValue("act"); {
	case act == "edit":
		f.Flaws = nil
		return s.show(c, "notice_form", f)
	case f.Flaws != nil:
		return s.unprocessable(c, "notice_form", f)
	case act != "publish":
		return s.show(c, "notice_review", f)
	case c.FormValue("version") != strconv.Itoa(d.Ref.Version): // the number that was read is taken
		f.Flaws.add("", s.words(c).T("notice.overtaken", strconv.Itoa(d.Ref.Version)))
		return s.unprocessable(c, "notice_review", f)
	}
	return s.publishDraft(c, f)
}

func (s *Server) publishDraft(c *fiber.Ctx, f noticeForm) error {
	d := f.Draft
	err := s.Office.publishNotice(c.UserContext(), author(c), d)
	if errors.Is(err, consent.ErrInvalid) { // somebody published this version at the same moment
		f.Flaws.add("", s.words(c).T("notice.overtaken", strconv.Itoa(d.Ref.Version+1)))
		return s.unprocessable(c, "notice_review", f)
	}
	if err != nil {
		return err
	}
	return s.done(c, "notice_published", purposesPath)
}

func hasPurpose(list []consent.Purpose, id consent.PurposeID) bool {
	for _, p := range list {
		if p.ID == id {
			return true
		}
	}
	return false
}
