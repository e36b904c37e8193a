package campaign_test

import (
	"testing"

	"accord/campaign"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// illustrated is a template with everything a template may have.
var illustrated = campaign.Template{Name: "full", Language: "fr", Category: "MARKETING", Status: "APPROVED",
	Header: &campaign.Header{Format: campaign.FormatImage}, Body: "Bonjour {{1}}, {{2}} points à {{3}}.", Footer: "Répondez STOP pour ne plus rien recevoir.",
	Buttons: []campaign.Button{{Kind: campaign.URLButton, Text: "Voir", URL: "https://lumen.example/l/{{1}}"}, {Kind: campaign.URLButton, Text: "Site", URL: "https://lumen.example"},
		{Kind: campaign.CopyCode, Text: "Copier"}, {Kind: campaign.QuickReply, Text: "STOP"}, {Kind: "phone_number", Text: "Appeler"}}}

func illustratedVariant() campaign.Variant {
	return campaign.Variant{Key: "A", Weight: 1, Templates: map[string]campaign.TemplateKey{"fr": {Name: "full", Language: "fr"}},
		Header:    &campaign.MediaValue{Format: campaign.FormatImage, Link: "https://lumen.example/a.jpg", Filename: "a.jpg"},
		Variables: map[string]campaign.Variable{"1": {From: "name", Fallback: "à vous"}, "2": {From: "points"}, "3": {Fallback: "Lyon"}},
		Links:     map[int]string{0: "https://lumen.example/promo", 1: "https://nowhere.example"}, Coupons: map[int]string{2: "LUMEN20"},
		Payloads: map[int]string{3: campaign.OptOutPayload}}
}

func TestAMessageIsShownAsAPersonWouldReadIt(t *testing.T) {
	whole := campaign.Filled{Template: campaign.TemplateKey{Name: "full", Language: "fr"},
		Header: &campaign.FilledHeader{Format: campaign.FormatImage, Link: "https://lumen.example/a.jpg", Filename: "a.jpg"},
		Footer: illustrated.Footer, Buttons: []campaign.FilledButton{
			{Kind: campaign.URLButton, Label: "Voir", Address: "https://lumen.example/l/…", Page: "https://lumen.example/promo"},
			{Kind: campaign.URLButton, Label: "Site", Address: "https://lumen.example"},
			{Kind: campaign.CopyCode, Label: "Copier", Coupon: "LUMEN20"}, {Kind: campaign.QuickReply, Label: "STOP", Payload: campaign.OptOutPayload},
			{Kind: "phone_number", Label: "Appeler"}}}
	cases := []struct {
		name   string
		person campaign.Contact
		want   func(f *campaign.Filled)
	}{
		{"everything known", campaign.Contact{Name: "Léa\nMartin", Language: "fr", Attributes: campaign.Attributes{"points": 120.0}}, func(f *campaign.Filled) {
			f.Body = "Bonjour Léa Martin, 120 points à Lyon."
			f.Places = []campaign.FilledPlace{{Name: "1", From: "name", Text: "Léa Martin"}, {Name: "2", From: "points", Text: "120"}, {Name: "3", Text: "Lyon", Fallback: true}}
		}},
		{"no name and no language", campaign.Contact{Attributes: campaign.Attributes{"points": 1.5}}, func(f *campaign.Filled) {
			f.Body = "Bonjour à vous, 1.5 points à Lyon."
			f.Places = []campaign.FilledPlace{{Name: "1", From: "name", Text: "à vous", Fallback: true}, {Name: "2", From: "points", Text: "1.5"}, {Name: "3", Text: "Lyon", Fallback: true}}
		}},
		{"no points", campaign.Contact{Name: "Léa", Language: "fr-BE"}, func(f *campaign.Filled) {
			f.Body, f.Skip = "Bonjour Léa, {{2}} points à Lyon.", "missing_variable:points"
			f.Places = []campaign.FilledPlace{{Name: "1", From: "name", Text: "Léa"}, {Name: "2", From: "points"}, {Name: "3", Text: "Lyon", Fallback: true}}
		}},
		{"another language", campaign.Contact{Name: "Kim", Language: "de", Attributes: campaign.Attributes{"points": 1.0}}, func(f *campaign.Filled) {
			*f = campaign.Filled{Skip: campaign.ReasonLanguage}
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			want := whole
			c.want(&want)
			got := illustratedVariant().Preview(c.person, byKey([]campaign.Template{illustrated}), "fr")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("a template that the account lost", func(t *testing.T) {
		got := illustratedVariant().Preview(campaign.Contact{Language: "fr"}, nil, "fr")
		if diff := cmp.Diff(campaign.Filled{Skip: campaign.ReasonLanguage}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestATemplateAloneIsShown as it was approved, without a variant.
func TestATemplateAloneIsShown(t *testing.T) {
	bare := campaign.Template{Name: "t", Language: "fr", Header: &campaign.Header{Format: campaign.FormatText, Text: "Printemps"}, Body: "Bonjour {{1}} de {{2}}"}
	got := campaign.Fill(bare, campaign.Variant{}, campaign.Contact{Name: "Léa"})
	want := campaign.Filled{Template: campaign.TemplateKey{Name: "t", Language: "fr"}, Header: &campaign.FilledHeader{Format: campaign.FormatText, Text: "Printemps"},
		Body: "Bonjour {{1}} de {{2}}", Places: []campaign.FilledPlace{{Name: "1"}, {Name: "2"}}, Skip: "missing_variable:1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestThePreviewIsWhatIsSent: the same people are skipped for the same reason,
// and the others read the same text.
func TestThePreviewIsWhatIsSent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pick := func(name string, texts ...string) string { return rapid.SampledFrom(texts).Draw(t, name) }
		template := campaign.Template{Name: "t", Language: "fr", Body: pick("body", "{{1}} {{2}} {{1}}", "{{2}}", "{{first_name}} {{city}} {{1}}", "{{3}} {{1}}", "none")}
		v := campaign.Variant{Templates: map[string]campaign.TemplateKey{"fr": {Name: "t", Language: "fr"}}, Variables: map[string]campaign.Variable{}}
		for _, place := range template.Variables() {
			v.Variables[place] = campaign.Variable{From: pick("from", "name", "city", "age", ""), Fallback: pick("fallback", "", " ", "vous")}
		}
		c := campaign.Contact{Name: pick("name", "", "Léa", " A\tB "), Language: pick("language", "fr", "", "en"),
			Attributes: campaign.Attributes{"city": pick("city", "", "{{1}}", "Évry"), "age": rapid.Float64Range(0, 99).Draw(t, "age")}}
		templates := byKey([]campaign.Template{template})
		out, reason := v.Fill(c, templates, "fr", nil)
		shown := v.Preview(c, templates, "fr")
		if shown.Skip != reason {
			t.Fatalf("skipped for %q, shown as %q", reason, shown.Skip)
		}
		if reason == "" && (shown.Body != template.Preview(out.Body) || len(shown.Places) != len(out.Body)) {
			t.Fatalf("sent %q, shown %q", template.Preview(out.Body), shown.Body)
		}
	})
}
