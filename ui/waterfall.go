package ui

import (
	"fmt"
	"net/url"

	"accord/campaign"
	"accord/ui/words"
)

// waterfallLine is one line from everybody down to those who get a message.
type waterfallLine struct {
	Label      string
	Hint       string // what the reason means, and what can be done
	N          int64  // people who stay, on the first and the last line; who leave, between them
	Leave      bool
	Path       string // of the list of these people; empty where nobody may see it
	Kept, Lost string // of the bar, as SVG writes a part of the whole: "68.1%"
}

// waterfall tells how an audience becomes those who are reached.
type waterfall struct {
	words *words.Words
	whole int64
	left  int64
	list  []waterfallLine
}

// newWaterfall begins with everybody.
func newWaterfall(w *words.Words, whole int64, path string) *waterfall {
	f := &waterfall{words: w, whole: whole, left: whole}
	f.list = append(f.list, waterfallLine{Label: w.T("waterfall.audience"), N: whole, Path: path, Kept: f.share(whole)})
	return f
}

// share is a length of a bar.
func (f *waterfall) share(n int64) string { return fmt.Sprintf("%.2f%%", 100*share(n, f.whole)) }

// leave takes people away.
func (f *waterfall) leave(label, hint string, n int64, path string) {
	f.left -= n
	f.list = append(f.list, waterfallLine{Label: label, Hint: hint, N: n, Leave: true, Path: path, Kept: f.share(f.left), Lost: f.share(n)})
}

// steps takes away those whom a reason keeps out; path leads to the people of
// a reason, with the reason to be appended.
func (f *waterfall) steps(steps []campaign.Step, path string) {
	for _, step := range steps {
		to := ""
		if path != "" {
			to = path + url.QueryEscape(string(step.Reason))
		}
		f.leave(f.words.Label("reason", string(step.Reason)), reasonSays(f.words, step.Reason), step.N, to)
	}
}

// stay is the last line: who is left.
func (f *waterfall) stay(label, path string) []waterfallLine {
	return append(f.list, waterfallLine{Label: label, N: f.left, Path: path, Kept: f.share(f.left)})
}
