package simulator_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"time"

	"accord/campaign/whatsapp"
	"accord/campaign/whatsapp/simulator"
	"accord/internal/clock"
)

// punctual people read everything one minute after they got it.
type punctual struct{}

func (punctual) React(simulator.Call, *rand.Rand) simulator.Reaction {
	return simulator.Reaction{Delivered: simulator.In(time.Second), Read: simulator.In(time.Minute)}
}

// A simulator under a manual clock: send, then move time from event to event.
func Example() {
	now := clock.NewManual(time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC))
	sim, err := simulator.New(simulator.Config{
		Clock: now, Seed: 1, AppSecret: "secret", Token: "token", World: punctual{},
		Numbers: []simulator.Number{{ID: "1065001", Display: "+33 1 84 88 00 01", WABAID: "2130001"}},
		Templates: []simulator.Template{{
			Name: "hello", Language: "fr", Category: "MARKETING",
			Components: []simulator.Component{{Type: "BODY", Text: "Bonjour {{1}} !"}},
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	done := make(chan error)
	go func() { done <- sim.Run(ctx, ln) }()

	client, err := whatsapp.NewClient(whatsapp.Config{
		BaseURL: "http://" + ln.Addr().String(), Token: "token", PhoneNumberID: "1065001", WABAID: "2130001",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	accepted, err := client.Send(ctx, whatsapp.Send{To: "+33612345678", Type: "template", Template: &whatsapp.Template{
		Name: "hello", Language: whatsapp.Language{Code: "fr"},
		Components: []whatsapp.TemplateComponent{{Type: "body", Parameters: []whatsapp.Parameter{{Type: "text", Text: "Zoé"}}}},
	}})
	fmt.Println(accepted.Status, err)
	for at, ok := sim.NextDue(); ok; at, ok = sim.NextDue() {
		now.Advance(at)
		if _, err := sim.Step(ctx); err != nil {
			fmt.Println(err)
		}
		fmt.Println(at.Format(time.TimeOnly))
	}
	call := sim.Calls()[0]
	fmt.Println(call.To, call.Template, call.Category, call.Code)
	stop()
	fmt.Println(<-done)
	// Output:
	// accepted <nil>
	// 10:00:00
	// 10:00:01
	// 10:01:00
	// +33612345678 hello marketing 0
	// <nil>
}

// A scenario file holds only the faults it wants.
func ExampleParseScenario() {
	s, err := simulator.ParseScenario([]byte(`{
		"duplicates": 0.02, "reorder": 0.05, "lost_reply": 0.001,
		"latency": {"min": "5ms", "max": "80ms"},
		"templates": [{"at": "2h", "name": "promo_a", "event": "pause"}]
	}`))
	fmt.Println(s.Duplicates, s.Templates[0].Event, err)
	_, err = simulator.ParseScenario([]byte(`{"duplicates": 2}`))
	fmt.Println(err)
	// Output:
	// 0.02 pause <nil>
	// scenario: duplicates is 2, want 0 to 1
}
