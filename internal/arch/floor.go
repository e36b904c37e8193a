package arch

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Room is one package, or a family of packages, on its floor.
type Room struct {
	Path       string   // below the module; a last element * stands for any one name
	Floor      int      // it may import rooms of strictly lower floors
	Beside     []string // rooms of its own floor that it may import as well
	Only       []string // when set, the only rooms it may import
	ImportedBy []string // when set, the only rooms whose ordinary files may import it
	InTests    bool     // a test on any floor may import it
	Offline    bool     // it imports neither the database nor the network
}

// covers reports whether a pattern names the package: exactly, or with a last
// element "*" (any one name) or "..." (itself and everything below).
func covers(pattern, pkg string) bool {
	if root, below := strings.CutSuffix(pattern, "/..."); below {
		return pkg == root || strings.HasPrefix(pkg, root+"/")
	}
	ok, err := path.Match(pattern, pkg)
	return err == nil && ok
}

// roomOf finds the row of a package; an exact row goes before a pattern.
func roomOf(pkg string) (Room, bool) {
	for _, exact := range []bool{true, false} {
		for _, r := range rooms {
			if exact && r.Path == pkg || !exact && covers(r.Path, pkg) {
				return r, true
			}
		}
	}
	return Room{}, false
}

func everyRoomListed(t tree) []Fault {
	var faults []Fault
	for _, pkg := range t.packages() {
		if _, ok := roomOf(pkg); !ok {
			faults = append(faults, Fault{pkg, "the package stands on no floor: add its row to rooms in internal/arch/house.go, on the lowest floor above everything it needs"})
		}
	}
	return faults
}

func floorsHold(t tree) []Fault {
	var faults []Fault
	for _, s := range t.sources {
		for _, im := range s.imports {
			if says := floorFault(s, im.path); says != "" {
				faults = append(faults, Fault{im.where, says})
			}
		}
	}
	return faults
}

// floorFault says what is wrong with one import, or nothing. A package without
// a row has its own fault and is passed over here.
func floorFault(s source, importPath string) string {
	from, known := roomOf(s.room)
	if !known {
		return ""
	}
	target, inside := strings.CutPrefix(importPath, module+"/")
	if !inside {
		return offlineFault(s, from, importPath)
	}
	to, known := roomOf(target)
	own := target == s.room // the test package of a room imports the room
	if !known || own || s.test && to.InTests {
		return ""
	}
	return between(s.room, from, target, to)
}

func between(pkg string, from Room, target string, to Room) string {
	switch {
	case from.Only != nil && !slices.Contains(from.Only, target):
		return fmt.Sprintf("%s may import only %s, not %s", pkg, strings.Join(from.Only, " and "), target)
	case to.ImportedBy != nil && len(to.ImportedBy) == 0:
		return fmt.Sprintf("%s is not for ordinary code: %s does without it", target, pkg)
	case to.ImportedBy != nil && !slices.Contains(to.ImportedBy, pkg):
		return fmt.Sprintf("%s is for %s alone, not for %s", target, strings.Join(to.ImportedBy, ", "), pkg)
	case to.Floor < from.Floor, slices.Contains(from.Beside, target):
		return ""
	}
	return fmt.Sprintf("%s (floor %d) imports %s (floor %d), but imports point to a strictly lower floor: "+
		"declare what you need as an interface in %s, or move the code up", pkg, from.Floor, target, to.Floor, pkg)
}

func offlineFault(s source, from Room, importPath string) string {
	if s.test || !from.Offline {
		return ""
	}
	for _, p := range offline {
		if covers(p, importPath) {
			return fmt.Sprintf("%s works without database and network, so it does not import %s: take values, return values", s.room, importPath)
		}
	}
	return ""
}
