package ui

import "testing"

// However often the button is pressed, an import is released by one run.
func TestAnImportIsReleasedByOneRunAtATime(t *testing.T) {
	var r releasing
	started := 0
	begin := func() *releaseRun { return r.begin(1, func(*releaseRun) { started++ }) }
	first := begin()
	if second := begin(); second != first || started != 1 {
		t.Errorf("%d runs, want the second press to join the first", started)
	}
	r.end(1, first)
	<-first.ended
	if third := begin(); third == first || started != 2 {
		t.Errorf("%d runs, want a new one after the end", started)
	}
}
