package words

import (
	"math"
	"strconv"
	"strings"
)

// Int writes a whole number: "24 000", "24,000".
func (w *Words) Int(n int64) string { return w.set(strconv.FormatInt(n, 10)) }

// Decimal writes a number with so many digits after the mark, rounded; with -1
// as many as it has. What is not a finite number is a dash.
func (w *Words) Decimal(x float64, digits int) string {
	if !finite(x) {
		return none
	}
	return w.set(strconv.FormatFloat(x, 'f', digits, 64))
}

// Percent writes a share, 1 being the whole: "4,1 %", "4.1%".
func (w *Words) Percent(share float64, digits int) string {
	if !finite(share) {
		return none
	}
	return w.Decimal(100*share, digits) + w.hand.percent
}

// Points writes the difference of two shares with its sign: 0.018 is
// "+1,8 point", "+1.8 points".
func (w *Words) Points(difference float64, digits int) string {
	if !finite(difference) {
		return none
	}
	plain := strconv.FormatFloat(100*difference, 'f', digits, 64)
	written := w.set(plain)
	if difference > 0 && !zero(plain) {
		written = plus + written
	}
	return w.count("unit.point", plain, written)
}

// Ratio writes a part of a whole with both its numbers: "3 904 sur 4 012".
func (w *Words) Ratio(part, whole int64) string { return w.T("unit.of", part, whole) }

// Small writes a probability that may be too small for its digits: "moins de
// 0,001" rather than 0,000, which would say that it cannot be.
func (w *Words) Small(x float64, digits int) string {
	if least := math.Pow10(-digits); x < least {
		return w.T("unit.less_than", w.Decimal(least, digits))
	}
	return w.Decimal(x, digits)
}

// sizes are the steps of bytes, from the largest.
var sizes = []struct {
	key  string
	size float64
}{
	{"unit.terabyte", 1e12}, {"unit.gigabyte", 1e9}, {"unit.megabyte", 1e6}, {"unit.kilobyte", 1e3},
}

// Bytes writes the size of a file, in steps of a thousand: "1,5 Mo", "1.5 MB".
func (w *Words) Bytes(n int64) string {
	for _, s := range sizes {
		switch value := float64(n) / s.size; {
		case value < 0.9995: // above it would round to 1000 of the next
			continue
		case value < 9.95:
			return w.T(s.key, w.Decimal(value, 1))
		default:
			return w.T(s.key, w.Decimal(value, 0))
		}
	}
	return w.T("unit.byte", n)
}

// set writes a number given in plain digits, "-1234.5".
func (w *Words) set(plain string) string {
	digits, negative := strings.CutPrefix(plain, "-")
	whole, fraction, decimals := strings.Cut(digits, ".")
	var b strings.Builder
	if negative && !zero(digits) {
		b.WriteString(minus)
	}
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(w.hand.group)
		}
		b.WriteRune(digit)
	}
	if decimals {
		b.WriteString(w.hand.decimal + fraction)
	}
	return b.String()
}

// zero says that a number in plain digits has rounded to nothing: it gets no
// sign.
func zero(plain string) bool { return strings.Trim(plain, "-0.") == "" }

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
