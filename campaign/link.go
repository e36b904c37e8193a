package campaign

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
	"unicode"

	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"

	"golang.org/x/text/unicode/norm"
)

// Code is a short link: 64 random bits, so that nobody finds one by guessing.
type Code uint64

// String is the code as it stands in an address, 11 signs.
func (c Code) String() string {
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint64(nil, uint64(c)))
}

// ParseCode reads a code; anything else is [ErrNotFound].
func ParseCode(text string) (Code, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(b) != 8 {
		return 0, fmt.Errorf("link: %w", ErrNotFound)
	}
	return Code(binary.BigEndian.Uint64(b)), nil
}

func (s *Store) newCode() (Code, error) {
	var b [8]byte
	_, err := io.ReadFull(s.Rand, b[:])
	return Code(binary.BigEndian.Uint64(b[:])), err
}

// Visit is one opening of a short link.
type Visit struct {
	Code  Code
	At    time.Time
	Robot bool // a link preview, scanner or prefetch: it is kept but not counted
}

// Follow records a visit and returns where to go: only ever to an address
// that was stored with the campaign.
func (s *Store) Follow(ctx context.Context, v Visit) (string, error) {
	var found struct {
		URL        string         `db:"url"`
		Name       string         `db:"name"`
		Campaign   ID             `db:"campaign_id"`
		Experiment experiment.ID  `db:"experiment_id"`
		Arm        experiment.Arm `db:"arm"`
		Contact    ContactID      `db:"contact_id"`
	}
	err := s.db.Get(ctx, &found, `SELECT t.url, c.name, t.campaign_id, c.experiment_id, t.arm, m.contact_id
		FROM link l JOIN link_target t ON t.id = l.target_id JOIN message m ON m.id = l.message_id
		JOIN campaign c ON c.id = t.campaign_id WHERE l.code = ?`, int64(v.Code)) //nolint:gosec // the same 64 bits
	if errors.Is(err, db.ErrNotFound) {
		return "", fmt.Errorf("link: %w", ErrNotFound)
	}
	if err != nil {
		return "", fmt.Errorf("follow link: %w", err)
	}
	design, err := s.Experiment.Design(ctx, s.db, found.Experiment)
	if err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO click (code, at, robot) VALUES (?, ?, ?)`,
			int64(v.Code), clock.Millis(v.At), bit(v.Robot)); err != nil || v.Robot { //nolint:gosec // as above
			return err
		}
		return s.Experiment.RecordTx(ctx, tx, []experiment.Outcome{{Experiment: found.Experiment,
			Unit: experiment.Unit(found.Contact), Metric: experiment.Clicked, At: v.At}})
	})
	if err != nil {
		return "", fmt.Errorf("record click: %w", err)
	}
	return withUTM(found.URL, found.Name, string(design.Key(found.Arm))), nil
}

// withUTM tells the page's analytics where the visit comes from; what the
// address already says stays, to the letter: shops have queries of their own.
func withUTM(address, campaign, variant string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // it was checked at launch
	}
	known, more := u.Query(), url.Values{}
	for key, value := range map[string]string{
		"utm_source": "whatsapp", "utm_medium": "messaging", "utm_campaign": slug(campaign), "utm_content": slug(variant),
	} {
		if !known.Has(key) {
			more.Set(key, value)
		}
	}
	u.RawQuery = strings.Trim(u.RawQuery+"&"+more.Encode(), "&")
	return u.String()
}

// slug is a name in small letters, digits and dashes: "Été 2026" is "ete-2026".
func slug(name string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(name)))
	return strings.Join(strings.FieldsFunc(plain, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "-")
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// linkTargetsTx stores the pages behind the short links of each arm.
func linkTargetsTx(ctx context.Context, tx *db.Tx, c Campaign) error {
	set := db.NewSet(db.Int("arm"), db.Int("button"), db.Text("url"))
	for arm, v := range c.Content.Variants {
		for button, target := range v.Links {
			set.Add(int64(arm), int64(button), target)
		}
	}
	_, err := tx.ExecSet(ctx, set, `INSERT INTO link_target (campaign_id, arm, button, url)
		SELECT ?, arm, button, url FROM v WHERE true ON CONFLICT DO NOTHING`, int64(c.ID))
	return err
}

// linksTx gives each new message its short links.
func (s *Store) linksTx(ctx context.Context, tx *db.Tx, c Campaign, messages []inserted) error {
	var targets []struct {
		ID  int64          `db:"id"`
		Arm experiment.Arm `db:"arm"`
	}
	if err := tx.Select(ctx, &targets, `SELECT id, arm FROM link_target WHERE campaign_id = ? ORDER BY id`, int64(c.ID)); err != nil {
		return err
	}
	set := db.NewSet(db.Int("code"), db.Int("message_id"), db.Int("target_id"))
	for _, m := range messages {
		for _, t := range targets {
			if t.Arm != m.Arm {
				continue
			}
			code, err := s.newCode()
			if err != nil {
				return err
			}
			set.Add(int64(code), int64(m.ID), t.ID) //nolint:gosec // the same 64 bits
		}
	}
	_, err := tx.ExecSet(ctx, set, `INSERT INTO link (code, message_id, target_id) SELECT code, message_id, target_id FROM v`)
	if err != nil {
		return fmt.Errorf("make short links: %w", err)
	}
	return nil
}

// codesOf loads the short links of messages by button.
func codesOf(ctx context.Context, r db.Reader, ids []MessageID) (map[MessageID]map[int]Code, error) {
	var rows []struct {
		Message MessageID `db:"message_id"`
		Code    int64     `db:"code"`
		Button  int       `db:"button"`
	}
	err := r.SelectSet(ctx, &rows, db.IDs("id", ids), `SELECT l.message_id, l.code, t.button FROM v
		JOIN link l ON l.message_id = v.id JOIN link_target t ON t.id = l.target_id`)
	if err != nil {
		return nil, fmt.Errorf("load short links: %w", err)
	}
	codes := make(map[MessageID]map[int]Code, len(ids))
	for _, row := range rows {
		if codes[row.Message] == nil {
			codes[row.Message] = map[int]Code{}
		}
		codes[row.Message][row.Button] = Code(row.Code) //nolint:gosec // the same 64 bits
	}
	return codes, nil
}
