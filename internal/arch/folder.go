package arch

import (
	"fmt"
	"slices"
	"strings"
)

// packages are the folders that hold Go files, sorted.
func (t tree) packages() []string {
	var found []string
	for _, s := range t.sources {
		found = append(found, s.room)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func topFolders(t tree) []Fault {
	var faults []Fault
	for _, top := range t.tops {
		if !slices.Contains(tops, top) {
			faults = append(faults, Fault{top, fmt.Sprintf("the top folders are %s: put code into one of them, and data outside the repository", strings.Join(tops, ", "))})
		}
	}
	return faults
}

func docsStand(t tree) []Fault {
	docs := map[string]bool{}
	for _, s := range t.sources {
		if s.path == s.room+"/doc.go" && s.introduces() {
			docs[s.room] = true
		}
	}
	var faults []Fault
	for _, pkg := range t.packages() {
		if !docs[pkg] {
			faults = append(faults, Fault{pkg, "no doc.go that begins with \"// Package name …\" (or \"// Command name …\"): say what the package is"})
		}
	}
	return faults
}

// introduces reports whether the file's package comment names the package.
func (s source) introduces() bool {
	doc, name := s.file.Doc.Text(), s.file.Name.Name
	if name == "main" {
		return strings.HasPrefix(doc, "Command ")
	}
	return strings.HasPrefix(doc, "Package "+name+" ")
}
