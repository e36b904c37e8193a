package secret

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestKeysSurviveARestartAndRefuseLooseModes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	first, created, err := LoadOrCreate(dir)
	if err != nil || !created {
		t.Fatalf("first start: created %v, %v", created, err)
	}
	again, created, err := LoadOrCreate(dir)
	if err != nil || created {
		t.Fatalf("second start: created %v, %v", created, err)
	}
	if !bytes.Equal(first.Tag("phone", "+33612345678"), again.Tag("phone", "+33612345678")) {
		t.Error("the pepper changed between two starts")
	}
	if err := os.Chmod(filepath.Join(dir, "kek"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("readable key file: %v, want the remedy", err)
	}
}

func TestAMissingKeyIsNeverReplaced(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	if _, _, err := LoadOrCreate(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "pepper")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := LoadOrCreate(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("pepper gone: %v, want an error", err)
	}
}

func TestWorkersRunWithoutTheSigner(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	if _, _, err := LoadOrCreate(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "signer")); err != nil {
		t.Fatal(err)
	}
	if k, err := Load(dir); err != nil || k.signer != nil {
		t.Errorf("worker's keys: %v", err)
	}
}

func TestSealedValuesOpenOnlyInTheirPlace(t *testing.T) {
	keys := Ephemeral()
	key, wrapped := keys.NewDataKey("subject/1")
	sealed := key.Seal([]byte("+33612345678"), "address/1")
	if bytes.Contains(sealed, []byte("336123")) {
		t.Fatal("the clear text shows")
	}
	reopened, err := keys.DataKey(wrapped, "subject/1")
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := reopened.Open(sealed, "address/1"); err != nil || string(plain) != "+33612345678" {
		t.Errorf("opened %q, %v", plain, err)
	}
	flipped := bytes.Clone(sealed)
	flipped[len(flipped)-1] ^= 1
	for name, try := range map[string]func() error{
		"another place":        func() error { _, err := reopened.Open(sealed, "address/2"); return err },
		"a changed byte":       func() error { _, err := reopened.Open(flipped, "address/1"); return err },
		"cut short":            func() error { _, err := reopened.Open(sealed[:5], "address/1"); return err },
		"another person":       func() error { _, err := keys.DataKey(wrapped, "subject/2"); return err },
		"another organisation": func() error { _, err := Ephemeral().DataKey(wrapped, "subject/1"); return err },
	} {
		if err := try(); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: %v, want ErrUnreadable", name, err)
		}
	}
}

func TestTagsKeepKindsApart(t *testing.T) {
	keys := Ephemeral()
	if bytes.Equal(keys.Tag("phone", "1"), keys.Tag("token", "1")) {
		t.Error("a token and a number have the same tag")
	}
}
