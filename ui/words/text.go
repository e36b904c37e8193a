package words

import (
	"fmt"
	"strconv"
	"strings"
)

// text is one text of the catalogue, cut where arguments go in.
type text []piece

// piece is either words or the place of an argument.
type piece struct {
	words string
	slot  int // which argument, when words is empty
}

// counted is the slot of {n}, the number that chose the form.
const counted = -1

// missing stands where a text wants an argument that was not given.
const missing = "…"

// parseText reads "{0} sur {1}". A brace that opens no argument is an error.
func parseText(source string) (text, error) {
	var t text
	for rest := source; rest != ""; {
		words, after, found := strings.Cut(rest, "{")
		if words != "" {
			t = append(t, piece{words: words})
		}
		if !found {
			break
		}
		name, tail, closed := strings.Cut(after, "}")
		slot, err := parseSlot(name)
		if !closed || err != nil {
			return nil, fmt.Errorf("text %q: a brace opens no argument; write {0}, {1} … or {n}", source)
		}
		t, rest = append(t, piece{slot: slot}), tail
	}
	return t, nil
}

func parseSlot(name string) (int, error) {
	if name == "n" {
		return counted, nil
	}
	slot, err := strconv.ParseUint(name, 10, 4)
	return int(slot), err
}

// write fills the text. Arguments are words by now and are not searched for
// braces again.
func (t text) write(n string, args []string) string {
	var b strings.Builder
	for _, p := range t {
		switch {
		case p.words != "":
			b.WriteString(p.words)
		case p.slot == counted:
			b.WriteString(n)
		case p.slot < len(args):
			b.WriteString(args[p.slot])
		default:
			b.WriteString(missing)
		}
	}
	return b.String()
}
