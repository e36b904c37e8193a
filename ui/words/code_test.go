package words_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"accord/ui/words"
)

// codes are the types whose constants reach a page, and the groups that have
// a text for each. They are read from the sources: the packages stand above.
var codes = []struct {
	folder, typeName string
	groups           []string
}{
	{"campaign", "Phase", []string{"phase", "phase_hint"}},
	{"campaign", "Reason", []string{"reason", "reason_long"}},
	{"campaign", "State", []string{"state", "state_hint"}},
	{"campaign", "ZoneSource", []string{"zone_source"}},
	{"consent", "Category", []string{"category"}},
	{"consent", "Rule", []string{"reason", "reason_long"}},
	{"consent/state", "Kind", []string{"consent_event"}},
	{"consent/state", "State", []string{"consent_state", "consent_state_hint"}},
	{"experiment", "MetricName", []string{"metric", "metric_hint"}},
	{"experiment", "Role", []string{"metric_role"}},
	{"experiment", "VerdictCode", []string{"verdict", "verdict_hint"}},
	{"internal/operator", "Fault", []string{"fault"}},
	{"internal/operator", "Permission", []string{"permission"}},
	{"internal/operator", "Role", []string{"role", "role_hint"}},
}

func TestEveryCodeHasItsWords(t *testing.T) {
	texts := catalogue(t, words.French)
	for _, c := range codes {
		t.Run(c.folder+"."+c.typeName, func(t *testing.T) {
			values := constantsOf(t, filepath.Join("..", "..", filepath.FromSlash(c.folder)), c.typeName)
			if len(values) == 0 {
				t.Fatalf("no exported constant of type %s", c.typeName)
			}
			for _, value := range values {
				for _, group := range c.groups {
					if _, ok := texts[group+"."+value]; !ok {
						t.Errorf("no text %s.%s; add it to fr.json and en.json", group, value)
					}
				}
			}
		})
	}
}

// What has no type of its own: see consent.Evidence.
func TestEvidenceHasItsWords(t *testing.T) {
	texts := catalogue(t, words.French)
	for group, values := range map[string]string{
		"method": "inbound_msg web_form qr paper phone ivr api_partner import",
		"act":    "box keyword button signature",
	} {
		for _, value := range strings.Fields(values) {
			if _, ok := texts[group+"."+value]; !ok {
				t.Errorf("no text %s.%s", group, value)
			}
		}
	}
}

// The actions of the audit trail are plain strings with a dot.
func TestEveryActionHasItsWords(t *testing.T) {
	texts, actions := catalogue(t, words.French), 0
	for _, value := range constantsOf(t, filepath.Join("..", "..", "internal", "operator"), "") {
		if !keyShape.MatchString(value) {
			continue
		}
		actions++
		if _, ok := texts["audit_action."+value]; !ok {
			t.Errorf("no text audit_action.%s; add it to fr.json and en.json", value)
		}
	}
	if actions == 0 {
		t.Error("package operator names no action")
	}
}

// constantsOf are the values of a package's exported constants of one type,
// or of none; the empty value is no code.
func constantsOf(t *testing.T, folder, typeName string) (values []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			named, _ := spec.Type.(*ast.Ident)
			if len(spec.Values) != 1 || !spec.Names[0].IsExported() || nameOf(named) != typeName {
				return true
			}
			if value, ok := stringOf(spec.Values[0]); ok && value != "" {
				values = append(values, value)
			}
			return true
		})
	}
	return values
}

func nameOf(n *ast.Ident) string {
	if n == nil {
		return ""
	}
	return n.Name
}
