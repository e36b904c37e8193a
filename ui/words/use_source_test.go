package words_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"text/template/parse"
)

// asker is a function whose argument at a place is a key, or the end of one.
type asker struct {
	at     int
	prefix string
	fills  int // where the arguments of the text begin; 0 when there are none to see
	counts bool
}

// askers are the functions of handlers; done and say keep a notice for the
// next page.
var askers = map[string]asker{
	"T": {fills: 1}, "N": {fills: 2, counts: true}, "Has": {},
	"done": {at: 1, prefix: "said."}, "say": {at: 1, prefix: "said."},
}

// templateAskers are those of pages.
var templateAskers = map[string]asker{"t": askers["T"], "n": askers["N"], "has": askers["Has"]}

func (a asker) use(where, key string, given int) use {
	switch {
	case a.fills > 0:
		return use{where: where, key: key, counts: a.counts, args: given - a.fills}
	case a.prefix != "":
		return use{where: where, key: a.prefix + key}
	}
	return use{where: where, key: key, args: -1}
}

func (u *uses) readGo(path string) error {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
	if err != nil {
		return err
	}
	where := func(n ast.Node) string { return fset.Position(n.Pos()).String() }
	for _, group := range file.Comments {
		for _, c := range group.List {
			u.comment(where(c), c.Text)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			u.call(n, where(n))
		case *ast.BasicLit:
			if text, ok := stringOf(n); ok {
				u.literal(where(n), text)
			}
		}
		return true
	})
	return nil
}

func (u *uses) call(n *ast.CallExpr, where string) {
	f, ok := n.Fun.(*ast.SelectorExpr)
	if !ok || len(n.Args) == 0 {
		return
	}
	if group, ok := stringOf(n.Args[0]); ok && f.Sel.Name == "Label" {
		u.groups[group] = where
	}
	a, ok := askers[f.Sel.Name]
	if !ok || len(n.Args) <= a.at {
		return
	}
	if key, ok := stringOf(n.Args[a.at]); ok && (a.prefix != "" || strings.Contains(key, ".")) { // others have functions of these names, too
		use := a.use(where, key, len(n.Args))
		if n.Ellipsis.IsValid() {
			use.args = -1
		}
		u.keys = append(u.keys, use)
	}
}

func stringOf(n ast.Expr) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

func (u *uses) readTemplate(path string) error {
	source, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	u.comment(path, string(source))
	trees := map[string]*parse.Tree{}
	root := parse.New(path)
	root.Mode = parse.SkipFuncCheck
	if _, err := root.Parse(string(source), "", "", trees); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for _, tree := range trees {
		u.node(path, tree.Root)
	}
	return nil
}

func (u *uses) node(where string, n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			u.node(where, child)
		}
	case *parse.ActionNode:
		u.pipe(where, n.Pipe)
	case *parse.TemplateNode:
		u.pipe(where, n.Pipe)
	case *parse.IfNode:
		u.branch(where, n.BranchNode)
	case *parse.RangeNode:
		u.branch(where, n.BranchNode)
	case *parse.WithNode:
		u.branch(where, n.BranchNode)
	}
}

func (u *uses) branch(where string, b parse.BranchNode) {
	u.pipe(where, b.Pipe)
	u.node(where, b.List)
	u.node(where, b.ElseList)
}

func (u *uses) pipe(where string, p *parse.PipeNode) {
	if p == nil {
		return
	}
	for i, command := range p.Cmds {
		u.command(where, command, i > 0)
	}
}

// command reads {{t "key" arg}}; what comes through a pipe is one argument more.
func (u *uses) command(where string, c *parse.CommandNode, piped bool) {
	for _, arg := range c.Args {
		switch arg := arg.(type) {
		case *parse.PipeNode:
			u.pipe(where, arg)
		case *parse.StringNode:
			u.literal(where, arg.Text)
		}
	}
	f, ok := c.Args[0].(*parse.IdentifierNode)
	if !ok || len(c.Args) < 2 {
		return
	}
	text, ok := c.Args[1].(*parse.StringNode)
	if !ok {
		return
	}
	given := len(c.Args) - 1
	if piped {
		given++
	}
	if f.Ident == "label" {
		u.groups[text.Text] = where
	}
	if a, ok := templateAskers[f.Ident]; ok {
		u.keys = append(u.keys, a.use(where, text.Text, given))
	}
}
