package ui

import (
	"html/template"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// markup is one of the signs with which a text in WhatsApp is emphasised.
type markup struct {
	sign, tag string
	verbatim  bool // what it holds is shown as it stands, over several lines too
}

var markups = []markup{{"```", "code", true}, {"*", "strong", false}, {"_", "em", false}, {"~", "s", false}}

// formatMost is the longest text that is formatted, in bytes. No message is
// as long; an attribute that is must not cost a page its time.
const formatMost = 8 << 10

// formatted shows a text as WhatsApp does: *bold*, _italic_, ~struck~ and
// ```even```. A place that nothing fills, {{1}}, stands out. All else is text,
// whatever it looks like.
func formatted(text string) template.HTML {
	var b strings.Builder
	if len(text) > formatMost {
		writePlain(&b, text)
	} else {
		writeFormatted(&b, text, markups)
	}
	return template.HTML(b.String()) //nolint:gosec // writePlain escapes every part that is not a tag of ours
}

func writeFormatted(b *strings.Builder, text string, known []markup) {
	begin := 0
	for i := 0; i < len(text); {
		m, held := heldAt(text, i, known)
		if held == "" {
			_, size := utf8.DecodeRuneInString(text[i:])
			i += size
			continue
		}
		writePlain(b, text[begin:i])
		b.WriteString("<" + m.tag + ">")
		if m.verbatim {
			writePlain(b, held)
		} else {
			writeFormatted(b, held, without(known, m))
		}
		b.WriteString("</" + m.tag + ">")
		i += len(held) + 2*len(m.sign)
		begin = i
	}
	writePlain(b, text[begin:])
}

// heldAt is what a sign at a place of a text holds, empty when none does.
func heldAt(text string, at int, known []markup) (m markup, held string) {
	for _, m := range known {
		if strings.HasPrefix(text[at:], m.sign) && !wordEnds(text[:at]) {
			return m, m.held(text[at+len(m.sign):])
		}
	}
	return markup{}, ""
}

// held is what stands between an opening sign and the next that closes it:
// no space is just inside of the signs, no letter just outside.
func (m markup) held(rest string) string {
	if !m.verbatim {
		rest, _, _ = strings.Cut(rest, "\n")
		if first, _ := utf8.DecodeRuneInString(rest); unicode.IsSpace(first) {
			return ""
		}
	}
	for from := 0; ; {
		i := strings.Index(rest[from:], m.sign)
		if i < 0 {
			return ""
		}
		end := from + i
		last, _ := utf8.DecodeLastRuneInString(rest[:end])
		if end > 0 && (m.verbatim || !unicode.IsSpace(last) && !wordBegins(rest[end+len(m.sign):])) {
			return rest[:end]
		}
		from = end + len(m.sign)
	}
}

func wordBegins(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

func wordEnds(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

func without(known []markup, m markup) (rest []markup) {
	for _, k := range known {
		if k != m {
			rest = append(rest, k)
		}
	}
	return rest
}

// openPlace is a place of a template that nothing fills.
var openPlace = regexp.MustCompile(`\{\{\s*[A-Za-z0-9_]+\s*\}\}`)

func writePlain(b *strings.Builder, text string) {
	begin := 0
	for _, at := range openPlace.FindAllStringIndex(text, -1) {
		b.WriteString(template.HTMLEscapeString(text[begin:at[0]]))
		b.WriteString("<mark>")
		b.WriteString(template.HTMLEscapeString(text[at[0]:at[1]]))
		b.WriteString("</mark>")
		begin = at[1]
	}
	b.WriteString(template.HTMLEscapeString(text[begin:]))
}
