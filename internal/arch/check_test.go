package arch

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"
)

// moduleOf builds a tree from file bodies. A package that has no doc.go gets a
// good one, so that a case breaks the one rule it is about.
func moduleOf(files map[string]string) fs.FS {
	tree := fstest.MapFS{}
	for name, body := range files {
		tree[name] = &fstest.MapFile{Data: []byte(body)}
		doc := path.Dir(name) + "/doc.go"
		if _, given := files[doc]; !given && path.Ext(name) == ".go" {
			pkg := strings.TrimSuffix(strings.Fields(body)[1], "_test")
			intro := map[bool]string{true: "Command accord", false: "Package " + pkg}[pkg == "main"]
			tree[doc] = &fstest.MapFile{Data: fmt.Appendf(nil, "// %s is a part of the case.\npackage %s\n", intro, pkg)}
		}
	}
	return tree
}

// importing is a file that imports the given paths for nothing.
func importing(pkg string, paths ...string) string {
	body := "package " + pkg + "\n"
	for _, p := range paths {
		body += fmt.Sprintf("import _ %q\n", p)
	}
	return body
}

// mentioning is a file that imports one path and mentions one expression.
func mentioning(pkg, importPath, expression string) string {
	return fmt.Sprintf("package %s\nimport %q\nvar _ = %s\n", pkg, importPath, expression)
}

// long is a file with functions of the given lengths.
func long(pkg string, lengths ...int) string {
	body := "package " + pkg + "\n"
	for i, n := range lengths {
		body += fmt.Sprintf("func f%d() {\n%s}\n", i, strings.Repeat("\t_ = 0\n", n-2))
	}
	return body
}

type files = map[string]string

func TestFaults(t *testing.T) {
	cases := []struct {
		name  string
		files files
		where string
		says  string
	}{
		{"upward import", files{"consent/erase.go": importing("consent", "fmt", "accord/campaign")},
			"consent/erase.go:3", "consent (floor 2) imports campaign (floor 3)"},
		{"sideways import", files{"experiment/assign.go": importing("experiment", "accord/consent")},
			"experiment/assign.go:2", "strictly lower floor"},
		{"sideways between connectors", files{"campaign/connect/shopify/order.go": importing("shopify", "accord/campaign/connect/klaviyo")},
			"campaign/connect/shopify/order.go:2", "strictly lower floor"},
		{"upward import in a test", files{"campaign/plan_test.go": importing("campaign_test", "accord/scheduler")},
			"campaign/plan_test.go:2", "campaign (floor 3) imports scheduler (floor 5)"},
		{"verifier takes the ledger's writer", files{"consent/verify/verify.go": importing("verify", "accord/internal/db")},
			"consent/verify/verify.go:2", "may import only consent/tlog and consent/state"},
		{"verifier goes online", files{"consent/verify/verify.go": importing("verify", "net/http")},
			"consent/verify/verify.go:2", "without database and network"},
		{"pure statistics open a database", files{"experiment/stats/prior.go": importing("stats", "database/sql/driver")},
			"experiment/stats/prior.go:2", "without database and network"},
		{"ordinary code uses the test database", files{"consent/store.go": importing("consent", "accord/internal/db/dbtest")},
			"consent/store.go:2", "not for ordinary code"},
		{"engine leans on the simulator", files{"scheduler/engine.go": importing("scheduler", "accord/campaign/whatsapp/simulator")},
			"scheduler/engine.go:2", "is for cmd/accord, cmd/accord/demo, cmd/accord/bench alone"},
		{"bench borrows from the demo", files{"cmd/accord/bench/load.go": importing("bench", "accord/cmd/accord/demo")},
			"cmd/accord/bench/load.go:2", "is for cmd/accord alone"},
		{"unlisted package", files{"campaign/postcard/stamp.go": importing("postcard")},
			"campaign/postcard", "add its row to rooms in internal/arch/house.go"},

		{"fiber outside ui", files{"scheduler/hook.go": importing("scheduler", "github.com/gofiber/fiber/v2")},
			"scheduler/hook.go:2", "fiber door, which stands in ui"},
		{"NATS outside the scheduler", files{"campaign/bell.go": importing("campaign", "github.com/nats-io/nats.go/jetstream")},
			"campaign/bell.go:2", "NATS door"},
		{"NATS server in a test", files{"ui/live_test.go": importing("ui", "github.com/nats-io/nats-server/v2/server")},
			"ui/live_test.go:2", "NATS door"},
		{"driver outside db", files{"consent/copy.go": importing("consent", "github.com/jackc/pgx/v5/stdlib")},
			"consent/copy.go:2", "database driver door"},
		{"http.Get", files{"campaign/whatsapp/media.go": mentioning("whatsapp", "net/http", "http.Get")},
			"campaign/whatsapp/media.go:3", "http.Get goes through the HTTP client door"},
		{"http.Client under another word", files{"internal/outbox/post.go": "package outbox\nimport web \"net/http\"\nvar client web.Client\n"},
			"internal/outbox/post.go:3", "web.Client"},
		{"fasthttp client", files{"campaign/whatsapp/client.go": mentioning("whatsapp", "github.com/valyala/fasthttp", "fasthttp.HostClient{}")},
			"campaign/whatsapp/client.go:3", "network door, which stands in internal/netx"},
		{"fiber's client in ui", files{"ui/proxy.go": mentioning("ui", "github.com/gofiber/fiber/v2", "fiber.AcquireAgent()")},
			"ui/proxy.go:3", "network door"},
		{"net.Dialer", files{"internal/mail/smtp.go": mentioning("mail", "net", "net.Dialer{}")},
			"internal/mail/smtp.go:3", "net.Dialer goes through the network door"},
		{"reading the clock", files{"consent/receipt.go": mentioning("consent", "time", "time.Now()")},
			"consent/receipt.go:3", "clock door, which stands in internal/clock"},
		{"handing the clock on", files{"consent/receipt.go": mentioning("consent", "time", "time.Now")},
			"consent/receipt.go:3", "clock door"},
		{"dot import hides the clock", files{"consent/receipt.go": "package consent\nimport . \"time\"\nvar _ = Now()\n"},
			"consent/receipt.go:2", "clock door"},

		{"top folder", files{"pkg/a/a.go": importing("a"), "consent/a.go": importing("consent")},
			"pkg", "the top folders are cmd, campaign"},
		{"top folder without code", files{"docs/guide.md": "words"},
			"docs", "the top folders are"},
		{"doc.go without a package comment", files{"consent/doc.go": "package consent\n"},
			"consent", "no doc.go that begins with"},
		{"package comment of another package", files{"consent/doc.go": "// Package campaign is elsewhere.\npackage consent\n"},
			"consent", "no doc.go that begins with"},
		{"command introduced as a package", files{"cmd/accord/doc.go": "// Package main runs.\npackage main\n"},
			"cmd/accord", "no doc.go that begins with"},
		{"file of 401 lines", files{"consent/state_machine.go": "package consent\n" + strings.Repeat("//\n", 400)},
			"consent/state_machine.go", "401 lines"},
		{"two long functions in ten", files{"consent/decide.go": long("consent", 45, 90, 3, 3, 3, 3, 3, 3, 3, 3)},
			".", "2 of 10 functions"},
		{"empty file name", files{"consent/utils_test.go": importing("consent")},
			"consent/utils_test.go", "name says nothing"},
		{"skipping test", files{"consent/store_test.go": "package consent\nimport \"testing\"\nfunc TestX(t *testing.T) { t.Skip() }\n"},
			"consent/store_test.go:3", "never skips itself"},
		{"helper that skips for a test", files{"internal/db/dbtest/fresh.go": "package dbtest\nimport \"testing\"\nfunc Fresh(tb testing.TB) {\n\ttb.Skipf(\"%d\", 1)\n}\n"},
			"internal/db/dbtest/fresh.go:4", "never skips itself"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var seen []string
			for _, f := range faultsOf(t, c.files) {
				if f.Where == c.where && strings.Contains(f.Says, c.says) {
					return
				}
				seen = append(seen, f.String())
			}
			t.Errorf("no fault at %s that says %q; got %q", c.where, c.says, seen)
		})
	}
}

func TestNoFault(t *testing.T) {
	cases := []struct {
		name  string
		files files
	}{
		{"downward imports", files{"campaign/plan.go": importing("campaign", "accord/consent", "accord/internal/db", "accord/experiment/stats")}},
		{"the room's own test package", files{"scheduler/claim_test.go": importing("scheduler_test", "accord/scheduler")}},
		{"simulator knows the wire types", files{"campaign/whatsapp/simulator/status.go": importing("simulator", "accord/campaign/whatsapp")}},
		{"simulator in a test of a lower floor", files{"campaign/whatsapp/client_test.go": importing("whatsapp_test", "accord/campaign/whatsapp/simulator")}},
		{"test database on the ground floor", files{"internal/db/claim_test.go": importing("db_test", "accord/internal/db/dbtest")}},
		{"command knows demo and bench", files{"cmd/accord/main.go": importing("main", "accord/cmd/accord/demo", "accord/cmd/accord/bench", "accord/campaign/whatsapp/simulator")}},
		{"verifier reads the log", files{"consent/verify/verify.go": importing("verify", "accord/consent/tlog", "net/url", "golang.org/x/mod/sumdb/note")}},
		{"doors where they stand", files{
			"ui/routes.go":                        importing("ui", "github.com/gofiber/fiber/v2/middleware/helmet"),
			"scheduler/bus.go":                    importing("scheduler", "github.com/nats-io/nats-server/v2/server"),
			"internal/db/open.go":                 importing("db", "github.com/mattn/go-sqlite3"),
			"internal/db/dbtest/template.go":      importing("dbtest", "github.com/jackc/pgx/v5"),
			"internal/netx/dial.go":               mentioning("netx", "net", "net.Dialer{}"),
			"internal/clock/real.go":              mentioning("clock", "time", "time.Now()"),
			"campaign/whatsapp/simulator/port.go": importing("simulator", "github.com/gofiber/fiber/v2"),
		}},
		{"clock and loopback client in a test", files{"ui/login_test.go": "package ui\nimport (\"net/http\"; \"time\")\nvar _, _ = http.DefaultClient, time.Now\n"}},
		{"request and server are no client", files{"ui/adapt.go": "package ui\nimport \"net/http\"\nvar _, _ = http.NewRequest, http.StatusOK\n"}},
		{"a variable that is called time", files{"consent/slot.go": "package consent\nimport \"time\"\nfunc f(time interface{ Now() time.Time }) { time.Now() }\n"}},
		{"one long function in ten", files{"consent/decide.go": long("consent", 90, 44, 3, 3, 3, 3, 3, 3, 3, 3)}},
		{"file of 400 lines", files{"consent/decide.go": "package consent\n" + strings.Repeat("//\n", 399)}},
		{"property test discards a sample", files{"consent/fold_test.go": "package consent\nimport \"pgregory.net/rapid\"\nfunc f(t *rapid.T) { t.Skip() }\n"}},
		{"folders of the tools", files{".ci/run.go": importing("x"), "bin/x.go": importing("x"), "ui/assets/node_modules/x/x.go": importing("x"), "consent/testdata/x.go": importing("x")}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, f := range faultsOf(t, c.files) {
				t.Error(f)
			}
		})
	}
}

func TestUnreadableSourceIsAnError(t *testing.T) {
	_, err := Check(moduleOf(files{"consent/doc.go": "// Package consent is cut\npackage"}))
	if err == nil || !strings.Contains(err.Error(), "consent/doc.go") {
		t.Errorf("want an error that names the file, got %v", err)
	}
}

func faultsOf(t *testing.T, f files) []Fault {
	t.Helper()
	faults, err := Check(moduleOf(f))
	if err != nil {
		t.Fatal(err)
	}
	return faults
}
