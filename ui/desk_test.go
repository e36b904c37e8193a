package ui_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"accord/campaign"
	"accord/internal/operator"
	"accord/ui"
)

// workplace is a house with pages, in which people work.
type workplace struct {
	*house
	engine  *engine
	numbers *numbers
	office  *ui.Office
}

// desk opens a workplace; change may alter the wiring.
func desk(t testing.TB, change ...func(*ui.Config)) *workplace {
	t.Helper()
	h, config := build(t)
	w := &workplace{house: h, engine: &engine{}, numbers: &numbers{stored: h.operators}}
	w.office = &ui.Office{DB: h.db, Keys: h.keys, Operators: h.operators, Consent: h.register, Experiments: h.trials, Campaigns: h.campaigns,
		Engine: w.engine, Numbers: w.numbers, Uploads: t.TempDir()}
	config.Office = w.office
	for _, c := range change {
		c(&config)
	}
	h.serve(config)
	return w
}

// person is somebody with a browser in which they have signed in.
type person struct {
	*workplace
	id      operator.ID
	email   string
	cookies map[string]string
	tag     string // of the forms, from the last page
}

// as is a new operator of a role who has signed in, and reads French.
func (w *workplace) as(role operator.Role) *person {
	w.t.Helper()
	email := string(role) + "-" + url.QueryEscape(strings.ToLower(w.t.Name())) + "@example.org"
	ctx := context.Background()
	id, err := w.operators.Add(ctx, operator.Operator{Email: email, Name: "Camille " + string(role), Role: role})
	w.must(err)
	token, _, err := w.operators.OpenSession(ctx, id, "203.0.113.0/24", firefox)
	w.must(err)
	return &person{workplace: w, id: id, email: email, cookies: sessionCookies(token)}
}

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

// sessionCookies go by one name in clear, by another one over https.
func sessionCookies(token string) map[string]string {
	return map[string]string{"accord": token, "__Host-accord": token}
}

// stranger is a browser in which nobody has signed in.
func (w *workplace) stranger() *person {
	return &person{workplace: w, cookies: map[string]string{}}
}

// english makes the pages English from now on.
func (p *person) english() *person {
	p.t.Helper()
	p.must(p.operators.SetPreferences(context.Background(), p.id, "en", "system"))
	return p
}

// get opens a page; header has names and values in turn.
func (p *person) get(path string, header ...string) sheet {
	p.t.Helper()
	return p.send(http.MethodGet, path, "", header...)
}

// post sends a form of the page that was opened last, given as names and
// values in turn.
func (p *person) post(path string, fields ...string) sheet {
	p.t.Helper()
	if p.tag == "" {
		p.get("/profile")
	}
	form := url.Values{"form_tag": {p.tag}}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return p.send(http.MethodPost, path, form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

// follow opens the page that a redirect leads to.
func (p *person) follow(from sheet) sheet {
	p.t.Helper()
	if from.status != http.StatusSeeOther {
		p.t.Fatalf("status %d, want a redirect; the page says %q", from.status, from.text())
	}
	return p.get(from.header.Get("Location"))
}

func (p *person) send(method, path, body string, header ...string) sheet {
	p.t.Helper()
	var jar []string
	for name, value := range p.cookies {
		jar = append(jar, name+"="+value)
	}
	a := p.ask(method, path, body, append(header, "Cookie", strings.Join(jar, "; "))...)
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		p.cookies[c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(p.cookies, c.Name)
		}
	}
	shown := readPage(p.t, a)
	if tags := shown.all("input[name=form_tag]"); len(tags) > 0 {
		p.tag = tags[0].attr["value"]
	}
	return shown
}

// engine stands for the scheduler: it writes down what it is asked, and places
// everybody where the campaign begins.
type engine struct {
	mu      sync.Mutex
	woken   []campaign.ID
	failure error
}

func (e *engine) Placer() campaign.Placer { return e }

func (e *engine) Place(_ context.Context, c campaign.Campaign, candidates []campaign.Candidate) ([]time.Time, error) {
	at := make([]time.Time, len(candidates))
	for i := range at {
		at[i] = c.StartsAt
	}
	return at, nil
}

func (e *engine) Wake(_ context.Context, id campaign.ID) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.woken = append(e.woken, id)
	return e.failure
}

// numbers stands for the platform: it answers a test as it is told to.
type numbers struct {
	mu      sync.Mutex
	stored  *operator.Store
	given   []operator.Number // by the environment
	tested  []operator.Number
	changed int
	learned []string // ids, "" for all
	report  ui.NumberReport
	failure error // of tests and of reading templates
}

func (n *numbers) List(ctx context.Context) ([]operator.Number, error) {
	list, err := n.stored.Numbers(ctx)
	return append(slices.Clone(n.given), list...), err
}

func (n *numbers) Test(_ context.Context, number operator.Number) (ui.NumberReport, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.tested = append(n.tested, number)
	return n.report, n.failure
}

func (n *numbers) Changed(context.Context) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.changed++
	return nil
}

func (n *numbers) Learn(_ context.Context, ids ...string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.learned = append(n.learned, strings.Join(ids, " "))
	return n.failure
}
