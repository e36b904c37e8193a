package whatsapp

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"regexp"
)

// ErrHandshake says that a subscription request is not Meta's for this
// installation; it is answered with 403.
var ErrHandshake = errors.New("webhook handshake refused")

// echoable is wider than the digits Meta sends and narrower than anything a
// browser could take for a page.
var echoable = regexp.MustCompile(`^[0-9A-Za-z_-]{1,256}$`)

// Challenge answers GET ?hub.mode=subscribe&hub.challenge=…&hub.verify_token=…:
// it returns the text to send back, bare. want is the verify token of this
// installation; an empty one never matches. The error is [ErrHandshake].
func Challenge(mode, token, challenge, want string) (string, error) {
	// Digests have equal lengths, so the comparison does not tell the token's.
	got, expected := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(want))
	same := subtle.ConstantTimeCompare(got[:], expected[:]) == 1
	if !same || want == "" || mode != "subscribe" || !echoable.MatchString(challenge) {
		return "", ErrHandshake
	}
	return challenge, nil
}
