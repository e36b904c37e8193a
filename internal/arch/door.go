package arch

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Door is something from outside that comes in at named places only.
type Door struct {
	Name   string
	Paths  []string            // packages that nobody else imports; those below count as well
	Names  map[string][]string // by import path, the names that nobody else uses; * matches any part
	Rooms  []string            // where the door stands
	Tests  bool                // test files go through freely
	Remedy string              // what to do elsewhere
}

func (d Door) openTo(s source) bool {
	return d.Tests && s.test ||
		slices.ContainsFunc(d.Rooms, func(room string) bool { return covers(room, s.room) })
}

func (d Door) guardsPath(importPath string) bool {
	return slices.ContainsFunc(d.Paths, func(p string) bool { return covers(p+"/...", importPath) })
}

func (d Door) guardsName(importPath, name string) bool {
	return slices.ContainsFunc(d.Names[importPath], func(pattern string) bool {
		ok, err := path.Match(pattern, name)
		return err == nil && ok
	})
}

func (d Door) fault(where, what string) Fault {
	return Fault{where, fmt.Sprintf("%s goes through the %s door, which stands in %s: %s",
		what, d.Name, strings.Join(d.Rooms, ", "), d.Remedy)}
}

func doorsHold(t tree) []Fault {
	var faults []Fault
	for _, s := range t.sources {
		uses := s.uses()
		for _, d := range doors {
			if !d.openTo(s) {
				faults = append(faults, d.importFaults(s)...)
				faults = append(faults, d.useFaults(uses)...)
			}
		}
	}
	return faults
}

func (d Door) importFaults(s source) []Fault {
	var faults []Fault
	for _, im := range s.imports {
		// A dot import takes the package's word away, so its names could not be seen.
		if d.guardsPath(im.path) || im.word == "." && d.Names[im.path] != nil {
			faults = append(faults, d.fault(im.where, im.path))
		}
	}
	return faults
}

func (d Door) useFaults(uses []use) []Fault {
	var faults []Fault
	for _, u := range uses {
		if d.guardsName(u.path, u.name) {
			faults = append(faults, d.fault(u.where, u.word+"."+u.name))
		}
	}
	return faults
}
