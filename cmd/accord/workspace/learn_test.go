package workspace_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp/simulator"
	"accord/cmd/accord/workspace"
	"accord/internal/clock"
	"accord/internal/operator"
)

const numberID, silentID, accountID = "106540352242922", "100000000000001", "102290129340398"

// shop is a workspace whose number the simulator answers for.
type shop struct {
	*workspace.Workspace
	t     *testing.T
	clock *clock.Manual
}

func open(t *testing.T) shop {
	t.Helper()
	c := clock.NewManual(time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC))
	w, err := workspace.Open(t.Context(), workspace.Options{Data: t.TempDir(), Clock: c})
	s := shop{w, t, c}
	s.must(err)
	t.Cleanup(func() { s.must(w.Close()) })
	return s
}

func (s shop) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// platform plays WhatsApp for the shop's number until the test ends.
func (s shop) platform() (address string) {
	s.t.Helper()
	sim, err := simulator.New(simulator.Config{AppSecret: "secret", VerifyToken: "verify",
		Templates: []simulator.Template{{Name: "plain", Language: "fr", Category: "MARKETING", Components: []simulator.Component{{Type: "BODY", Text: "Bonjour."}}}},
		Numbers:   []simulator.Number{{ID: numberID, Display: "+33 1 84 88 00 01", WABAID: accountID, PerSecond: 80}}})
	s.must(err)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	s.must(err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- sim.Run(ctx, ln) }()
	s.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			s.t.Errorf("the simulator: %v", err)
		}
	})
	return "http://" + ln.Addr().String()
}

func number(id, waba, address string) operator.Number {
	return operator.Number{ID: id, WABAID: waba, BaseURL: address, Token: operator.NewSecret("token"), AppSecrets: []operator.Secret{operator.NewSecret("secret")}}
}

// connected are the shop's numbers, given by the environment, before anything is known of
// them.
func (s shop) connected(given ...operator.Number) *workspace.Numbers {
	s.t.Helper()
	numbers := s.Numbers(given...)
	engine, err := s.Engine(s.t.Context(), numbers, "")
	s.must(err)
	s.t.Cleanup(engine.Close)
	return numbers
}

// reads says whether the templates of a number are known.
func (s shop) reads(id string) bool {
	templates, err := s.Campaigns.Templates(context.Background(), s.DB, id)
	return err == nil && templates[campaign.TemplateKey{Name: "plain", Language: "fr"}].Status == campaign.Approved
}

// TestANumberThatIsSilentHidesNoOther: the silent one, first in the list, says
// nothing before the other one is known.
func TestANumberThatIsSilentHidesNoOther(t *testing.T) {
	s := open(t)
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		for !s.reads(numberID) {
			if err := clock.Wait(r.Context(), 5*time.Millisecond); err != nil {
				t.Error("the other number was not asked before this one had answered")
				return
			}
		}
	}))
	t.Cleanup(silent.Close)
	numbers := s.connected(number(silentID, "200000000000002", silent.URL), number(numberID, accountID, s.platform()))
	if err := numbers.Learn(t.Context()); err == nil {
		t.Error("nobody says that a number could not be read")
	}
	if !s.reads(numberID) {
		t.Error("the templates of the other number are unknown")
	}
}

// TestNumbersAreReadAgain: what a number's platform did not tell at the start is
// known later, without anybody asking for it.
func TestNumbersAreReadAgain(t *testing.T) {
	s := open(t)
	numbers := s.connected(number(numberID, accountID, s.platform()))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- numbers.Run(ctx) }()
	for !s.reads(numberID) {
		if at, asleep := s.clock.NextWake(); asleep {
			s.clock.Advance(at)
		}
		s.must(clock.Wait(t.Context(), time.Millisecond))
	}
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
}

// TestANumberOfTheEnvironmentWins over one of the settings with its id, and is
// known as one that the environment gives.
func TestANumberOfTheEnvironmentWins(t *testing.T) {
	s := open(t)
	for _, stored := range []operator.Number{number(numberID, accountID, "https://stored.example"), number("3", "4", "")} {
		s.must(s.Operators.SaveNumber(t.Context(), stored, operator.Terminal))
	}
	list, err := s.Numbers(number(numberID, accountID, "https://given.example")).List(t.Context())
	s.must(err)
	if len(list) != 2 || list[0].BaseURL != "https://given.example" || !list[0].Given || list[1].ID != "3" || list[1].Given {
		t.Errorf("the numbers are %+v", list)
	}
}
