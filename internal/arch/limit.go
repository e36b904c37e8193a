package arch

import (
	"cmp"
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
)

func filesShort(t tree) []Fault {
	var faults []Fault
	for _, s := range t.sources {
		if s.lines > fileLines {
			faults = append(faults, Fault{s.path, fmt.Sprintf("%d lines; a file has at most %d: find the second idea in it and give it a file", s.lines, fileLines)})
		}
	}
	return faults
}

// function is a declared function and its length, signature and braces included.
type function struct {
	where, name string
	lines       int
}

func (t tree) functions() []function {
	var found []function
	for _, s := range t.sources {
		if s.test {
			continue
		}
		for _, decl := range s.file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok {
				lines := s.fset.Position(f.End()).Line - s.fset.Position(f.Pos()).Line + 1
				found = append(found, function{s.at(f), f.Name.Name, lines})
			}
		}
	}
	return found
}

// functionsShort counts over the whole tree: one long function is a choice,
// one in ten is a habit.
func functionsShort(t tree) []Fault {
	all := t.functions()
	slices.SortFunc(all, func(a, b function) int { return cmp.Compare(b.lines, a.lines) })
	long := slices.IndexFunc(all, func(f function) bool { return f.lines < functionLines })
	if long < 0 {
		long = len(all)
	}
	if long*10 <= len(all) {
		return nil
	}
	longest := fmt.Sprintf("%d of %d functions have %d lines or more; at most one in ten may. The longest:", long, len(all), functionLines)
	for _, f := range all[:min(10, len(all))] {
		longest += fmt.Sprintf("\n\t%4d lines  %s  %s", f.lines, f.where, f.name)
	}
	return []Fault{{".", longest}}
}

func namesSpeak(t tree) []Fault {
	var faults []Fault
	for _, s := range t.sources {
		name := strings.TrimSuffix(strings.TrimSuffix(path.Base(s.path), ".go"), "_test")
		if slices.Contains(emptyNames, name) || slices.Contains(emptyNames, path.Base(s.room)) {
			faults = append(faults, Fault{s.path, "the name says nothing: name the idea in it with a noun of the field"})
		}
	}
	return faults
}

// nothingSkips looks at ordinary files too: a test that borrows its skip from
// another package skips just the same.
func nothingSkips(t tree) []Fault {
	var faults []Fault
	for _, s := range t.sources {
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if ok && slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, sel.Sel.Name) && ofTesting(sel.X) {
				faults = append(faults, Fault{s.at(sel), "a test never skips itself: bring what it needs, or fail with the way to get it"})
			}
			return true
		})
	}
	return faults
}

// ofTesting reports whether an expression is a parameter of a type of package
// testing. The parser's own resolution of names is enough for that, and it
// leaves the Skip of a property test alone, which only discards a sample.
func ofTesting(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	if !ok || id.Obj == nil {
		return false
	}
	field, ok := id.Obj.Decl.(*ast.Field)
	if !ok {
		return false
	}
	kind := field.Type
	if star, ok := kind.(*ast.StarExpr); ok {
		kind = star.X
	}
	sel, ok := kind.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := sel.X.(*ast.Ident)
	return ok && pkg.Name == "testing"
}
