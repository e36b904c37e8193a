package campaign

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// frenchFaults are breaches of French typography: a narrow no-break space
// before ; ! ? and %, a no-break space before : and inside « », and the
// typographic apostrophe.
var frenchFaults = regexp.MustCompile(`'|"|  |[^\x{202F}][;!?%]|[^\x{00A0}]:|«[^\x{00A0}]|[^\x{00A0}]»`)

func TestEveryFaultHasWords(t *testing.T) {
	source, err := os.ReadFile("import_error.go")
	if err != nil {
		t.Fatal(err)
	}
	codes := regexp.MustCompile(`\sFaultCode = "(\w+)"`).FindAllStringSubmatch(string(source), -1)
	if len(codes) != len(wordings) || len(codes) < 40 {
		t.Errorf("%d codes, %d wordings", len(codes), len(wordings))
	}
	for _, c := range codes {
		e := fault{code: FaultCode(c[1]), row: 7, field: "Ville", value: "x", want: "y"}.explain()
		for _, text := range []string{e.FR, e.EN} {
			if !strings.Contains(text, "7") || strings.Contains(text, "{") || !strings.HasSuffix(text, ".") || len(text) < 40 {
				t.Errorf("%s: %q", e.Code, text)
			}
		}
		if bad := frenchFaults.FindString(strings.ReplaceAll(e.FR, "14:05", "14 h 05")); bad != "" {
			t.Errorf("%s: %q in %q", e.Code, bad, e.FR)
		}
		if strings.Contains(e.FR, "Ville") != strings.Contains(e.EN, "Ville") || strings.Contains(e.FR, "«\u00a0x") != strings.Contains(e.EN, "“x") {
			t.Errorf("%s: the languages differ: %q, %q", e.Code, e.FR, e.EN)
		}
	}
	for _, s := range summary {
		if s.fr == "" || s.en == "" || frenchFaults.MatchString(typeset(s.fr)) {
			t.Errorf("%s: %q, %q", s.code, s.fr, s.en)
		}
	}
}

func TestShown(t *testing.T) {
	for cell, want := range map[string]string{
		"Léa":                            "Léa",
		"a\tb\x1b\u202e":                 "a\ufffdb\ufffd\ufffd",
		"Jos\xe9":                        "José",
		strings.Repeat("é", 41):          strings.Repeat("é", 40) + "…",
		strings.Repeat("é", 40):          strings.Repeat("é", 40),
		strings.Repeat("x", 1<<20):       strings.Repeat("x", 40) + "…",
		"👩" + strings.Repeat("😀", 1<<10): "👩" + strings.Repeat("😀", 39) + "…",
	} {
		if got := shown(cell); got != want {
			t.Errorf("%.50q is shown as %q, want %q", cell, got, want)
		}
	}
}
