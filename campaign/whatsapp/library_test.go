package whatsapp

import (
	"context"
	"testing"

	"accord/campaign"

	"github.com/google/go-cmp/cmp"
)

// Templates as Meta lists them, as campaigns know them. A button keeps its
// place among the others, also when campaigns do not fill it.
func TestLibrary(t *testing.T) {
	_, client := newPlatform(t, answering(200, `{"data":[
		{"id":"11","name":"promo","language":"fr","category":"MARKETING","status":"APPROVED","components":[
			{"type":"HEADER","format":"IMAGE","example":{"header_handle":["https://x"]}},
			{"type":"BODY","text":"Bonjour {{1}}, voici {{2}}","example":{"body_text":[["Zoé","20 %"]]}},
			{"type":"FOOTER","text":"Maison Lumen"},
			{"type":"BUTTONS","buttons":[{"type":"PHONE_NUMBER","text":"Appeler","phone_number":"+33184880001"},
				{"type":"QUICK_REPLY","text":"Ne plus recevoir"},{"type":"URL","text":"Voir","url":"https://x.example/l/{{1}}","example":["https://x.example/l/a"]},
				{"type":"COPY_CODE","text":"Copier","example":"RENTREE10"}]}]},
		{"id":12,"name":"plain","language":"en_US","category":"UTILITY","status":"PAUSED","components":[
			{"type":"header","format":"text","text":"Hello"},{"type":"body","text":"Thanks"},{"type":"LIMITED_TIME_OFFER"}]}
	]}`))
	got, err := client.Library(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	want := []campaign.Template{
		{RemoteID: "11", Name: "promo", Language: "fr", Category: "MARKETING", Status: "APPROVED",
			Header: &campaign.Header{Format: campaign.FormatImage}, Body: "Bonjour {{1}}, voici {{2}}", Footer: "Maison Lumen",
			Buttons: []campaign.Button{{Kind: "phone_number", Text: "Appeler"}, {Kind: campaign.QuickReply, Text: "Ne plus recevoir"},
				{Kind: campaign.URLButton, Text: "Voir", URL: "https://x.example/l/{{1}}"}, {Kind: campaign.CopyCode, Text: "Copier"}}},
		{RemoteID: "12", Name: "plain", Language: "en_US", Category: "UTILITY", Status: "PAUSED",
			Header: &campaign.Header{Format: campaign.FormatText, Text: "Hello"}, Body: "Thanks"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("library (-want +got):\n%s", d)
	}
}

func TestLibraryWithoutAnAnswer(t *testing.T) {
	_, client := newPlatform(t, answering(401, errorBody("190", "expired")))
	if list, err := client.Library(context.Background()); err == nil || list != nil {
		t.Errorf("Library = %v, %v; want the refusal", list, err)
	}
}
