package whatsapp_test

import (
	"errors"
	"testing"

	"accord/campaign"
	"accord/campaign/whatsapp"
)

func line(t *testing.T, number, secret, verify string) whatsapp.Line {
	t.Helper()
	secrets, err := whatsapp.NewSecrets(secret)
	if err != nil {
		t.Fatal(err)
	}
	return whatsapp.Line{Config: whatsapp.Config{Token: "token", PhoneNumberID: number}, Secrets: secrets, VerifyToken: verify}
}

func TestASwitchboardWithoutNumbersTrustsNobody(t *testing.T) {
	var s whatsapp.Switchboard
	if err := s.Verify([]byte("{}"), "sha256="); !errors.Is(err, whatsapp.ErrSignature) {
		t.Errorf("Verify = %v, want ErrSignature", err)
	}
	if _, err := s.Challenge("subscribe", "", "1"); !errors.Is(err, whatsapp.ErrHandshake) {
		t.Errorf("Challenge = %v, want ErrHandshake", err)
	}
	_, err := s.Send(t.Context(), campaign.Outgoing{NumberID: "1"})
	if r, refused := campaign.AsRefusal(err); !refused || r.Action != campaign.StopNumber {
		t.Errorf("Send = %v, want a refusal that stops the number", err)
	}
}

func TestASwitchboardKnowsEachOfItsNumbers(t *testing.T) {
	var s whatsapp.Switchboard
	one, two := line(t, "1", "first", "un"), line(t, "2", "second", "deux")
	if err := s.Connect([]whatsapp.Line{one, two}); err != nil {
		t.Fatal(err)
	}
	body := []byte(`{"a":1}`)
	for _, l := range []whatsapp.Line{one, two} {
		if err := s.Verify(body, l.Secrets.Sign(body)); err != nil {
			t.Errorf("signed for number %s: %v", l.PhoneNumberID, err)
		}
		if got, err := s.Challenge("subscribe", l.VerifyToken, "42"); err != nil || got != "42" {
			t.Errorf("handshake of number %s: %q, %v", l.PhoneNumberID, got, err)
		}
		if client, ok := s.Client(l.PhoneNumberID); !ok || client.PhoneNumberID() != l.PhoneNumberID {
			t.Errorf("client of number %s: %v", l.PhoneNumberID, ok)
		}
	}
	if err := s.Verify(body, line(t, "3", "third", "").Secrets.Sign(body)); !errors.Is(err, whatsapp.ErrSignature) {
		t.Errorf("signed by a stranger: %v, want ErrSignature", err)
	}
}

func TestAFaultyLineLeavesTheFormerOnes(t *testing.T) {
	var s whatsapp.Switchboard
	if err := s.Connect([]whatsapp.Line{line(t, "1", "first", "un")}); err != nil {
		t.Fatal(err)
	}
	unsigned := line(t, "2", "second", "deux")
	unsigned.Secrets = whatsapp.Secrets{}
	badToken := line(t, "2", "second", "deux")
	badToken.Token = ""
	for name, l := range map[string]whatsapp.Line{"no app secret": unsigned, "no token": badToken} {
		if err := s.Connect([]whatsapp.Line{l}); err == nil {
			t.Errorf("%s: connected", name)
		}
	}
	if _, ok := s.Client("1"); !ok {
		t.Error("the former number is gone")
	}
}
