package whatsapp

import (
	"errors"
	"strings"
	"testing"
)

func mustSecrets(t testing.TB, secrets ...string) Secrets {
	t.Helper()
	s, err := NewSecrets(secrets...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestNewSecrets(t *testing.T) {
	cases := []struct {
		name    string
		secrets []string
		ok      bool
	}{
		{"one", []string{"a"}, true},
		{"two during rotation", []string{"new", "old"}, true},
		{"blanks around", []string{" a\n"}, true},
		{"none", nil, false},
		{"empty", []string{""}, false},
		{"blank", []string{" \t"}, false},
		{"one of two empty", []string{"a", ""}, false},
		{"three", []string{"a", "b", "c"}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, err := NewSecrets(c.secrets...); (err == nil) != c.ok {
				t.Errorf("NewSecrets = %v, want ok: %v", err, c.ok)
			}
		})
	}
}

// The vector is RFC 4231, test case 2.
func TestSign(t *testing.T) {
	got := mustSecrets(t, "Jefe").Sign([]byte("what do ya want for nothing?"))
	if want := "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"; got != want {
		t.Errorf("Sign = %s, want %s", got, want)
	}
}

func TestVerify(t *testing.T) {
	secrets := mustSecrets(t, "new secret", "old secret")
	raw := []byte(`{"name":"Zo\u00e9 \ud83d\ude00","url":"https:\/\/x"}`)
	good := secrets.Sign(raw)
	cases := []struct {
		name   string
		raw    string
		header string
		ok     bool
	}{
		{"new secret", string(raw), good, true},
		{"old secret", string(raw), mustSecrets(t, "old secret").Sign(raw), true},
		{"blanks around a configured secret", string(raw), mustSecrets(t, " new secret ").Sign(raw), true},
		{"empty body", "", secrets.Sign(nil), true},
		{"no header", string(raw), "", false},
		{"prefix alone", string(raw), "sha256=", false},
		{"no prefix", string(raw), strings.TrimPrefix(good, "sha256="), false},
		{"other algorithm", string(raw), strings.Replace(good, "sha256", "sha1", 1), false},
		{"short", string(raw), good[:len(good)-1], false},
		{"long", string(raw), good + "0", false},
		{"upper case", string(raw), "sha256=" + strings.ToUpper(good[7:]), false},
		{"upper-case prefix", string(raw), strings.ToUpper(good[:6]) + good[6:], false},
		{"blank before", string(raw), " " + good, false},
		{"two in one header", string(raw), good + "," + good, false},
		{"not hexadecimal", string(raw), "sha256=" + strings.Repeat("g", 64), false},
		{"secret of a stranger", string(raw), mustSecrets(t, "stranger").Sign(raw), false},
		{"body serialised again", `{"name":"Zoé 😀","url":"https://x"}`, good, false},
		{"one byte more", string(raw) + " ", good, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := secrets.Verify([]byte(c.raw), c.header)
			if (err == nil) != c.ok || err != nil && !errors.Is(err, ErrSignature) {
				t.Errorf("Verify = %v, want ok: %v", err, c.ok)
			}
		})
	}
	t.Run("zero value", func(t *testing.T) {
		if (Secrets{}).Verify(raw, good) == nil {
			t.Error("secrets that were never set accept a body")
		}
	})
}

func TestChallenge(t *testing.T) {
	cases := []struct {
		name                         string
		mode, token, challenge, want string
		ok                           bool
	}{
		{"Meta's", "subscribe", "t0ken", "1158201444", "t0ken", true},
		{"wrong token", "subscribe", "other", "1158201444", "t0ken", false},
		{"prefix of the token", "subscribe", "t0k", "1158201444", "t0ken", false},
		{"no token", "subscribe", "", "1158201444", "t0ken", false},
		{"nothing configured", "subscribe", "", "1158201444", "", false},
		{"other mode", "unsubscribe", "t0ken", "1158201444", "t0ken", false},
		{"no challenge", "subscribe", "t0ken", "", "t0ken", false},
		{"markup as challenge", "subscribe", "t0ken", "<script>", "t0ken", false},
		{"long challenge", "subscribe", "t0ken", strings.Repeat("1", 257), "t0ken", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Challenge(c.mode, c.token, c.challenge, c.want)
			if c.ok && (err != nil || got != c.challenge) || !c.ok && (!errors.Is(err, ErrHandshake) || got != "") {
				t.Errorf("Challenge = %q, %v, want ok: %v", got, err, c.ok)
			}
		})
	}
}
