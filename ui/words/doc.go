// Package words holds every text that a person reads, in French and English,
// and knows how each language writes numbers, money, dates and plurals.
//
//	fr.json ─┐                      ┌─ T, N, Label ─────────────── a text by its key
//	en.json ─┴─► In(Lang) ─► Words ─┼─ Int, Percent, Money, Small ─ a number
//	             read once          └─ Date, Time, Ago, Span, List ─ a moment, a while, a list
//
// A catalogue is one flat object, sorted by key. A key is a group and a name,
// "action.pause". A text that counts something has two forms:
//
//	"unit.person": {"one": "{n} personne", "other": "{n} personnes"}
//
// {0}, {1} … are the arguments, {n} is the number that chose the form.
//
// French is written first. Its typography is in the texts themselves: a narrow
// no-break space before ; ! ? and %, a no-break space before : and inside « »,
// the apostrophe ’. A test refuses anything else, and with -update sets the
// spaces and the order of both files:
//
//	go test ./ui/words -update
//
// Invariants, all tested:
//   - both catalogues have the same keys, with the same arguments and forms;
//   - every key that a page or a handler uses exists, and every key is used;
//     a comment "words: said.*" marks a group whose keys are put together at
//     run time;
//   - every code that can reach a page (states, reasons, roles …) has its
//     words;
//   - nothing here changes after it was read, so it is safe for concurrent use.
package words
