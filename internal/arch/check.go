package arch

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
)

// Fault is one broken rule: where, and what to do about it.
type Fault struct {
	Where string // "consent/erase.go:12", or a folder
	Says  string
}

// String is one line as a compiler would print it.
func (f Fault) String() string { return f.Where + ": " + f.Says }

// A rule looks at the whole tree and returns what breaks it.
type rule func(tree) []Fault

var allRules = []rule{topFolders, everyRoomListed, floorsHold, doorsHold, docsStand, filesShort, functionsShort, namesSpeak, nothingSkips}

// Check reads the module whose root is given and returns its faults sorted by
// place. The error is of reading or parsing, never of a rule.
func Check(root fs.FS) ([]Fault, error) {
	t, err := read(root)
	if err != nil {
		return nil, fmt.Errorf("arch: %w", err)
	}
	var faults []Fault
	for _, r := range allRules {
		faults = append(faults, r(t)...)
	}
	slices.SortStableFunc(faults, func(a, b Fault) int { return cmp.Compare(a.Where, b.Where) })
	return faults, nil
}
