package operator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"accord/internal/db"
)

// What an operator can choose for the pages they see; the first is given to
// who has not chosen.
var (
	languages = []string{"fr", "en"}
	themes    = []string{"system", "light", "dark"}
)

// Themes are what [Store.SetPreferences] takes as a theme, in the order of a
// page.
func Themes() []string { return slices.Clone(themes) }

const (
	nameLength  = 100 // characters of a name
	emailLength = 254 // of an address that mail can reach (RFC 5321, 4.5.3.1.3)
)

// enrolment checks what is entered of a new operator, and returns it as it is
// stored: the e-mail in lower case, the choices made.
func enrolment(o Operator) (Operator, error) {
	email, err := parseEmail(o.Email)
	o.Email, o.Name = email, strings.TrimSpace(o.Name)
	o.Language, o.Theme = cmp.Or(o.Language, languages[0]), cmp.Or(o.Theme, themes[0])
	return o, errors.Join(err, checkName(o.Name), o.Role.Validate(), checkPreferences(o.Language, o.Theme))
}

// parseEmail is the address alone, in lower case.
func parseEmail(text string) (string, error) {
	a, err := mail.ParseAddress(text)
	if err != nil || a.Address != text || len(text) > emailLength {
		return "", invalid("email", Malformed, "%q is no address; want one such as claire@example.org", text)
	}
	return strings.ToLower(text), nil
}

// checkName takes what a page can show on one line.
func checkName(name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return invalid("name", Missing, "a name is required")
	case utf8.RuneCountInString(name) > nameLength:
		return invalid("name", TooLong, "use at most %d characters", nameLength)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		return invalid("name", Malformed, "leave out line breaks and control characters")
	}
	return nil
}

func checkPreferences(language, theme string) error {
	var wrong []error
	if !slices.Contains(languages, language) {
		wrong = append(wrong, invalid("language", NotOffered, "%q is none: use one of %q", language, languages))
	}
	if !slices.Contains(themes, theme) {
		wrong = append(wrong, invalid("theme", NotOffered, "%q is none: use one of %q", theme, themes))
	}
	return errors.Join(wrong...)
}

// SetPreferences changes how an operator sees the pages: the language, "fr" or
// "en", and the theme, "system", "light" or "dark". The error is [ErrInvalid]
// or [ErrUnknown].
func (s *Store) SetPreferences(ctx context.Context, id ID, language, theme string) error {
	err := checkPreferences(language, theme)
	if err == nil {
		err = s.change(ctx, id, func(ctx context.Context, tx *db.Tx, o Operator) error {
			if o.Language == language && o.Theme == theme {
				return nil
			}
			if _, err := tx.Exec(ctx, `UPDATE operator SET language = ?, theme = ? WHERE id = ?`, language, theme, int64(id)); err != nil {
				return err
			}
			return s.RecordTx(ctx, tx, Entry{Operator: o.Email, Action: PreferencesChanged, Subject: operatorSubject(id),
				Detail: map[string]any{"language": language, "theme": theme}})
		})
	}
	if err != nil {
		return fmt.Errorf("set the preferences of operator %d: %w", id, err)
	}
	return nil
}
