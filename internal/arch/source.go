package arch

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// tree is the module as it lies on disk.
type tree struct {
	tops    []string // folders at the top, hidden ones left out
	sources []source // every Go file
}

// source is one parsed Go file.
type source struct {
	path    string // "consent/erase.go"
	room    string // its folder, "consent"
	test    bool
	lines   int
	fset    *token.FileSet
	file    *ast.File
	imports []imported
}

// imported is one import and the word that the file uses for it.
type imported struct{ path, word, where string }

// read parses every Go file below the root that the go command would see.
func read(root fs.FS) (tree, error) {
	var t tree
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return t.enter(name)
		case strings.HasSuffix(name, ".go"):
			s, err := parse(root, name)
			t.sources = append(t.sources, s)
			return err
		}
		return nil
	})
	return t, err
}

func (t *tree) enter(folder string) error {
	base := path.Base(folder)
	switch {
	case folder == ".":
		return nil
	case strings.HasPrefix(base, "."), strings.HasPrefix(base, "_"), base == "testdata", slices.Contains(leftovers, base):
		return fs.SkipDir
	case !strings.Contains(folder, "/"):
		t.tops = append(t.tops, folder)
	}
	return nil
}

func parse(root fs.FS, name string) (source, error) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return source{}, fmt.Errorf("read %s: %w", name, err)
	}
	s := source{path: name, room: path.Dir(name), test: strings.HasSuffix(name, "_test.go"),
		lines: bytes.Count(text, []byte("\n")), fset: token.NewFileSet()}
	s.file, err = parser.ParseFile(s.fset, name, text, parser.ParseComments)
	if err != nil {
		return source{}, fmt.Errorf("parse: %w", err)
	}
	for _, spec := range s.file.Imports {
		s.imports = append(s.imports, s.imported(spec))
	}
	return s, nil
}

func (s source) imported(spec *ast.ImportSpec) imported {
	p, _ := strconv.Unquote(spec.Path.Value) // the parser has checked the literal
	im := imported{path: p, word: defaultWord(p), where: s.at(spec)}
	if spec.Name != nil {
		im.word = spec.Name.Name
	}
	return im
}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// defaultWord guesses the package name from its path, as people read it:
// "github.com/gofiber/fiber/v2" is fiber.
func defaultWord(importPath string) string {
	base := path.Base(importPath)
	if majorVersion.MatchString(base) {
		base = path.Base(path.Dir(importPath))
	}
	return strings.TrimSuffix(base, ".go")
}

// at is the place of a node, "consent/erase.go:12".
func (s source) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", s.path, s.fset.Position(n.Pos()).Line)
}

// use is one mention of a name from an imported package: time.Now.
type use struct{ path, word, name, where string }

// uses finds the names that the file takes from the packages it imports. An
// identifier that the file itself declares is no package, whatever its name.
func (s source) uses() []use {
	paths := map[string]string{}
	for _, im := range s.imports {
		paths[im.word] = im.path
	}
	var found []use
	ast.Inspect(s.file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if id, ok := sel.X.(*ast.Ident); ok && id.Obj == nil && paths[id.Name] != "" {
			found = append(found, use{paths[id.Name], id.Name, sel.Sel.Name, s.at(sel)})
		}
		return true
	})
	return found
}
