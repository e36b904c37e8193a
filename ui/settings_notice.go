package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"time"

	"accord/consent"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/language"
)

// noticeDraft are words that are not published yet.
type noticeDraft struct {
	Ref     consent.NoticeRef // its version is the next one
	Purpose consent.PurposeID
	Body    string // as it will be published, lines ended by \n
}

// SHA256 is what will stand in the log.
func (d noticeDraft) SHA256() string {
	sum := sha256.Sum256([]byte(d.Body))
	return hex.EncodeToString(sum[:])
}

// noticeForm is the form in which a notice is written, and the page on which
// it is read again before it is published.
type noticeForm struct {
	settingFrame
	Draft     noticeDraft
	Purposes  []consent.Purpose
	Languages []string
	Flaws     flaws
}

// noticeView are words that were published.
type noticeView struct {
	settingFrame
	Shown consent.Notice
	Zone  *time.Location
}

// noticeLanguages are offered; any other tag may be typed.
var noticeLanguages = []string{"fr", "en", "de", "es", "it", "nl", "pt", "ar"}

// noticeID is what a reference can be read from again.
var noticeID = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// nextVersion is under which number words come out next. The languages of one
// notice share their numbers, so a translation of the newest words takes
// theirs.
func nextVersion(known []consent.Notice, id, lang string) int {
	newest, here := 0, 0
	for _, n := range known {
		if n.Ref.ID != id {
			continue
		}
		newest = max(newest, n.Ref.Version)
		if n.Ref.Lang == lang {
			here = max(here, n.Ref.Version)
		}
	}
	if here < newest {
		return newest
	}
	return newest + 1
}

// newestWords are those of a notice in one language, if there are any.
func newestWords(known []consent.Notice, id, lang string) (found consent.Notice) {
	for _, n := range known {
		if n.Ref.ID == id && n.Ref.Lang == lang && n.Ref.Version > found.Ref.Version {
			found = n
		}
	}
	return found
}

func (s *Server) noticePage(c *fiber.Ctx) error {
	version, err := strconv.Atoi(c.Params("version"))
	if err != nil {
		return consent.ErrUnknown
	}
	n, err := s.Office.Consent.Notice(c.UserContext(), s.Office.DB, consent.NoticeRef{ID: c.Params("notice"), Version: version, Lang: c.Params("lang")})
	if err != nil {
		return err
	}
	v := noticeView{s.settingsFrame(c, "purposes", operator.PurposeEdit), n, s.zone(c)}
	v.Title = s.words(c).T("notice.title", n.Ref.ID)
	return s.show(c, "notice", v)
}

// newNoticePage begins with the newest words there are: a new version is
// mostly the old one with a sentence changed.
func (s *Server) newNoticePage(c *fiber.Ctx) error {
	known, err := s.Office.Consent.Notices(c.UserContext(), s.Office.DB)
	if err != nil {
		return err
	}
	d := noticeDraft{Ref: consent.NoticeRef{ID: c.Query("notice"), Lang: c.Query("lang", "fr")}, Purpose: consent.PurposeID(c.Query("purpose"))}
	d.Ref.Version = nextVersion(known, d.Ref.ID, d.Ref.Lang)
	if old := newestWords(known, d.Ref.ID, d.Ref.Lang); d.Ref.ID != "" {
		d.Body = old.Body
	}
	f, err := s.noticeForm(c, d)
	if err != nil {
		return err
	}
	return s.show(c, "notice_form", f)
}

func (s *Server) noticeForm(c *fiber.Ctx, d noticeDraft) (f noticeForm, err error) {
	f = noticeForm{settingFrame: s.settingsFrame(c, "purposes", operator.PurposeEdit), Draft: d, Languages: noticeLanguages}
	f.Title = s.words(c).T("notice.new")
	f.Purposes, err = s.Office.Consent.Purposes(c.UserContext(), s.Office.DB)
	return f, err
}

// draftOf is what was typed. Browsers end lines with \r\n; the words that
// people see have none of that.
func draftOf(c *fiber.Ctx, known []consent.Notice) noticeDraft {
	d := noticeDraft{Purpose: consent.PurposeID(c.FormValue("purpose")), Body: strings.TrimSpace(strings.ReplaceAll(c.FormValue("body"), "\r\n", "\n"))}
	d.Ref.ID, d.Ref.Lang = strings.TrimSpace(c.FormValue("notice")), strings.TrimSpace(c.FormValue("lang"))
	if tag, err := language.Parse(d.Ref.Lang); err == nil {
		d.Ref.Lang = tag.String()
	}
	d.Ref.Version = nextVersion(known, d.Ref.ID, d.Ref.Lang)
	return d
}
