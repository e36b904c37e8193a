package ui

import (
	"html"
	"regexp"
	"strings"
	"testing"
)

func TestFormatted(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"plain", "Bonjour Amélie", "Bonjour Amélie"},
		{"bold", "Bonjour *Amélie* !", "Bonjour <strong>Amélie</strong> !"},
		{"italic", "_demain_", "<em>demain</em>"},
		{"struck", "~49 €~ 39 €", "<s>49 €</s> 39 €"},
		{"verbatim", "```a  *b*\nc```", "<code>a  *b*\nc</code>"},
		{"one in another", "*_deux_ mots*", "<strong><em>deux</em> mots</strong>"},
		{"across", "*a _b* c_", "<strong>a _b</strong> c_"},
		{"two words", "*a b* et *c*", "<strong>a b</strong> et <strong>c</strong>"},
		{"a product", "3*4*5", "3*4*5"},
		{"a name", "prix_du_jour", "prix_du_jour"},
		{"an address", "https://a.example/x_y_z?q=*", "https://a.example/x_y_z?q=*"},
		{"spaces inside", "* a *", "* a *"},
		{"a list", "* un\n* deux", "* un\n* deux"},
		{"over two lines", "*a\nb*", "*a\nb*"},
		{"never closed", "*a", "*a"},
		{"nothing inside", "** __ ~~ ``````", "** __ ~~ ``````"},
		{"before a comma", "*oui*, merci", "<strong>oui</strong>, merci"},
		{"an accent after", "*a*é", "*a*é"},
		{"Arabic", "*مرحبا* أميلي", "<strong>مرحبا</strong> أميلي"},
		{"markup", "*<b>*<script>", "<strong>&lt;b&gt;</strong>&lt;script&gt;"},
		{"an entity", "&lt; \"'", "&amp;lt; &#34;&#39;"},
		{"an open place", "Bonjour *{{first_name}}*", "Bonjour <strong><mark>{{first_name}}</mark></strong>"},
		{"no place", "{{ a b }}", "{{ a b }}"},
		{"too long", strings.Repeat("*a* ", formatMost), strings.Repeat("*a* ", formatMost)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := string(formatted(c.text)); got != c.want {
				t.Errorf("%q is shown as %q, want %q", c.text, got, c.want)
			}
		})
	}
}

var ourTag = regexp.MustCompile(`</?(?:strong|em|s|code|mark)>`)

// FuzzFormatted: whatever is in a message, a page gets tags of ours, each
// closed, around the letters of the text.
func FuzzFormatted(f *testing.F) {
	for _, seed := range []string{"*a*", "_*~a~*_", "```<b>```", "{{1}}", "*<img src=x onerror=alert(1)>*", "*a _b* c_", "&amp;", "\xff*\xff*", "*\u202e*", "```*```*"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		out := string(formatted(text))
		var open []string
		for _, tag := range ourTag.FindAllString(out, -1) {
			name, closes := strings.CutPrefix(tag, "</")
			switch {
			case !closes:
				open = append(open, strings.TrimPrefix(tag, "<"))
			case len(open) == 0 || open[len(open)-1] != name:
				t.Fatalf("%q is shown as %q: %s closes %v", text, out, tag, open)
			default:
				open = open[:len(open)-1]
			}
		}
		bare := ourTag.ReplaceAllString(out, "")
		if len(open) > 0 || strings.ContainsAny(bare, "<>\"'") {
			t.Fatalf("%q is shown as %q", text, out)
		}
		if signs := strings.NewReplacer("*", "", "_", "", "~", "", "`", "", "\x00", "\uFFFD"); signs.Replace(html.UnescapeString(bare)) != signs.Replace(text) {
			t.Fatalf("%q is shown as %q: other letters", text, out)
		}
	})
}
