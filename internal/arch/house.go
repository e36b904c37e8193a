package arch

// module is the path that imports within the house begin with.
const module = "accord"

// tops are the folders the repository may have at its top.
var tops = []string{"cmd", "campaign", "experiment", "scheduler", "consent", "ui", "internal"}

// leftovers are folders that the Makefile or npm leave behind; git ignores them.
var leftovers = []string{"bin", "node_modules", "dist"}

// nobody as ImportedBy keeps a room out of every ordinary file.
var nobody = []string{}

// rooms says on which floor each package stands. To add a package, add its
// row: on the lowest floor that is above everything it needs.
var rooms = []Room{
	{Path: "internal/arch", Floor: 0, ImportedBy: nobody},
	{Path: "internal/db", Floor: 0, Beside: []string{"internal/clock"}}, // a retry waits
	{Path: "internal/clock", Floor: 0},
	{Path: "internal/secret", Floor: 0},
	{Path: "internal/media", Floor: 0},
	{Path: "internal/mail", Floor: 0},
	{Path: "internal/netx", Floor: 0},
	{Path: "consent/tlog", Floor: 0, Offline: true},
	{Path: "consent/state", Floor: 0, Offline: true},
	{Path: "experiment/stats", Floor: 0, Offline: true},
	{Path: "scheduler/timing", Floor: 0, Offline: true},

	{Path: "internal/operator", Floor: 1},
	{Path: "internal/outbox", Floor: 1},
	{Path: "internal/db/dbtest", Floor: 1, ImportedBy: nobody, InTests: true},
	{Path: "ui/words", Floor: 1},
	{Path: "ui/assets", Floor: 1},
	{Path: "ui/assets/browser", Floor: 1, ImportedBy: nobody, InTests: true},
	{Path: "ui/assets/*", Floor: 1, ImportedBy: nobody, Beside: []string{"ui/assets"}}, // the bundler and the sheet, commands of their own
	// A third party runs the verifier: it must not drag in the rest.
	{Path: "consent/verify", Floor: 1, Offline: true, Only: []string{"consent/tlog", "consent/state"}},

	{Path: "consent", Floor: 2},
	{Path: "experiment", Floor: 2},

	{Path: "campaign", Floor: 3},

	{Path: "campaign/whatsapp", Floor: 4},
	{Path: "campaign/conversation", Floor: 4},
	{Path: "campaign/followup", Floor: 4},
	{Path: "campaign/connect/*", Floor: 4},
	// The far side of the wire: no engine code may lean on it.
	{Path: "campaign/whatsapp/simulator", Floor: 4, Beside: []string{"campaign/whatsapp"},
		ImportedBy: []string{"cmd/accord", "cmd/accord/demo", "cmd/accord/bench"}, InTests: true},

	{Path: "campaign/report", Floor: 5},
	{Path: "scheduler", Floor: 5},

	{Path: "ui", Floor: 6},

	{Path: "cmd/accord", Floor: 7, Beside: []string{"cmd/accord/workspace", "cmd/accord/demo", "cmd/accord/bench"}},
	{Path: "cmd/accord/workspace", Floor: 7, ImportedBy: []string{"cmd/accord", "cmd/accord/demo", "cmd/accord/bench"}},
	{Path: "cmd/accord/demo", Floor: 7, Beside: []string{"cmd/accord/workspace"}, ImportedBy: []string{"cmd/accord"}},
	{Path: "cmd/accord/bench", Floor: 7, Beside: []string{"cmd/accord/workspace"}, ImportedBy: []string{"cmd/accord"}},
}

// doors says where each thing from outside comes in.
var doors = []Door{
	{
		Name:   "fiber",
		Paths:  []string{"github.com/gofiber/fiber", "github.com/danielgtaylor/huma/v2/adapters/humafiber"},
		Rooms:  []string{"ui", "campaign/whatsapp/simulator", "cmd/accord/bench"},
		Remedy: "take and return plain values, and let ui translate them to HTTP",
	},
	{
		Name:   "NATS",
		Paths:  []string{"github.com/nats-io/nats.go", "github.com/nats-io/nats-server"},
		Rooms:  []string{"scheduler"},
		Remedy: "declare what you need as a small interface and let scheduler implement it",
	},
	{
		Name: "database driver",
		Paths: []string{"github.com/mattn/go-sqlite3", "github.com/jackc/pgx", "github.com/pressly/goose",
			"github.com/lib/pq", "modernc.org/sqlite"},
		Rooms:  []string{"internal/db/..."},
		Remedy: "open, migrate and load in bulk through internal/db, which speaks to both engines",
	},
	{
		Name:   "clock",
		Names:  map[string][]string{"time": {"Now", "Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Since", "Until"}},
		Rooms:  []string{"internal/clock"},
		Tests:  true,
		Remedy: "take the instant as an argument, or a clock.Clock (clock.Wait and clock.Start for the time of the process)",
	},
	{
		Name: "HTTP client",
		Names: map[string][]string{"net/http": {"Get", "Head", "Post", "PostForm",
			"Client", "DefaultClient", "Transport", "DefaultTransport"}},
		Rooms:  []string{"internal/netx"},
		Tests:  true, // against a server that the test itself started
		Remedy: "call through internal/netx, which refuses private addresses",
	},
	{
		Name: "network",
		Names: map[string][]string{
			"net":                           {"Dial*"},
			"crypto/tls":                    {"Dial*"},
			"net/smtp":                      {"Dial", "SendMail", "NewClient"},
			"github.com/valyala/fasthttp":   {"*Client", "Do", "DoTimeout", "DoDeadline", "DoRedirects", "Get*", "Post*", "Dial*", "TCPDialer"},
			"github.com/gofiber/fiber/v2":   {"Client", "Agent", "Acquire*nt", "Get", "Head", "Post", "Put", "Patch", "Delete"},
			"golang.org/x/net/websocket":    {"Dial*"},
			"github.com/fasthttp/websocket": {"Dial*", "DefaultDialer"},
		},
		Rooms:  []string{"internal/netx"},
		Tests:  true, // to a server that the test itself started
		Remedy: "take a dialer or a client that internal/netx made",
	},
}

// offline is what a room marked Offline never imports: the database and the network.
var offline = []string{"database/sql/...", "github.com/jmoiron/sqlx/...", "net", "net/http/...", "net/smtp", "crypto/tls",
	"github.com/valyala/fasthttp/..."}

// House limits.
const (
	fileLines     = 400 // no file is longer
	functionLines = 45  // nine functions in ten are shorter; tests are not counted
)

// emptyNames say nothing of what a file or a package is about.
var emptyNames = []string{"util", "utils", "common", "helper", "helpers", "model", "models",
	"manager", "base", "misc", "shared", "types", "lib"}
