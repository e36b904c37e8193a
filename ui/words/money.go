package words

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/currency"
	"golang.org/x/text/message"
)

// Money writes an amount in minor units of a currency (ISO 4217): 123450 of
// EUR is "1 234,50 €", "€1,234.50". How many digits are minor is the
// currency's matter; a currency that is unknown has two, and its code for a
// symbol.
func (w *Words) Money(minor int64, code string) string {
	symbol, digits := code, 2
	if unit, err := currency.ParseISO(code); err == nil {
		symbol = message.NewPrinter(w.hand.tag).Sprint(currency.Symbol(unit))
		digits, _ = currency.Standard.Rounding(unit)
	}
	amount := w.set(shift(minor, digits))
	switch {
	case symbol == "":
		return amount
	case !w.hand.symbolFirst:
		return amount + noBreak + symbol
	}
	amount, negative := strings.CutPrefix(amount, minus)
	if last, _ := utf8.DecodeLastRuneInString(symbol); unicode.IsLetter(last) {
		symbol += noBreak
	}
	if negative {
		return minus + symbol + amount
	}
	return symbol + amount
}

// shift moves the mark of a whole number to the left, in plain digits:
// -5 by two is "-0.05".
func shift(n int64, digits int) string {
	plain, negative := strings.CutPrefix(strconv.FormatInt(n, 10), "-")
	if lacking := digits + 1 - len(plain); lacking > 0 {
		plain = strings.Repeat("0", lacking) + plain
	}
	if digits > 0 {
		plain = plain[:len(plain)-digits] + "." + plain[len(plain)-digits:]
	}
	if negative {
		return "-" + plain
	}
	return plain
}
