package simulator

import (
	"context"
	"errors"
	"testing"
	"time"

	"accord/campaign/whatsapp"
)

// The product's own client and parser must get along with the simulator; both
// were written from the same reference, neither from the other.
func newClient(t *testing.T, tw *town) *whatsapp.Client {
	t.Helper()
	c, err := whatsapp.NewClient(whatsapp.Config{BaseURL: tw.base, Token: "token", PhoneNumberID: phoneID, WABAID: wabaID})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func plain(to string) whatsapp.Send {
	return whatsapp.Send{To: to, Type: "template", Opaque: "m1", Template: &whatsapp.Template{Name: "plain", Language: whatsapp.Language{Code: "fr"}}}
}

func TestClientSends(t *testing.T) {
	tw := newTown(t, nil)
	client, ctx := newClient(t, tw), context.Background()
	got, err := client.Send(ctx, plain(marie))
	if err != nil || got.WAMID != tw.sim.Calls()[0].WAMID || got.WaID != "33612345678" || got.Status != "accepted" {
		t.Errorf("%+v, %v", got, err)
	}
	wrong := plain(marie)
	wrong.Template.Name = "none"
	var refused *whatsapp.RefusedError
	if _, err := client.Send(ctx, wrong); !errors.As(err, &refused) || refused.Code != 132001 || refused.HTTPStatus != 404 {
		t.Errorf("unknown template: %v", err)
	}
}

func TestClientSeesFaultsAsTheyAre(t *testing.T) {
	tests := []struct {
		name    string
		fault   Scenario
		unknown bool
	}{
		{"lost reply", Scenario{LostReply: 1}, true},
		{"500 though accepted", Scenario{Error500Accepted: 1}, true},
		{"503", Scenario{Error503Every: 1}, false},
		{"rate", Scenario{Rate429: 1}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tw := newTown(t, func(c *Config) { c.Scenario = tt.fault })
			_, err := newClient(t, tw).Send(context.Background(), plain(marie))
			if err == nil || errors.Is(err, whatsapp.ErrUnknown) != tt.unknown {
				t.Errorf("error %v, want an unknown outcome: %v", err, tt.unknown)
			}
			if calls := tw.sim.Calls(); len(calls) != 1 || (calls[0].Code == 0) != tt.unknown {
				t.Errorf("one attempt, please: %+v", calls)
			}
		})
	}
}

func TestClientManages(t *testing.T) {
	tw := newTown(t, nil)
	client, ctx := newClient(t, tw), context.Background()
	made, err := client.CreateTemplate(ctx, whatsapp.NewTemplate{
		Name: "spring", Language: "fr", Category: "MARKETING",
		Components: []whatsapp.ComponentInfo{{Type: "BODY", Text: "Bonjour"}},
	})
	if err != nil || made.ID == "" || made.Status != Pending {
		t.Errorf("create: %+v, %v", made, err)
	}
	list, err := client.Templates(ctx)
	if err != nil || len(list) != 8 || list[7].ID != made.ID || list[0].Components[1].Buttons[1].Text != "Voir" {
		t.Errorf("list: %+v, %v", list, err)
	}
	number, err := client.Number(ctx)
	if err != nil {
		t.Errorf("number: %+v, %v", number, err)
	}
	id, err := client.UploadMedia(ctx, "a.png", "image/png", []byte("pixels"))
	if err != nil || tw.sim.media.files[id] == nil {
		t.Errorf("upload: %q, %v", id, err)
	}
}

func TestParserReadsEveryUpdate(t *testing.T) {
	tw := newTown(t, func(c *Config) {
		c.World, c.Scenario.Duplicates, c.BatchMax = eager, 1, 3
		c.Scenario.Templates = []Ruling{{At: Span(time.Second), Name: "plain", Event: "pause"}}
	})
	tw.accept(promo(marie, "a"))
	tw.accept(text(paul, "outside the window"))
	tw.step(24 * time.Hour)
	kinds := map[string]int{}
	for _, raw := range tw.inbox.bodies {
		events, err := whatsapp.ParseNotification(raw)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			switch e.(type) {
			case whatsapp.StatusEvent:
				kinds["status"]++
			case whatsapp.InboundEvent:
				kinds["inbound"]++
			case whatsapp.PreferenceEvent:
				kinds["preference"]++
			case whatsapp.TemplateStatusEvent:
				kinds["template"]++
			default:
				t.Errorf("%T %+v", e, e)
			}
		}
	}
	want := map[string]int{"status": 8, "inbound": 4, "preference": 2, "template": 2} // paused, and back after three hours
	for kind, n := range want {
		if kinds[kind] != n {
			t.Errorf("%d %s events, want %d", kinds[kind], kind, n)
		}
	}
}
