package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"

	"accord/consent"
	"accord/internal/db"
	"accord/internal/operator"
)

// purposeCommand adds something that people can agree to.
type purposeCommand struct {
	folderFlags
	ID       string `arg:"" help:"Its id, such as marketing.offers."`
	Category string `default:"marketing" enum:"marketing,utility,authentication,service" help:"WhatsApp's category: marketing, utility, authentication or service."`
	FR       string `name:"fr" required:"" help:"Its name in French."`
	EN       string `name:"en" required:"" help:"Its name in English."`
}

func (c *purposeCommand) run(ctx context.Context, a *app) error {
	return a.with(ctx, c.folder(), func(s *session) error {
		purpose := consent.Purpose{ID: consent.PurposeID(c.ID), Category: consent.Category(c.Category), NameFR: c.FR, NameEN: c.EN}
		err := s.Operators.Change(ctx, operator.Terminal, func(ctx context.Context, tx *db.Tx) (operator.Entry, error) {
			return operator.Entry{Action: operator.PurposeAdded, Subject: "purpose/" + c.ID}, s.Consent.AddPurposeTx(ctx, tx, purpose)
		})
		if err == nil {
			a.printf("People can now agree to %s.\n", c.ID)
		}
		return err
	})
}

// noticeCommand publishes the words behind a purpose, as they stand in a file.
type noticeCommand struct {
	folderFlags
	Ref     string `arg:"" help:"Its reference: id, version and language, such as n-offers@1/fr."`
	File    string `arg:"" type:"path" help:"Text file with the exact words."`
	Purpose string `required:"" help:"The purpose that people agree to by it."`
}

func (c *noticeCommand) run(ctx context.Context, a *app) error {
	ref, err := consent.ParseNoticeRef(c.Ref)
	if err != nil {
		return err
	}
	words, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	return a.with(ctx, c.folder(), func(s *session) error {
		sum := sha256.Sum256(words)
		err := s.Operators.Change(ctx, operator.Terminal, func(ctx context.Context, tx *db.Tx) (operator.Entry, error) {
			return operator.Entry{Action: operator.NoticePublished, Subject: "notice/" + ref.String(), Detail: map[string]any{"sha256": hex.EncodeToString(sum[:])}},
				s.Consent.PublishNoticeTx(ctx, tx, ref, consent.PurposeID(c.Purpose), string(words))
		})
		if err == nil {
			a.printf("Notice %s is published; its words cannot change any more.\n", ref)
		}
		return err
	})
}
