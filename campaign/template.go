package campaign

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"accord/internal/clock"
	"accord/internal/db"
)

// Format is what a template's header is.
type Format string

// The formats of a header.
const (
	FormatText     Format = "text"
	FormatImage    Format = "image"
	FormatVideo    Format = "video"
	FormatDocument Format = "document"
)

// ButtonKind is what a tap on a button does.
type ButtonKind string

// The kinds of buttons that Accord fills.
const (
	QuickReply ButtonKind = "quick_reply" // answers with a payload
	URLButton  ButtonKind = "url"         // opens a page; the end of its address may vary
	CopyCode   ButtonKind = "copy_code"   // copies a coupon
)

// Template is an approved text with places to fill, in one language.
type Template struct {
	RemoteID string // WhatsApp's id
	Name     string
	Language string // "fr", "en_US"
	Category string // MARKETING, UTILITY, AUTHENTICATION
	Status   string // APPROVED, PAUSED, …
	Header   *Header
	Body     string // with {{1}} or {{first_name}}
	Footer   string
	Buttons  []Button
}

// Header stands above the body.
type Header struct {
	Format Format
	Text   string
}

// Button stands below the body.
type Button struct {
	Kind ButtonKind
	Text string
	URL  string // with {{1}} at its end where it varies
}

// Approved is the one status in which a template may be sent.
const Approved = "APPROVED"

var placeholder = regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`)

// Variables are the places of the body, each once: numbered ones by number, as
// WhatsApp takes them, named ones in the order of the text.
func (t Template) Variables() []string {
	var names []string
	seen := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(t.Body, -1) {
		if !seen[m[1]] {
			seen[m[1]] = true
			names = append(names, m[1])
		}
	}
	slices.SortStableFunc(names, func(a, b string) int {
		i, errA := strconv.Atoi(a)
		j, errB := strconv.Atoi(b)
		if errA != nil || errB != nil {
			return 0
		}
		return cmp.Compare(i, j)
	})
	return names
}

// Preview is the body as a person would read it.
func (t Template) Preview(values []TextValue) string {
	byName := map[string]string{}
	for i, v := range values {
		byName[fmt.Sprint(i+1)] = v.Text
		if v.Name != "" {
			byName[v.Name] = v.Text
		}
	}
	return t.bodyWith(byName)
}

// bodyWith is the body with the places that have a text filled.
func (t Template) bodyWith(byName map[string]string) string {
	return placeholder.ReplaceAllStringFunc(t.Body, func(place string) string {
		name := strings.Trim(place, "{} ")
		if text, ok := byName[name]; ok {
			return text
		}
		return place
	})
}

// SyncTemplates replaces what is known of an account's templates. One that
// vanished is kept with status DELETED: messages still refer to it.
func (s *Store) SyncTemplates(ctx context.Context, wabaID string, list []Template) error {
	set := db.NewSet(db.Text("remote_id"), db.Text("name"), db.Text("language"), db.Text("category"), db.Text("status"), db.Text("components"))
	for _, t := range list {
		body, err := json.Marshal(t)
		if err != nil {
			return err
		}
		set.Add(t.RemoteID, t.Name, t.Language, strings.ToUpper(t.Category), strings.ToUpper(t.Status), string(body))
	}
	now := clock.Millis(s.Clock.Now())
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE template SET status = 'DELETED', synced_at = ? WHERE waba_id = ?`, now, wabaID); err != nil {
			return err
		}
		_, err := tx.ExecSet(ctx, set, `INSERT INTO template (waba_id, remote_id, name, language, category, status, components, synced_at)
			SELECT ?, remote_id, name, language, category, status, components, ? FROM v WHERE true
			ON CONFLICT (waba_id, name, language) DO UPDATE SET remote_id = excluded.remote_id, category = excluded.category,
				status = excluded.status, components = excluded.components, synced_at = excluded.synced_at`, wabaID, now)
		if err != nil {
			return fmt.Errorf("sync templates: %w", err)
		}
		return nil
	})
}

// TemplateKey names a template within an account.
type TemplateKey struct {
	Name     string `json:"name"`
	Language string `json:"language"`
}
