package consent

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"accord/internal/clock"
	"accord/internal/db"
)

// NoticeRef names the exact words a person was shown.
type NoticeRef struct {
	ID      string
	Version int
	Lang    string
}

// String is "n-offers@2/fr", or empty for the zero reference.
func (n NoticeRef) String() string {
	if n == (NoticeRef{}) {
		return ""
	}
	return fmt.Sprintf("%s@%d/%s", n.ID, n.Version, n.Lang)
}

// ParseNoticeRef reads "n-offers@2/fr".
func ParseNoticeRef(text string) (NoticeRef, error) {
	var n NoticeRef
	id, rest, _ := strings.Cut(text, "@")
	version, lang, ok := strings.Cut(rest, "/")
	n.Version, _ = strconv.Atoi(version) // what is no number is 0, which is refused
	if !ok || id == "" || lang == "" || strings.Contains(lang, "/") || n.Version < 1 {
		return NoticeRef{}, fmt.Errorf("%w notice %q: want a reference such as n-offers@1/fr", ErrInvalid, text)
	}
	n.ID, n.Lang = id, lang
	return n, nil
}

// PublishNoticeTx stores the exact words and logs them, before anybody can
// agree to them. Publishing the same words again is no error; other words
// under the same reference are.
func (s *Store) PublishNoticeTx(ctx context.Context, tx *db.Tx, ref NoticeRef, purpose PurposeID, body string) error {
	sum := sha256.Sum256([]byte(body))
	if !utf8.ValidString(body) {
		return fmt.Errorf("%w notice %s: its words are not UTF-8; save the file as UTF-8", ErrInvalid, ref)
	}
	if body == "" || ref.ID == "" || ref.Version < 1 || ref.Lang == "" {
		return fmt.Errorf("%w notice %q: it needs an id, a version from 1, a language and words", ErrInvalid, ref)
	}
	var purposes int
	if err := tx.Get(ctx, &purposes, `SELECT count(*) FROM purpose WHERE id = ?`, string(purpose)); err != nil {
		return err
	}
	if purposes == 0 {
		return fmt.Errorf("purpose %q: %w; add it first", purpose, ErrUnknown)
	}
	var known []byte
	err := tx.Get(ctx, &known, `SELECT sha256 FROM notice WHERE id = ? AND version = ? AND lang = ?`, ref.ID, ref.Version, ref.Lang)
	switch {
	case err == nil && string(known) == string(sum[:]):
		return nil
	case err == nil:
		return fmt.Errorf("%w: notice %s was published with other words; publish version %d", ErrInvalid, ref, ref.Version+1)
	case !errors.Is(err, db.ErrNotFound):
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO notice (id, version, lang, purpose, body, sha256, published_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		ref.ID, ref.Version, ref.Lang, string(purpose), body, sum[:], clock.Millis(s.clock.Now())); err != nil {
		return fmt.Errorf("publish notice %s: %w", ref, err)
	}
	return AppendTx(ctx, tx, []Leaf{{Kind: "notice", Body: map[string]any{
		"ref": ref.String(), "purpose": string(purpose), "sha256": hex.EncodeToString(sum[:])}}})
}

// PublishNotice is PublishNoticeTx in a transaction of its own.
func (s *Store) PublishNotice(ctx context.Context, ref NoticeRef, purpose PurposeID, body string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return s.PublishNoticeTx(ctx, tx, ref, purpose, body) })
}

// Notice is the exact words behind a reference.
type Notice struct {
	Ref       NoticeRef
	Purpose   PurposeID
	Body      string
	SHA256    string // of Body, hexadecimal, as it stands in the log
	Published time.Time
}

// Notices lists all notices by id, the newest version first.
func (s *Store) Notices(ctx context.Context, r db.Reader) ([]Notice, error) {
	return notices(ctx, r, "")
}

// Notice finds one notice, or returns [ErrUnknown].
func (s *Store) Notice(ctx context.Context, r db.Reader, ref NoticeRef) (Notice, error) {
	found, err := notices(ctx, r, ` WHERE id = ? AND version = ? AND lang = ?`, ref.ID, ref.Version, ref.Lang)
	if err != nil {
		return Notice{}, err
	}
	if len(found) == 0 {
		return Notice{}, fmt.Errorf("notice %q: %w", ref, ErrUnknown)
	}
	return found[0], nil
}

func notices(ctx context.Context, r db.Reader, where string, args ...any) ([]Notice, error) {
	var rows []struct {
		ID        string    `db:"id"`
		Version   int       `db:"version"`
		Lang      string    `db:"lang"`
		Purpose   PurposeID `db:"purpose"`
		Body      string    `db:"body"`
		SHA256    []byte    `db:"sha256"`
		Published int64     `db:"published_at"`
	}
	byLetter := r.Engine().ByLetter
	err := r.Select(ctx, &rows, `SELECT id, version, lang, purpose, body, sha256, published_at FROM notice`+where+
		` ORDER BY `+byLetter("id")+`, version DESC, `+byLetter("lang"), args...)
	if err != nil {
		return nil, fmt.Errorf("list notices: %w", err)
	}
	list := make([]Notice, len(rows))
	for i, row := range rows {
		list[i] = Notice{NoticeRef{row.ID, row.Version, row.Lang}, row.Purpose, row.Body,
			hex.EncodeToString(row.SHA256), clock.At(row.Published)}
	}
	return list, nil
}

// checkNotices returns [ErrUnknown] when one of the notices is not published
// for this purpose.
func (s *Store) checkNotices(ctx context.Context, r db.Reader, purpose PurposeID, refs map[NoticeRef]bool) error {
	for ref := range refs {
		var n int
		err := r.Get(ctx, &n, `SELECT count(*) FROM notice WHERE id = ? AND version = ? AND lang = ? AND purpose = ?`,
			ref.ID, ref.Version, ref.Lang, string(purpose))
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("notice %q for purpose %q: %w; publish it before anybody agrees to it", ref, purpose, ErrUnknown)
		}
	}
	return nil
}
