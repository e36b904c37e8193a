package words_test

import (
	"fmt"
	"strings"
	"time"

	"accord/ui/words"
)

// visible shows the spaces at which no line breaks.
func visible(text string) string {
	return strings.NewReplacer("\u00a0", "~", "\u202f", "~").Replace(text)
}

func ExampleIn() {
	for _, lang := range words.Langs() {
		fmt.Println(words.In(lang).T("action.pause"))
	}
	// Output:
	// Suspendre
	// Pause
}

func ExampleMatch() {
	fmt.Println(words.Match("en-GB,fr;q=0.5"), words.Match("de,ja;q=0.5"))
	// Output: en fr
}

func ExampleWords_T() {
	w := words.In(words.English)
	fmt.Println(w.T("unit.of", 3904, 4012))
	fmt.Println(w.T("action.send_rest", "B"))
	fmt.Println(w.T("action.fly"))
	// Output:
	// 3,904 of 4,012
	// Send B to the rest
	// ⟦action.fly⟧
}

// French counts none as one.
func ExampleWords_N() {
	for _, n := range []int64{0, 1, 2} {
		fmt.Println(visible(words.In(words.French).N("unit.person", n)), "·", visible(words.In(words.English).N("unit.person", n)))
	}
	// Output:
	// 0~personne · 0~people
	// 1~personne · 1~person
	// 2~personnes · 2~people
}

func ExampleWords_Label() {
	w := words.In(words.English)
	fmt.Println(w.Label("reason", "withdrawn"))
	fmt.Println(w.Label("reason", "missing_variable:city"))
	fmt.Println(w.Label("reason", "of_a_later_version"))
	// Output:
	// Consent withdrawn
	// Missing variable: city
	// of_a_later_version
}

func ExampleWords_Percent() {
	fr, en := words.In(words.French), words.In(words.English)
	fmt.Println(visible(fr.Percent(0.041, 1)), en.Percent(0.041, 1))
	fmt.Println(visible(fr.Points(0.018, 1)), visible(en.Points(0.018, 1)))
	fmt.Println(visible(fr.Money(123450, "EUR")), en.Money(123450, "EUR"))
	fmt.Println(fr.Small(0.00002, 3), en.Small(0.00002, 3))
	// Output:
	// 4,1~% 4.1%
	// +1,8~point +1.8~points
	// 1~234,50~€ €1,234.50
	// moins de 0,001 less than 0.001
}

func ExampleWords_DateTime() {
	at := time.Date(2026, 11, 22, 14, 5, 0, 0, time.UTC)
	fmt.Println(visible(words.In(words.French).DateTime(at, time.UTC)))
	fmt.Println(visible(words.In(words.English).DateTime(at, time.UTC)))
	// Output:
	// 22~novembre 2026 à 14~h~05
	// 22~November 2026 at 14:05
}

func ExampleWords_Span() {
	w := words.In(words.French)
	fmt.Println(visible(w.Span(200*time.Minute)), visible(w.Ago(14*time.Minute)), visible(w.Until(52*time.Hour)))
	// Output: 3~h~20~min il y a 14~min dans 2~jours
}

func ExampleWords_List() {
	fmt.Println(words.In(words.French).List([]string{"A", "B", "C"}))
	// Output: A, B et C
}
