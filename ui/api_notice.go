package ui

import (
	"context"
	"errors"
	"strings"
	"time"

	"accord/consent"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/language"
)

// apiNotice is the exact words that people are shown.
type apiNotice struct {
	Ref         string    `json:"ref" example:"n-offers@1/fr" doc:"How evidence names it"`
	ID          string    `json:"id" example:"n-offers"`
	Version     int       `json:"version" example:"1"`
	Lang        string    `json:"lang" example:"fr"`
	Purpose     string    `json:"purpose" example:"marketing.offers"`
	Body        string    `json:"body" example:"J’accepte de recevoir les offres de Maison Lumen par WhatsApp."`
	SHA256      string    `json:"sha256" example:"b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c" doc:"Of the body, as it stands in the log"`
	PublishedAt time.Time `json:"published_at"`
}

func apiNoticeOf(n consent.Notice) apiNotice {
	return apiNotice{n.Ref.String(), n.Ref.ID, n.Ref.Version, n.Ref.Lang, string(n.Purpose), n.Body, n.SHA256, n.Published}
}

func (s *Server) apiNotices(ctx context.Context, _ *apiNothing) (*apiBody[apiList[apiNotice]], error) {
	list, err := s.Office.Consent.Notices(ctx, s.Office.DB)
	return listed("notices", "", eachOf(list, apiNoticeOf)), err
}

type apiNoticeRef struct {
	ID      string `path:"id" maxLength:"64" example:"n-offers"`
	Version int    `path:"version" minimum:"1" example:"1"`
	Lang    string `path:"lang" maxLength:"35" example:"fr"`
}

func (s *Server) apiGetNotice(ctx context.Context, in *apiNoticeRef) (*apiBody[apiNotice], error) {
	n, err := s.Office.Consent.Notice(ctx, s.Office.DB, consent.NoticeRef{ID: in.ID, Version: in.Version, Lang: in.Lang})
	return answered(apiNoticeOf(n)), err
}

// apiNoticeGiven is words to publish. They are published for good.
type apiNoticeGiven struct {
	ID      string `json:"id" pattern:"^[a-z0-9][a-z0-9._-]{0,63}$" maxLength:"64" example:"n-offers"`
	Version int    `json:"version" minimum:"1" maximum:"100000" example:"1" doc:"The next number: the newest one and 1, or for a translation of the newest words theirs"`
	Lang    string `json:"lang" minLength:"2" maxLength:"35" example:"fr"`
	Purpose string `json:"purpose" maxLength:"100" example:"marketing.offers" doc:"That of the earlier versions"`
	Body    string `json:"body" minLength:"1" maxLength:"20000" example:"J’accepte de recevoir les offres de Maison Lumen par WhatsApp."`
}

// apiPublish publishes under the number that was asked for, so that a repeated
// call cannot publish twice.
func (s *Server) apiPublish(ctx context.Context, in *apiBody[apiNoticeGiven]) (*apiBody[apiNotice], error) {
	given := in.Body
	tag, err := language.Parse(given.Lang)
	if err != nil {
		return nil, refused("lang", "Write a language such as fr or en.")
	}
	ref := consent.NoticeRef{ID: given.ID, Version: given.Version, Lang: tag.String()}
	words := strings.TrimSpace(strings.ReplaceAll(given.Body, "\r\n", "\n"))
	draft := noticeDraft{ref, consent.PurposeID(given.Purpose), words}
	if err := s.checkNotice(ctx, draft); err != nil {
		return nil, err
	}
	err = s.Office.publishNotice(ctx, callOf(ctx).by(), draft)
	if errors.Is(err, consent.ErrInvalid) {
		return nil, &problem{Status: fiber.StatusConflict, Field: "version", Detail: "This version was published with other words; list-notices tells the newest."}
	}
	if err != nil {
		return nil, err
	}
	n, err := s.Office.Consent.Notice(ctx, s.Office.DB, ref)
	return answered(apiNoticeOf(n)), err
}

// checkNotice refuses words that a page would not let be published either.
func (s *Server) checkNotice(ctx context.Context, d noticeDraft) error {
	purposes, err := s.Office.Consent.Purposes(ctx, s.Office.DB)
	if err != nil {
		return err
	}
	known, err := s.Office.Consent.Notices(ctx, s.Office.DB)
	if err != nil {
		return err
	}
	for _, n := range known {
		if n.Ref == d.Ref && n.Purpose == d.Purpose { // again, or other words: the store tells
			return nil
		}
	}
	if found := d.flaws(inEnglish, purposes, known); found != nil {
		for i := range found {
			if found[i].Field == "notice" { // so a form calls it
				found[i].Field = "id"
			}
		}
		return flawed("These words cannot be published.", found)
	}
	if d.Ref.Version != nextVersion(known, d.Ref.ID, d.Ref.Lang) {
		return &problem{Status: fiber.StatusConflict, Field: "version", Detail: "This is not the next version; list-notices tells the newest."}
	}
	return nil
}
