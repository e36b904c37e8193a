package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

// ErrUnreadable is a sealed value that does not open: another key, another
// place, or changed bytes.
var ErrUnreadable = errors.New("sealed value does not open with this key")

// DataKey protects what belongs to one person (or one day of the journal).
type DataKey struct{ gcm cipher.AEAD }

// NewDataKey makes a key and its wrapped form, which may be stored; name binds
// it to its place ("subject/42").
func (k *Keys) NewDataKey(name string) (DataKey, []byte) {
	var raw [KeySize]byte
	_, _ = rand.Read(raw[:]) // never fails
	return DataKey{gcm(raw)}, seal(gcm(k.kek), raw[:], "key/"+name)
}

// DataKey opens a wrapped key.
func (k *Keys) DataKey(wrapped []byte, name string) (DataKey, error) {
	raw, err := open(gcm(k.kek), wrapped, "key/"+name)
	if err != nil {
		return DataKey{}, fmt.Errorf("data key of %s: %w", name, err)
	}
	return DataKey{gcm([KeySize]byte(raw))}, nil
}

// Seal encrypts under the key-encryption key itself: settings, not persons.
func (k *Keys) Seal(plain []byte, place string) []byte { return seal(gcm(k.kek), plain, "kek/"+place) }

// Open undoes [Keys.Seal].
func (k *Keys) Open(sealed []byte, place string) ([]byte, error) {
	return open(gcm(k.kek), sealed, "kek/"+place)
}

// Seal encrypts and authenticates; place is bound in, so that a value copied
// to another row does not open there.
func (d DataKey) Seal(plain []byte, place string) []byte { return seal(d.gcm, plain, place) }

// Open undoes [DataKey.Seal], or returns [ErrUnreadable].
func (d DataKey) Open(sealed []byte, place string) ([]byte, error) { return open(d.gcm, sealed, place) }

// Tag is a keyed fingerprint: equal for equal values, useless without the
// pepper. Kind keeps numbers, tokens and ids apart.
func (k *Keys) Tag(kind, value string) []byte {
	mac := hmac.New(sha256.New, k.pepper[:])
	mac.Write([]byte(kind + "\x00" + value))
	return mac.Sum(nil)
}

func gcm(key [KeySize]byte) cipher.AEAD {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // only the length can be wrong
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return aead
}

func seal(aead cipher.AEAD, plain []byte, place string) []byte {
	return aead.Seal(nil, nil, plain, []byte(place))
}

func open(aead cipher.AEAD, sealed []byte, place string) ([]byte, error) {
	if len(sealed) < aead.Overhead() {
		return nil, ErrUnreadable
	}
	plain, err := aead.Open(nil, nil, sealed, []byte(place))
	if err != nil {
		return nil, ErrUnreadable
	}
	return plain, nil
}
