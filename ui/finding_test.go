package ui

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"accord/campaign"
	"accord/ui/words"
)

// Every finding that package campaign can make has its words, with as many
// arguments as it gives values.
func TestEveryFindingHasItsWords(t *testing.T) {
	made := regexp.MustCompile(`(?:block|warn)\([^,]+, "([a-z_]+)", "((?:[^"\\]|\\.)*)"`)
	files, err := filepath.Glob("../campaign/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range made.FindAllStringSubmatch(string(source), -1) {
			found++
			checkFinding(t, m[1], m[2])
		}
	}
	if found < 30 {
		t.Errorf("%d findings read; is the pattern still right?", found)
	}
}

func checkFinding(t *testing.T, code, format string) {
	t.Helper()
	values := make([]any, strings.Count(format, "%")-2*strings.Count(format, "%%"))
	for i := range values {
		values[i] = "value" + string(rune('0'+i))
	}
	for _, lang := range words.Langs() {
		w := words.In(lang)
		if !w.Has("finding." + code) {
			t.Errorf("no text finding.%s in %s", code, lang)
			continue
		}
		if says := w.T("finding."+code, values...); strings.Contains(says, "{") {
			t.Errorf("finding.%s in %s asks for more than %d values: %s", code, lang, len(values), says)
		}
	}
}

func TestFindingsInWords(t *testing.T) {
	w := words.In(words.English)
	list := findingsIn(w, []campaign.Finding{
		{Field: "variants", Code: "variant_small", Values: []any{"A", int64(1200), 100}, Detail: "variant A gets 1200 people"},
		{Field: "variants", Variant: "B", Code: "link_missing", Blocking: true, Values: []any{0, "B", "fr"}, Detail: "button 0 of variant B (fr) opens a page"},
		{Field: "variants", Code: "variant_weight", Blocking: true, Values: []any{0, "Red button", 10_000}, Detail: "weight 0 of variant Red button; use 1 to 10000"},
		{Field: "number", Code: "never_heard_of", Blocking: true, Detail: "the number is blue"},
	})
	want := []finding{
		{Says: "Button 1 of variant B (fr) opens a page, but which? Give its address.", Variant: "B", Step: "variants", Field: "variants", Blocking: true},
		{Says: "Weight 0 of variant Red button is out of range. Use 1 to 10,000.", Step: "variants", Field: "variants", Blocking: true},
		{Says: "the number is blue", Step: "schedule", Field: "number", Blocking: true},
		{Says: "People in variant A: 1,200. Under 100 its result will say little.", Step: "variants", Field: "variants"},
	}
	for i := range want {
		if list[i] != want[i] {
			t.Errorf("%d: %+v, want %+v", i, list[i], want[i])
		}
	}
}
