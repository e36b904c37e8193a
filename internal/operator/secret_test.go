package operator_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"accord/internal/operator"
)

// drawer keeps a number where fmt does not ask its methods.
type drawer struct {
	inside operator.Number
	loose  operator.Secret
}

func TestNothingThatFormatsASecretShowsIt(t *testing.T) {
	const hidden = "EAAJB-token"
	n := number()
	log := func(handler func(*bytes.Buffer) slog.Handler) string {
		var b bytes.Buffer
		slog.New(handler(&b)).Info("number", "token", n.Token, "number", n, "drawer", drawer{n, n.Token})
		return b.String()
	}
	shown := map[string]string{
		"JSON log": log(func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) }),
		"text log": log(func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) }),
		"error":    fmt.Errorf("send with %v: refused", n).Error(),
		"joined":   n.Token.String() + n.Token.GoString(),
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%08.3f", "%p"} {
		shown[verb] = fmt.Sprintf(verb+" "+verb+" "+verb, n.Token, n, drawer{n, n.Token})
	}
	for name, encode := range map[string]func(any) ([]byte, error){"JSON": json.Marshal, "XML": xml.Marshal} {
		text, err := encode(n)
		if err != nil {
			t.Fatal(err)
		}
		shown[name] = string(text)
	}
	asKey, err := json.Marshal(map[operator.Secret]int{n.Token: 1})
	if err != nil {
		t.Fatal(err)
	}
	shown["JSON key"] = string(asKey)
	for how, text := range shown {
		for _, form := range []string{hidden, fmt.Sprintf("%x", hidden), "app-secret-1", "verify-me"} {
			if strings.Contains(strings.ToLower(text), strings.ToLower(form)) {
				t.Errorf("%s shows a secret: %s", how, text)
			}
		}
	}
	if want := `"Token":"` + operator.Redacted + `"`; !strings.Contains(shown["JSON"], want) {
		t.Errorf("JSON %s, want %s in it", shown["JSON"], want)
	}
}

func TestASecretIsGivenAwayOnDemandOnly(t *testing.T) {
	cases := []struct {
		text, shown string
	}{{"hunter2", operator.Redacted}, {"", ""}}
	for _, c := range cases {
		s := operator.NewSecret(c.text)
		if s.Reveal() != c.text || s.String() != c.shown || fmt.Sprint(s) != c.shown {
			t.Errorf("%q is shown as %q and revealed as %q", c.text, s, s.Reveal())
		}
		if !s.Equal(operator.NewSecret(c.text)) || s.Equal(operator.NewSecret("another")) {
			t.Errorf("%q: equal to another, or not to itself", c.text)
		}
		var read struct{ Token operator.Secret }
		text, err := json.Marshal(map[string]string{"Token": c.text})
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &read); err != nil || read.Token.Reveal() != c.text {
			t.Errorf("read %q, %v; want %q", read.Token.Reveal(), err, c.text)
		}
	}
}
