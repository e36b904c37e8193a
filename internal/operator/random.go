package operator

import (
	"crypto/rand"
	"encoding/base64"
)

// secretSize is how many random bytes stand behind a token, a session and an
// invitation; secretLength is how long they are as text.
const (
	secretSize   = 32
	secretLength = (secretSize*8 + 5) / 6
)

// newSecret is 43 characters that are safe in a header, a cookie and a path.
func newSecret() string {
	var b [secretSize]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// codeLetters leave out what is mistaken for something else: 0 O, 1 I L.
const codeLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// codeLength is how many letters a code has that a person types.
const codeLength = 8

// newCode draws each letter with the same chance.
func newCode() string {
	const fair = 256 - 256%len(codeLetters)
	code := make([]byte, 0, codeLength)
	for len(code) < codeLength {
		var b [codeLength]byte
		_, _ = rand.Read(b[:]) // never fails
		for _, x := range b {
			if int(x) < fair && len(code) < codeLength {
				code = append(code, codeLetters[int(x)%len(codeLetters)])
			}
		}
	}
	return string(code)
}
