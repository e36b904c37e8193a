package words_test

import (
	"math"
	"testing"

	"accord/ui/words"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		name  string
		write func(*words.Words) string
		want  both
	}{
		{"nothing", func(w *words.Words) string { return w.Int(0) }, both{"0", "0"}},
		{"hundreds", func(w *words.Words) string { return w.Int(999) }, both{"999", "999"}},
		{"thousands", func(w *words.Words) string { return w.Int(1000) }, both{"1\u202f000", "1,000"}},
		{"a negative number", func(w *words.Words) string { return w.Int(-810) }, both{"−810", "−810"}},
		{"the least number", func(w *words.Words) string { return w.Int(math.MinInt64) }, both{
			"−9\u202f223\u202f372\u202f036\u202f854\u202f775\u202f808", "−9,223,372,036,854,775,808"}},

		{"a decimal", func(w *words.Words) string { return w.Decimal(1234.56, 1) }, both{"1\u202f234,6", "1,234.6"}},
		{"a decimal of no digits", func(w *words.Words) string { return w.Decimal(1234.56, 0) }, both{"1\u202f235", "1,235"}},
		{"zeros are kept", func(w *words.Words) string { return w.Decimal(2, 2) }, both{"2,00", "2.00"}},
		{"what rounds to nothing has no sign", func(w *words.Words) string { return w.Decimal(-0.04, 1) }, both{"0,0", "0.0"}},
		{"as many digits as it has", func(w *words.Words) string { return w.Decimal(0.125, -1) }, both{"0,125", "0.125"}},
		{"not a number", func(w *words.Words) string { return w.Decimal(math.NaN(), 2) }, both{"—", "—"}},
		{"an infinity", func(w *words.Words) string { return w.Decimal(math.Inf(-1), 2) }, both{"—", "—"}},

		{"a percentage", func(w *words.Words) string { return w.Percent(0.041, 1) }, both{"4,1\u202f%", "4.1%"}},
		{"the whole", func(w *words.Words) string { return w.Percent(1, 0) }, both{"100\u202f%", "100%"}},
		{"a share of nobody", func(w *words.Words) string { return w.Percent(math.NaN(), 1) }, both{"—", "—"}},

		{"points up", func(w *words.Words) string { return w.Points(0.018, 1) }, both{"+1,8\u00a0point", "+1.8\u00a0points"}},
		{"points down", func(w *words.Words) string { return w.Points(-0.0234, 1) }, both{"−2,3\u00a0points", "−2.3\u00a0points"}},
		{"two points", func(w *words.Words) string { return w.Points(0.02, 1) }, both{"+2,0\u00a0points", "+2.0\u00a0points"}},
		{"one point", func(w *words.Words) string { return w.Points(0.01, 0) }, both{"+1\u00a0point", "+1\u00a0point"}},
		{"one point and a digit", func(w *words.Words) string { return w.Points(0.01, 1) }, both{"+1,0\u00a0point", "+1.0\u00a0points"}},
		{"no difference", func(w *words.Words) string { return w.Points(0.0001, 1) }, both{"0,0\u00a0point", "0.0\u00a0points"}},
		{"no difference, from below", func(w *words.Words) string { return w.Points(-0.0001, 1) }, both{"0,0\u00a0point", "0.0\u00a0points"}},
		{"a difference of nobody", func(w *words.Words) string { return w.Points(math.NaN(), 1) }, both{"—", "—"}},

		{"a part of a whole", func(w *words.Words) string { return w.Ratio(3904, 4012) }, both{"3\u202f904 sur 4\u202f012", "3,904 of 4,012"}},

		{"a probability", func(w *words.Words) string { return w.Small(0.0314, 3) }, both{"0,031", "0.031"}},
		{"the least that shows", func(w *words.Words) string { return w.Small(0.001, 3) }, both{"0,001", "0.001"}},
		{"too small", func(w *words.Words) string { return w.Small(0.0009, 3) }, both{"moins de 0,001", "less than 0.001"}},
		{"too small for a float", func(w *words.Words) string { return w.Small(0, 3) }, both{"moins de 0,001", "less than 0.001"}},
		{"no probability", func(w *words.Words) string { return w.Small(math.NaN(), 3) }, both{"—", "—"}},

		{"no byte", func(w *words.Words) string { return w.Bytes(0) }, both{"0\u00a0o", "0\u00a0B"}},
		{"bytes", func(w *words.Words) string { return w.Bytes(999) }, both{"999\u00a0o", "999\u00a0B"}},
		{"kilobytes", func(w *words.Words) string { return w.Bytes(64_000) }, both{"64\u00a0ko", "64\u00a0kB"}},
		{"nearly ten", func(w *words.Words) string { return w.Bytes(9_960_000) }, both{"10\u00a0Mo", "10\u00a0MB"}},
		{"a digit below ten", func(w *words.Words) string { return w.Bytes(1_540_000) }, both{"1,5\u00a0Mo", "1.5\u00a0MB"}},
		{"what rounds to the next unit", func(w *words.Words) string { return w.Bytes(999_960) }, both{"1,0\u00a0Mo", "1.0\u00a0MB"}},
		{"terabytes", func(w *words.Words) string { return w.Bytes(25e12) }, both{"25\u00a0To", "25\u00a0TB"}},
		{"less than nothing", func(w *words.Words) string { return w.Bytes(-5) }, both{"−5\u00a0o", "−5\u00a0B"}},
	} {
		t.Run(c.name, func(t *testing.T) { c.want.check(t, c.write) })
	}
}

func TestMoney(t *testing.T) {
	for _, c := range []struct {
		name     string
		minor    int64
		currency string
		want     both
	}{
		{"euros", 123450, "EUR", both{"1\u202f234,50\u00a0€", "€1,234.50"}},
		{"cents", 5, "EUR", both{"0,05\u00a0€", "€0.05"}},
		{"nothing", 0, "EUR", both{"0,00\u00a0€", "€0.00"}},
		{"a refund", -1200, "EUR", both{"−12,00\u00a0€", "−€12.00"}},
		{"a symbol that both languages write", 100, "USD", both{"1,00\u00a0$US", "$1.00"}},
		{"a symbol of letters", 123450, "CHF", both{"1\u202f234,50\u00a0CHF", "CHF\u00a01,234.50"}},
		{"no minor unit", 1235, "JPY", both{"1\u202f235\u00a0JPY", "¥1,235"}},
		{"three digits", 1500, "TND", both{"1,500\u00a0TND", "TND\u00a01.500"}},
		{"an unknown currency", 1250, "ZZY", both{"12,50\u00a0ZZY", "ZZY\u00a012.50"}},
		{"no currency", 1250, "", both{"12,50", "12.50"}},
		{"the least amount", math.MinInt64, "EUR", both{
			"−92\u202f233\u202f720\u202f368\u202f547\u202f758,08\u00a0€", "−€92,233,720,368,547,758.08"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.want.check(t, func(w *words.Words) string { return w.Money(c.minor, c.currency) })
		})
	}
}
