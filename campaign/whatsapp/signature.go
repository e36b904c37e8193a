package whatsapp

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
)

const signaturePrefix = "sha256="

// ErrSignature says that a webhook was not signed with a secret of ours.
var ErrSignature = errors.New("webhook signature does not match")

// Secrets are the app secrets that sign webhooks: one, or the old and the new
// one while the secret is rotated.
type Secrets struct{ keys []string }

// NewSecrets refuses none, more than two, and an empty one: a receiver that
// cannot check signatures must not start. Blanks around a secret are dropped.
func NewSecrets(secrets ...string) (Secrets, error) {
	if len(secrets) == 0 || len(secrets) > 2 {
		return Secrets{}, errors.New("webhooks need one app secret, or two during rotation")
	}
	var s Secrets
	for _, secret := range secrets {
		key := strings.TrimSpace(secret)
		if key == "" {
			return Secrets{}, errors.New("an app secret for webhooks is empty")
		}
		s.keys = append(s.keys, key)
	}
	return s, nil
}

// Verify checks the header X-Hub-Signature-256 of a webhook: "sha256=" and 64
// lower-case hexadecimal digits of HMAC-SHA256(app secret, raw body bytes).
// Every secret is tried in constant time. The error wraps [ErrSignature].
// Protocol: developers.facebook.com, webhooks, create-webhook-endpoint.
func (s Secrets) Verify(raw []byte, header string) error {
	given, ok := strings.CutPrefix(header, signaturePrefix)
	if !ok || len(given) != hex.EncodedLen(sha256.Size) {
		return ErrSignature
	}
	matches := false
	for _, key := range s.keys {
		// No early exit: the time must not tell which secret is in use.
		if hmac.Equal([]byte(given), digest(key, raw)) {
			matches = true
		}
	}
	if !matches {
		return ErrSignature
	}
	return nil
}

// Sign returns the header value for a body, made with the first secret.
func (s Secrets) Sign(raw []byte) string {
	return signaturePrefix + string(digest(s.keys[0], raw))
}

// digest is in hexadecimal, so that upper-case digits never match.
func digest(key string, raw []byte) []byte {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(raw)
	return hex.AppendEncode(nil, mac.Sum(nil))
}
