package operator

import (
	"errors"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Shapes of what WhatsApp gives; package whatsapp asks for the same.
var (
	numberID      = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)
	numberVersion = regexp.MustCompile(`^v\d{1,3}\.\d{1,2}$`)
	numberSecret  = regexp.MustCompile(`^[\x21-\x7e]{1,1000}$`)
)

// appSecretsMost is how many secrets are valid at once while one replaces the
// other.
const appSecretsMost = 2

// trimmed is a number without the spaces that come along when it is pasted,
// and without the secrets that stand for the stored ones.
func (n Number) trimmed() Number {
	for _, text := range []*string{&n.ID, &n.WABAID, &n.Label, &n.BaseURL, &n.Version} {
		*text = strings.TrimSpace(*text)
	}
	n.BaseURL = strings.TrimRight(n.BaseURL, "/")
	n.Token, n.VerifyToken = n.Token.trimmed(), n.VerifyToken.trimmed()
	n.AppSecrets = slices.Clone(n.AppSecrets)
	for i, s := range n.AppSecrets {
		n.AppSecrets[i] = s.trimmed()
	}
	n.AppSecrets = slices.DeleteFunc(n.AppSecrets, Secret.empty)
	return n
}

func (s Secret) trimmed() Secret {
	if s.Reveal() == Redacted {
		return Secret{}
	}
	return NewSecret(strings.TrimSpace(s.Reveal()))
}

// empty says that there is no secret.
func (s Secret) empty() bool { return s.text == nil }

func (s Secret) malformed() bool { return !numberSecret.MatchString(s.Reveal()) }

// Validate returns what cannot be accepted, [ErrInvalid], but for secrets that
// may be stored already; see [FieldErrors].
func (n Number) Validate() error {
	return errors.Join(n.checkIDs(), n.checkPlatform(), n.checkSecrets())
}

func (n Number) checkIDs() error {
	var wrong []error
	if !numberID.MatchString(n.ID) {
		wrong = append(wrong, invalid("id", Malformed, "%q is no phone number id; copy it from the API set-up of your Meta app: digits such as 106540352242922", n.ID))
	}
	if !numberID.MatchString(n.WABAID) {
		wrong = append(wrong, invalid("waba_id", Malformed, "%q is no WhatsApp Business account id; copy it from the API set-up of your Meta app", n.WABAID))
	}
	if utf8.RuneCountInString(n.Label) > nameLength || oneLine(n.Label, nameLength) != n.Label {
		wrong = append(wrong, invalid("label", Malformed, "use at most %d characters on one line", nameLength))
	}
	return errors.Join(wrong...)
}

func (n Number) checkPlatform() error {
	var wrong []error
	if n.BaseURL != "" {
		u, err := url.Parse(n.BaseURL)
		if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || !private(u) {
			wrong = append(wrong, invalid("base_url", Malformed, "%q is no https address, nor an http one of this machine; leave it empty for Meta's own", n.BaseURL))
		}
	}
	if n.Version != "" && !numberVersion.MatchString(n.Version) {
		wrong = append(wrong, invalid("version", Malformed, "%q is no version; want one such as v26.0, or nothing", n.Version))
	}
	return errors.Join(wrong...)
}

// private says that nobody on the way reads what is sent to an address: it is
// https, or http that does not leave this machine.
func private(u *url.URL) bool {
	if u.Scheme == "http" {
		a, err := netip.ParseAddr(u.Hostname())
		return u.Hostname() == "localhost" || err == nil && a.IsLoopback()
	}
	return u.Scheme == "https"
}

func (n Number) checkSecrets() error {
	var wrong []error
	for _, s := range []struct {
		field  string
		secret Secret
	}{{"token", n.Token}, {"verify_token", n.VerifyToken}} {
		if !s.secret.empty() && s.secret.malformed() {
			wrong = append(wrong, invalid(s.field, Malformed, "it has spaces or other characters that no such secret has; copy it again"))
		}
	}
	if len(n.AppSecrets) > appSecretsMost {
		wrong = append(wrong, invalid("app_secrets", TooLong, "at most %d: the new one and the one it replaces", appSecretsMost))
	}
	if slices.ContainsFunc(n.AppSecrets, Secret.malformed) {
		wrong = append(wrong, invalid("app_secrets", Malformed, "one has spaces or other characters that no app secret has; copy it again"))
	}
	return errors.Join(wrong...)
}

// Over is a number as it is with what is stored of it: a secret that is empty
// or [Redacted] is the stored one. The stored token is for the platform that it
// was entered for: under another address it has to be entered again, or whoever
// may change the address could read it there. The error is [ErrInvalid].
func (n Number) Over(stored Number) (Number, error) {
	n = n.trimmed()
	err := n.Validate()
	switch {
	case !n.Token.empty():
	case n.BaseURL == stored.BaseURL:
		n.Token = stored.Token
	case !stored.Token.empty():
		err = errors.Join(err, invalid("token", Elsewhere, "enter the access token again: the stored one is for the address that was there before"))
	}
	if n.VerifyToken.empty() {
		n.VerifyToken = stored.VerifyToken
	}
	if len(n.AppSecrets) == 0 {
		n.AppSecrets = stored.AppSecrets
	}
	return n, err
}

// complete asks for the secrets without which a number works neither way.
func (n Number) complete() error {
	var wrong []error
	if n.Token.empty() {
		wrong = append(wrong, invalid("token", Missing, "an access token is required: without one nothing can be sent"))
	}
	if len(n.AppSecrets) == 0 {
		wrong = append(wrong, invalid("app_secrets", Missing, "the app secret is required: without it webhooks could not be told from forgeries"))
	}
	return errors.Join(wrong...)
}
