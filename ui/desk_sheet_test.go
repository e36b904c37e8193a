package ui_test

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// sheet is an answer as a person sees it.
type sheet struct {
	answer
	t    testing.TB
	root *element
}

// element is one element of a page; a piece of text has no name.
type element struct {
	name     string
	attr     map[string]string
	words    string
	children []*element
}

// readPage reads the markup of a page, or of a part of one.
func readPage(t testing.TB, a answer) sheet {
	t.Helper()
	p := sheet{answer: a, t: t, root: &element{}}
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		return p
	}
	d := xml.NewDecoder(strings.NewReader(a.body))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	open := []*element{p.root}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return p
		}
		if err != nil {
			t.Fatalf("the page is not well-formed: %v\n%s", err, a.body)
		}
		inner := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, attr: map[string]string{}}
			for _, a := range token.Attr {
				name := a.Name.Local
				if a.Name.Space != "" {
					name = a.Name.Space + ":" + name
				}
				e.attr[name] = a.Value
			}
			inner.children, open = append(inner.children, e), append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			inner.children = append(inner.children, &element{words: string(token)})
		}
	}
}

// text is what an element says: spaces of any kind count as one.
func (e *element) text() string {
	var b strings.Builder
	e.write(&b)
	return strings.Join(strings.Fields(b.String()), " ")
}

func (e *element) write(b *strings.Builder) {
	b.WriteString(e.words)
	for _, c := range e.children {
		c.write(b)
		if slices.Contains([]string{"td", "th", "li", "p", "dt", "dd", "option", "h1", "h2", "h3", "a", "button", "label", "legend", "span", "small", "div"}, c.name) {
			b.WriteByte(' ')
		}
	}
}

// text is what the whole page says.
func (p sheet) text() string { return p.root.text() }

// all are the elements that a selector finds: "form", "#list td.number",
// "input[name=form_tag]".
func (e *element) all(selector string) []*element {
	steps := strings.Fields(selector)
	found := []*element{e}
	for _, step := range steps {
		var next []*element
		for _, f := range found {
			f.walk(func(c *element) {
				if c.is(step) && !slices.Contains(next, c) {
					next = append(next, c)
				}
			})
		}
		found = next
	}
	return found
}

func (p sheet) all(selector string) []*element { return p.root.all(selector) }

// one is the only element that a selector finds.
func (p sheet) one(selector string) *element {
	p.t.Helper()
	found := p.all(selector)
	if len(found) != 1 {
		p.t.Fatalf("%d elements %q, want one; the page says %q", len(found), selector, p.text())
	}
	return found[0]
}

func (e *element) walk(visit func(*element)) {
	for _, c := range e.children {
		visit(c)
		c.walk(visit)
	}
}

// is answers for one step of a selector: a name, #id, .class, [attribute] and
// [attribute=value], in this order.
func (e *element) is(step string) bool {
	for _, condition := range conditions(step) {
		rest := condition[1:]
		switch condition[0] {
		case '#':
			if e.attr["id"] != rest {
				return false
			}
		case '.':
			if !slices.Contains(strings.Fields(e.attr["class"]), rest) {
				return false
			}
		case '[':
			name, value, given := strings.Cut(strings.TrimSuffix(rest, "]"), "=")
			if is, ok := e.attr[name]; !ok || given && is != value {
				return false
			}
		default:
			if e.name != condition {
				return false
			}
		}
	}
	return true
}

// conditions cuts "a.b[c=d]" into its parts; what stands in [ ] stays whole.
func conditions(step string) (parts []string) {
	begin, inside := 0, false
	for i := range step {
		if !inside && i > begin && strings.ContainsRune("#.[", rune(step[i])) {
			parts, begin = append(parts, step[begin:i]), i
		}
		inside = (inside || step[i] == '[') && step[i] != ']'
	}
	return append(parts, step[begin:])
}

// says fails the test for each piece of text that the page does not show.
// Spaces of any kind are alike.
func (p sheet) says(texts ...string) sheet {
	p.t.Helper()
	for _, text := range texts {
		if !strings.Contains(p.text(), strings.Join(strings.Fields(text), " ")) {
			p.t.Errorf("the page does not say %q; it says %q", text, p.text())
		}
	}
	return p
}

// conceals fails the test for each piece of text that the answer holds,
// wherever.
func (p sheet) conceals(texts ...string) sheet {
	p.t.Helper()
	for _, text := range texts {
		if strings.Contains(p.body, text) || strings.Contains(p.text(), strings.Join(strings.Fields(text), " ")) {
			p.t.Errorf("the page says %q", text)
		}
	}
	return p
}

// is fails the test for another status.
func (p sheet) is(status int) sheet {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("status %d, want %d; the page says %q", p.status, status, p.text())
	}
	return p
}
