package arch

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// The module itself, two folders up.
func TestHouse(t *testing.T) {
	faults, err := Check(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Error(f)
	}
}

// A typing error in the tables would open a hole without a sound.
func TestTablesNameOnlyKnownRooms(t *testing.T) {
	for _, r := range rooms {
		for _, name := range slices.Concat(r.Beside, r.Only, r.ImportedBy) {
			if _, ok := roomOf(name); !ok {
				t.Errorf("room %s names %s, which has no row", r.Path, name)
			}
		}
	}
	for _, d := range doors {
		for _, name := range d.Rooms {
			if _, ok := roomOf(strings.TrimSuffix(name, "/...")); !ok {
				t.Errorf("door %s stands in %s, which has no row", d.Name, name)
			}
		}
	}
}

func TestNeighboursShareAFloor(t *testing.T) {
	for _, r := range rooms {
		for _, name := range r.Beside {
			if to, _ := roomOf(name); to.Floor != r.Floor {
				t.Errorf("%s names %s as a neighbour, but they stand on floors %d and %d", r.Path, name, r.Floor, to.Floor)
			}
		}
		for _, name := range r.Only {
			if to, _ := roomOf(name); to.Floor >= r.Floor {
				t.Errorf("%s may import only %s, which is not below it", r.Path, name)
			}
		}
	}
}
