package ui

import (
	"errors"
	"strconv"

	"accord/consent"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/language"
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
	f.Flaws = s.noticeFlaws(c, d, f.Purposes, known)
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
	err := s.Office.Consent.PublishNotice(c.UserContext(), d.Ref, d.Purpose, d.Body)
	if errors.Is(err, consent.ErrInvalid) { // somebody published this version at the same moment
		f.Flaws.add("", s.words(c).T("notice.overtaken", strconv.Itoa(d.Ref.Version+1)))
		return s.unprocessable(c, "notice_review", f)
	}
	if err == nil {
		err = s.Office.Operators.Record(c.UserContext(), operator.Entry{Operator: author(c), Action: operator.NoticePublished, Subject: "notice/" + d.Ref.String(),
			Detail: map[string]any{"sha256": d.SHA256()}})
	}
	if err != nil {
		return err
	}
	return s.done(c, "notice_published", purposesPath)
}

// noticeFlaws say what keeps a draft from being published.
func (s *Server) noticeFlaws(c *fiber.Ctx, d noticeDraft, purposes []consent.Purpose, known []consent.Notice) (found flaws) {
	w := s.words(c)
	if !noticeID.MatchString(d.Ref.ID) {
		found.add("notice", w.T("notice.malformed"))
	}
	for _, n := range known {
		if n.Ref.ID == d.Ref.ID && n.Purpose != d.Purpose {
			found.add("notice", w.T("notice.other_purpose", string(n.Purpose)))
			break
		}
	}
	if _, err := language.Parse(d.Ref.Lang); err != nil {
		found.add("lang", w.T("notice.no_language"))
	}
	if !hasPurpose(purposes, d.Purpose) {
		found.add("purpose", w.T("error.choose"))
	}
	switch old := newestWords(known, d.Ref.ID, d.Ref.Lang); {
	case d.Body == "":
		found.add("body", w.T("fault.missing", w.T("notice.words")))
	case d.Body == old.Body:
		found.add("body", w.T("notice.unchanged", strconv.Itoa(old.Ref.Version)))
	}
	return found
}

func hasPurpose(list []consent.Purpose, id consent.PurposeID) bool {
	for _, p := range list {
		if p.ID == id {
			return true
		}
	}
	return false
}
