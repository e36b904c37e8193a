package ui_test

import (
	"context"
	"net"
	"net/http"
	"testing"
	"time"

	"accord/ui"
)

func TestRunAnswersWhatIsUnderWayAndStops(t *testing.T) {
	h := open(t)
	h.journal.arrived, h.journal.proceed = make(chan struct{}), make(chan struct{})
	answered := make(chan answer, 1)
	go func() { answered <- h.ask(http.MethodPost, hook, "{}", signatureHeader, sign(t, appSecret, "{}")) }()
	<-h.journal.arrived
	stopped := make(chan error, 1)
	go func() { stopped <- h.stop() }()
	h.untilRefused()
	select {
	case err := <-stopped:
		t.Fatalf("Run returned %v with a request under way", err)
	default:
	}
	close(h.journal.proceed)
	h.want(<-answered, 200)
	if err := <-stopped; err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
	if got := h.journal.kept(); len(got) != 1 {
		t.Errorf("journal %q, want the one body", got)
	}
}

// untilRefused waits until new connections are no longer taken.
func (h *house) untilRefused() {
	h.t.Helper()
	fresh := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Second}
	for range 200 {
		resp, err := fresh.Get(h.url + "/healthz")
		if err != nil {
			return
		}
		resp.Body.Close()
		time.Sleep(10 * time.Millisecond)
	}
	h.t.Fatal("the server still takes connections")
}

func TestRunEndsWhenItIsStoppedBeforeItBegan(t *testing.T) {
	_, config := build(t)
	s, err := ui.New(config)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Run(ctx, ln); err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
}

func TestRunTellsWhenItsListenerIsGone(t *testing.T) {
	_, config := build(t)
	s, err := ui.New(config)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	if err := s.Run(t.Context(), ln); err == nil {
		t.Error("Run = nil without a listener")
	}
}
