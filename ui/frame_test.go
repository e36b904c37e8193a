package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A page's struct embeds the frame; a field of the same name would hide the
// frame's, and the page would show it where the frame stands.
func TestNoPageHidesAPartOfItsFrame(t *testing.T) {
	structs := structsOf(t)
	pages := 0
	for name, fields := range structs {
		hidden := framed(structs, name)
		if hidden == nil {
			continue
		}
		pages++
		for _, f := range fields {
			if slices.Contains(hidden, f) {
				t.Errorf("%s: its field %s hides that of the frame; give it another name", name, f)
			}
		}
	}
	if pages == 0 {
		t.Error("no page embeds a frame")
	}
}

// framed are the names that a struct has by what it embeds, when a frame is
// among it.
func framed(structs map[string][]string, name string) (names []string) {
	for _, embedded := range structs[name] {
		inner, ok := strings.CutPrefix(embedded, "*")
		switch {
		case !ok:
		case inner == "frame":
			names = append(names, structs["frame"]...)
		case framed(structs, inner) != nil:
			names = append(append(names, structs[inner]...), framed(structs, inner)...)
		}
	}
	return names
}

// structsOf are the structs of this package with the names of their fields;
// what is embedded begins with a star.
func structsOf(t *testing.T) map[string][]string {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	structs := map[string][]string{}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if s, ok := spec.Type.(*ast.StructType); ok {
				structs[spec.Name.Name] = fieldsOf(s)
			}
			return true
		})
	}
	return structs
}

func fieldsOf(s *ast.StructType) (names []string) {
	for _, f := range s.Fields.List {
		if embedded, ok := f.Type.(*ast.Ident); ok && f.Names == nil {
			names = append(names, "*"+embedded.Name)
		}
		for _, n := range f.Names {
			names = append(names, n.Name)
		}
	}
	return names
}
