package secret

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// KeySize is the length of every key in bytes.
const KeySize = 32

// Keys are the secrets of one organisation.
type Keys struct {
	kek, pepper [KeySize]byte
	signer      *[KeySize]byte // nil on workers
}

// String keeps the keys out of any log that formats them.
func (k *Keys) String() string { return "secret.Keys" }

// GoString is String, for %#v.
func (k *Keys) GoString() string { return k.String() }

// names of the key files, in the order in which they are made.
var names = []string{"kek", "pepper", "signer"}

// Load reads the keys of a folder. The signer may be absent.
func Load(dir string) (*Keys, error) {
	k := new(Keys)
	for _, name := range names {
		key, err := readKey(filepath.Join(dir, name))
		switch {
		case name == "signer" && errors.Is(err, fs.ErrNotExist):
			return k, nil
		case err != nil:
			return nil, fmt.Errorf("load keys: %w", err)
		}
		k.set(name, key)
	}
	return k, nil
}

// LoadOrCreate is Load, or makes all keys when the folder has none of them.
// A folder with some of its keys missing is an error: making new ones would
// cut off what the old ones protect.
func LoadOrCreate(dir string) (keys *Keys, created bool, err error) {
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			keys, err := Load(dir)
			return keys, false, err
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, false, fmt.Errorf("create keys: %w", err)
	}
	for _, name := range names {
		if err := createKey(filepath.Join(dir, name)); err != nil {
			return nil, false, fmt.Errorf("create keys: %w", err)
		}
	}
	keys, err = Load(dir)
	return keys, true, err
}

// Ephemeral makes keys that are never written: for tests.
func Ephemeral() *Keys {
	k := &Keys{signer: new([KeySize]byte)}
	for _, key := range []*[KeySize]byte{&k.kek, &k.pepper, k.signer} {
		_, _ = rand.Read(key[:]) // never fails
	}
	return k
}

// Escrow is the instruction to print when keys were created in dir.
func Escrow(dir string) string {
	return "New keys were written to " + dir + ".\n" +
		"Copy this folder to a second safe place now, apart from the backups of the data:\n" +
		"without kek nobody can read what people agreed to, without pepper nobody is recognised as opted out.\n"
}

func (k *Keys) set(name string, key [KeySize]byte) {
	switch name {
	case "kek":
		k.kek = key
	case "pepper":
		k.pepper = key
	case "signer":
		k.signer = &key
	}
}

func readKey(path string) (key [KeySize]byte, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return key, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return key, fmt.Errorf("%s can be read by others (mode %04o); run: chmod 600 %s", path, info.Mode().Perm(), path)
	}
	text, err := os.ReadFile(path) //nolint:gosec // the operator names the folder
	if err != nil {
		return key, err
	}
	raw, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(raw) != KeySize {
		return key, fmt.Errorf("%s is not a key of %d bytes in hexadecimal", path, KeySize)
	}
	return [KeySize]byte(raw), nil
}

func createKey(path string) error {
	var key [KeySize]byte
	_, _ = rand.Read(key[:])                                              // never fails
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // as above
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, hex.EncodeToString(key[:]))
	return errors.Join(err, f.Sync(), f.Close())
}
