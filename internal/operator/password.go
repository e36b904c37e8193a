package operator

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	passwordField = "password"
	// The length of a password in characters. What people choose is long rather
	// than varied; the upper bound only keeps a form from sending a book.
	passwordShortest, passwordLongest = 12, 256
)

// parsePassword refuses what may not be chosen and returns the rest as it is
// hashed.
func parsePassword(text, email string) (string, error) {
	if !utf8.ValidString(text) {
		return "", invalid(passwordField, Malformed, "it is not text in UTF-8")
	}
	text = composed(text)
	switch n := utf8.RuneCountInString(text); {
	case n < passwordShortest:
		return "", invalid(passwordField, TooShort, "use at least %d characters; a sentence is easy to remember", passwordShortest)
	case n > passwordLongest:
		return "", invalid(passwordField, TooLong, "use at most %d characters", passwordLongest)
	case strings.EqualFold(strings.TrimSpace(text), strings.TrimSpace(email)):
		return "", invalid(passwordField, LikeEmail, "choose something that is not the e-mail")
	}
	return text, nil
}

// composed is one spelling of a text: keyboards differ in how they send "é"
// (RFC 8265, 4.2.2).
func composed(text string) string { return norm.NFC.String(text) }

// newHash checks a new password and hashes it.
func (s *Store) newHash(ctx context.Context, password, email string) (string, error) {
	text, err := parsePassword(password, email)
	if err != nil {
		return "", err
	}
	return s.hasher.create(ctx, text)
}

// verify returns [ErrCredentials] for a password that does not match; the hash
// is empty where there is none to match.
func (s *Store) verify(ctx context.Context, password, hash string) error {
	if len(password) > passwordLongest*utf8.UTFMax {
		password, hash = "", "" // no such password can have been chosen
	}
	ok, err := s.hasher.matches(ctx, composed(password), hash)
	if err != nil {
		return fmt.Errorf("verify a password: %w", err)
	}
	if !ok {
		return ErrCredentials
	}
	return nil
}
