package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"accord/consent"
	"accord/internal/secret"
)

// said is what one run of the program did.
type said struct {
	out, err string
	fault    error
}

func accord(t *testing.T, env map[string]string, args ...string) said {
	t.Helper()
	var out, remarks bytes.Buffer
	err := run(t.Context(), args, func(name string) string { return env[name] }, strings.NewReader(""), &out, &remarks)
	return said{out.String(), remarks.String(), err}
}

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestUsageErrorsEndWithStatusTwo(t *testing.T) {
	for name, args := range map[string][]string{
		"no command":       {},
		"unknown command":  {"fly"},
		"unknown flag":     {"demo", "--fast"},
		"not a number":     {"demo", "--contacts", "many"},
		"missing argument": {"import"},
		"unknown language": {"demo", "--lang", "de"},
	} {
		t.Run(name, func(t *testing.T) {
			var exit exitError
			if s := accord(t, nil, args...); !errors.As(s.fault, &exit) || exit.code != 2 || s.err == "" {
				t.Errorf("%v: %v, said %q; want status 2 and a reason", args, s.fault, s.err)
			}
		})
	}
}

func TestHelpAndVersionSucceed(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"--version"}, {"serve", "--help"}} {
		if s := accord(t, nil, args...); s.fault != nil || s.out == "" {
			t.Errorf("%v: %v, %q", args, s.fault, s.out)
		}
	}
}

func TestServeRefusesToStartWithoutAnAppSecret(t *testing.T) {
	s := accord(t, map[string]string{"ACCORD_DATA": t.TempDir(), "ACCORD_WHATSAPP_PHONE_NUMBER_ID": "1", "ACCORD_WHATSAPP_TOKEN": "t"}, "serve")
	if s.fault == nil || !strings.Contains(s.fault.Error(), "APP_SECRET") {
		t.Errorf("serve without a secret: %v", s.fault)
	}
}

// TestAnOperatorsMorning walks the commands of the README on one folder.
func TestAnOperatorsMorning(t *testing.T) {
	env := map[string]string{"ACCORD_DATA": filepath.Join(t.TempDir(), "data")}
	people := writeFile(t, "people.csv", "Téléphone;Prénom;Accord le\n06 12 34 56 78;Zoé;2026-01-02T10:00:00Z\n+33698765432;Léo;\n")
	mapping := writeFile(t, "map.json", `{"phone":"Téléphone","attributes":{"first_name":{"column":"Prénom"}},
		"consent":{"at":"Accord le","purpose":"marketing.offers","notice":"n-offers@1/fr","method":"paper","act":"signature","source":"caisse"}}`)
	words := writeFile(t, "notice.txt", "J’accepte de recevoir les offres par WhatsApp.")
	for _, step := range []struct {
		name string
		args []string
		out  string // what it must say
		err  string // what it must fail with
	}{
		{"an operator", []string{"operator", "add", "Claire@Example.org", "--name", "Claire", "--role", "administrator"}, "added", ""},
		{"another", []string{"operator", "add", "marc@example.org", "--name", "Marc", "--role", "compliance"}, "added", ""},
		{"a third, who may not release", []string{"operator", "add", "eve@example.org", "--name", "Eve", "--role", "marketer"}, "added", ""},
		{"a role that does not exist", []string{"operator", "add", "x@example.org", "--name", "X", "--role", "king"}, "", "role"},
		{"an import whose notice nobody published", []string{"import", people, "--map", mapping}, "", "invalid"},
		{"a purpose", []string{"consent", "purpose", "marketing.offers", "--fr", "Offres", "--en", "Offers"}, "agree", ""},
		{"its notice", []string{"consent", "notice", "n-offers@1/fr", words, "--purpose", "marketing.offers"}, "published", ""},
		{"other words under the same reference", []string{"consent", "notice", "n-offers@1/fr", people, "--purpose", "marketing.offers"}, "", "version 2"},
		{"the import", []string{"import", people, "--map", mapping}, "1 with evidence of consent, waiting as batch 1", ""},
		{"the first release", []string{"consent", "release", "1", "--as", "claire@example.org"}, "1 more operator", ""},
		{"the second release", []string{"consent", "release", "1", "--as", "marc@example.org"}, "Released: 1 people", ""},
		{"a report over the file itself", []string{"import", people, "--report", people}, "", "choose another"},
		{"no folder", []string{"campaign", "list", "--data", ""}, "", "--data is empty"},
		{"contacts alone", []string{"import", writeFile(t, "plain.csv", "phone,city\n+33612345678,Lyon\n")}, "1 updated", ""},
		{"the list of campaigns", []string{"campaign", "list"}, "STATE", ""},
		{"a campaign that does not exist", []string{"campaign", "pause", "7"}, "", "not found"},
		{"a release by a stranger", []string{"consent", "release", "1", "--as", "nobody@example.org"}, "", "unknown"},
		{"a release by a marketer", []string{"consent", "release", "1", "--as", "eve@example.org"}, "", "may not release"},
		{"a token", []string{"token", "create", "--name", "shop", "--role", "marketer"}, "acc_", ""},
	} {
		t.Run(step.name, func(t *testing.T) {
			s := accord(t, env, step.args...)
			if step.err == "" && (s.fault != nil || !strings.Contains(s.out, step.out)) {
				t.Errorf("said %q, %v; want %q\n%s", s.out, s.fault, step.out, s.err)
			}
			if step.err != "" && (s.fault == nil || !strings.Contains(s.fault.Error(), step.err)) {
				t.Errorf("failed with %v; want %q", s.fault, step.err)
			}
		})
	}
}

// TestOtherKeysAreRefused: with a new pepper nobody would be recognised as
// opted out.
func TestOtherKeysAreRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	list := func(more ...string) said {
		return accord(t, nil, append([]string{"campaign", "list", "--data", dir}, more...)...)
	}
	if s := list(); s.fault != nil || !strings.Contains(s.err, "second safe place") {
		t.Fatalf("first start: %v, %q", s.fault, s.err)
	}
	if err := os.Rename(filepath.Join(dir, "keys"), filepath.Join(dir, "away")); err != nil {
		t.Fatal(err)
	}
	if s := list(); !errors.Is(s.fault, os.ErrNotExist) {
		t.Errorf("keys gone: %v; new ones must not be made", s.fault)
	}
	if _, _, err := secret.LoadOrCreate(filepath.Join(dir, "keys")); err != nil {
		t.Fatal(err)
	}
	if s := list(); !errors.Is(s.fault, consent.ErrKeys) {
		t.Errorf("other keys: %v, want ErrKeys", s.fault)
	}
	if s := list("--keys", filepath.Join(dir, "away")); s.fault != nil {
		t.Errorf("the right keys elsewhere: %v", s.fault)
	}
}

// TestASecondProcessIsKeptOut: the folder belongs to one process.
func TestASecondProcessIsKeptOut(t *testing.T) {
	dir := t.TempDir()
	lock, err := lockFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lockFolder(dir); !errors.Is(err, errHeld) {
		t.Errorf("a second lock: %v", err)
	}
	if s := accord(t, nil, "campaign", "list", "--data", dir); !errors.Is(s.fault, errHeld) {
		t.Errorf("a command beside a process without a socket: %v", s.fault)
	}
	if s := accord(t, nil, "demo", "--headless", "--contacts", "100", "--data", dir); !errors.Is(s.fault, errHeld) {
		t.Errorf("a demonstration beside it: %v", s.fault)
	}
	if err := lock.release(); err != nil {
		t.Fatal(err)
	}
	if s := accord(t, nil, "campaign", "list", "--data", dir); s.fault != nil {
		t.Errorf("after the process ended: %v", s.fault)
	}
}
