package ui_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"accord/internal/operator"
	"accord/ui"
)

// listener is a browser that listens to a page.
type listener struct {
	t      testing.TB
	resp   *http.Response
	stream *bufio.Scanner
}

func (p *person) listen(path string) *listener {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.url+path, nil)
	p.must(err)
	for name, value := range p.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	resp, err := p.client.Do(req)
	p.must(err)
	p.t.Cleanup(func() { resp.Body.Close() })
	if kind := resp.Header.Get("Content-Type"); resp.StatusCode != 200 || kind != "text/event-stream" {
		p.t.Fatalf("status %d, %s", resp.StatusCode, kind)
	}
	stream := bufio.NewScanner(resp.Body)
	stream.Buffer(nil, 1<<20)
	return &listener{p.t, resp, stream}
}

// event is the next message: its name and its data. ok is false at the end.
func (l *listener) event() (name, data string, ok bool) {
	for l.stream.Scan() {
		line := l.stream.Text()
		switch {
		case line == "" && (name != "" || data != ""):
			return name, data, true
		case strings.HasPrefix(line, "event: "):
			name = strings.TrimPrefix(line, "event: ")
		case strings.HasPrefix(line, "data: "):
			data += strings.TrimPrefix(line, "data: ") + "\n"
		}
	}
	return "", "", false
}

func (l *listener) hears(text string) {
	l.t.Helper()
	if _, data, ok := l.event(); !ok || !strings.Contains(data, text) {
		l.t.Errorf("heard %v %q, want %q", ok, data, text)
	}
}

// A page hears what is new, nothing twice, and when it is over.
func TestAPageHearsHowACampaignGoes(t *testing.T) {
	s := desk(t).stock(3)
	p := s.as(operator.Marketer)
	id := s.running()
	l := p.listen(s.path + "/live")
	l.hears("En cours")
	_, err := s.campaigns.Pause(context.Background(), id)
	s.must(err)
	l.hears("Suspendue")
	_, err = s.campaigns.Cancel(context.Background(), id)
	s.must(err)
	l.hears("Annulée")
	if name, _, _ := l.event(); name != "done" {
		t.Errorf("the last event is %q", name)
	}
	if _, data, ok := l.event(); ok {
		t.Errorf("after the end: %q", data)
	}
}

// A server that stops ends its streams and waits for none of them.
func TestAStreamEndsWithTheServer(t *testing.T) {
	s := desk(t).stock(2)
	p := s.as(operator.Analyst)
	s.running()
	l := p.listen(s.path + "/live")
	l.hears("En cours")
	began := time.Now()
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("the server stops after %s", took)
	}
	if _, data, ok := l.event(); ok {
		t.Errorf("heard %q after the stop", data)
	}
}

func TestWhoMayNotListen(t *testing.T) {
	s := desk(t, func(*ui.Config) {}).stock(2)
	s.running()
	s.as(operator.Agent).get(s.path + "/live").is(403)
	s.as(operator.Marketer).get("/campaigns/999/live").is(404)
}

// One session has a share of the places, not all of them.
func TestOneSessionDoesNotKeepEverybodyElseFromListening(t *testing.T) {
	s := desk(t).stock(2)
	s.running()
	p, other := s.as(operator.Marketer), s.as(operator.Analyst)
	for range 10 {
		p.listen(s.path + "/live").hears("En cours")
	}
	p.get(s.path + "/live").is(503)
	other.listen(s.path + "/live").hears("En cours")
}
