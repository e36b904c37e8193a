package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"accord/campaign/whatsapp"
)

func ExampleClient_Send() {
	// The far side: it knows one person who stopped marketing.
	graph := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v26.0/106540352242922/messages" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, `{"error":{"message":"(#131050) User stopped","code":131050,"error_data":{"details":"stopped in WhatsApp"}}}`)
	}))
	defer graph.Close()

	client, err := whatsapp.NewClient(whatsapp.Config{BaseURL: graph.URL, Token: "token", PhoneNumberID: "106540352242922"})
	if err != nil {
		fmt.Println(err)
		return
	}
	accepted, err := client.Send(context.Background(), whatsapp.Send{
		To: "+33612345678", Type: "template", Opaque: "message-1.attempt-1",
		Template: &whatsapp.Template{Name: "spring_sale", Language: whatsapp.Language{Code: "fr"}},
	})
	var refused *whatsapp.RefusedError
	switch {
	case err == nil:
		fmt.Println("accepted as", accepted.WAMID)
	case errors.As(err, &refused):
		fmt.Println(refused.Rule().Action+":", refused.Rule().EN)
	case errors.Is(err, whatsapp.ErrUnknown):
		fmt.Println("wait for a status that carries our opaque data")
	}
	// Output: opt_out: The person stopped your marketing in WhatsApp.
}

func ExampleParseNotification() {
	secrets, err := whatsapp.NewSecrets("app secret")
	if err != nil {
		fmt.Println(err)
		return
	}
	raw := []byte(`{"object":"whatsapp_business_account","entry":[{"id":"1022","changes":[{"field":"messages","value":{
		"metadata":{"phone_number_id":"1065"},
		"contacts":[{"profile":{"name":"Ana"},"wa_id":"33612345678"}],
		"statuses":[{"id":"wamid.A","status":"read","timestamp":"1798000000","recipient_id":"33612345678"}],
		"messages":[{"from":"33612345678","id":"wamid.B","timestamp":"1798000060","type":"button",
			"context":{"id":"wamid.A"},"button":{"payload":"OPT_OUT","text":"Stop"}}]}}]}]}`)
	if err := secrets.Verify(raw, secrets.Sign(raw)); err != nil {
		fmt.Println(err)
		return
	}
	events, err := whatsapp.ParseNotification(raw)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, event := range events {
		switch e := event.(type) {
		case whatsapp.StatusEvent:
			fmt.Println(e.WAMID, e.Step, e.At.Format("15:04:05"))
		case whatsapp.InboundEvent:
			fmt.Println(e.Name, "taps", e.Payload(), "on", e.Answers())
		}
	}
	// Output:
	// wamid.A read 04:26:40
	// Ana taps OPT_OUT on wamid.A
}
