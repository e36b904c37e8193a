package campaign

import (
	"strconv"
	"strings"
)

// AttributeType is the type of an attribute.
type AttributeType string

// The types. A date stays text, as 2026-11-22, so that it compares.
const (
	AttributeText    AttributeType = "text"
	AttributeNumber  AttributeType = "number"
	AttributeBoolean AttributeType = "boolean"
)

// number is a numeral's shape; its value is not needed to guess a type.
type number struct {
	mark    byte // the decimal mark, 0 for a whole number
	grouped bool // 1,234 may be a thousand and more
}

// numberDigits is how many digits a float64 keeps; longer ones are ids.
const numberDigits = 15

// readNumber reads a decimal numeral with a comma or a point: -12,5 but
// neither 075, which is a code, nor +33612345678, which is a phone number.
func readNumber(cell string) (number, bool) {
	var n number
	rest := strings.TrimPrefix(cell, "-")
	if plus := strings.TrimPrefix(cell, "+"); len(plus) < len(cell) {
		if rest = plus; len(plus) >= 7 {
			return n, false
		}
	}
	whole := digitsIn(rest)
	if whole == 0 || whole > 1 && rest[0] == '0' {
		return n, false
	}
	if whole == len(rest) {
		return n, whole <= numberDigits
	}
	n.mark = rest[whole]
	decimals := digitsIn(rest[whole+1:])
	n.grouped = decimals == 3 && whole <= 3 && rest[0] != '0'
	ok := (n.mark == ',' || n.mark == '.') && decimals > 0 && whole+1+decimals == len(rest) && whole+decimals <= numberDigits
	return n, ok
}

// digitsIn is how many digits a text begins with.
func digitsIn(text string) int {
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return i
		}
	}
	return len(text)
}

var booleans = map[string]bool{"true": true, "vrai": true, "oui": true, "yes": true, "false": false, "faux": false, "non": false, "no": false}

func readBoolean(cell string) (value, ok bool) {
	if len(cell) > len("false") {
		return false, false
	}
	if value, ok = booleans[cell]; ok {
		return value, ok
	}
	value, ok = booleans[strings.ToLower(cell)]
	return value, ok
}

// value is a cell as its type; ok is false when the cell is not of the type.
func (t AttributeType) value(cell string) (value any, ok bool) {
	switch t {
	case AttributeNumber:
		if _, ok := readNumber(cell); !ok {
			return nil, false
		}
		x, err := strconv.ParseFloat(strings.Replace(cell, ",", ".", 1), 64)
		return x, err == nil
	case AttributeBoolean:
		return readBoolean(cell)
	}
	return cell, true
}

// guess gathers what the cells of a column have in common.
type guess struct {
	numbers, booleans     int
	commas, points, group int // numbers with a comma; with a point; with a comma and grouped
	text                  bool
}

func (g *guess) see(cell string) {
	if g.text {
		return
	}
	if n, ok := readNumber(cell); ok {
		g.numbers++
		switch n.mark {
		case ',':
			g.commas++
			if n.grouped {
				g.group++
			}
		case '.':
			g.points++
		}
	} else if _, ok := readBoolean(cell); ok {
		g.booleans++
	} else {
		g.text = true
	}
	g.text = g.text || g.numbers > 0 && g.booleans > 0
}

// kind is the type that every cell allows. Two decimal marks in one column
// contradict each other; and where commas part the cells, a column of 1,234
// most likely counts thousands: as text nothing is lost, as 1.234 it would be.
func (g guess) kind(separator rune) AttributeType {
	switch {
	case g.text, g.numbers+g.booleans == 0, g.commas > 0 && g.points > 0,
		separator == ',' && g.commas > 0 && g.group == g.commas:
		return AttributeText
	case g.booleans > 0:
		return AttributeBoolean
	}
	return AttributeNumber
}
