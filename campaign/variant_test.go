package campaign_test

import (
	"errors"
	"strings"
	"testing"

	"accord/campaign"

	"github.com/google/go-cmp/cmp"
)

// byKey is an account's templates as they are looked up.
func byKey(list []campaign.Template) map[campaign.TemplateKey]campaign.Template {
	m := map[campaign.TemplateKey]campaign.Template{}
	for _, t := range list {
		m[campaign.TemplateKey{Name: t.Name, Language: t.Language}] = t
	}
	return m
}

func TestTheTemplateSpeaksThePersonsLanguage(t *testing.T) {
	key := func(language string) campaign.TemplateKey {
		return campaign.TemplateKey{Name: "spring_a", Language: language}
	}
	v := variantA()
	v.Templates = map[string]campaign.TemplateKey{"fr": key("fr"), "en": key("en_US"), "fr-CA": key("fr_CA")}
	templates := byKey(append(houseTemplates, campaign.Template{Name: "spring_a", Language: "fr_CA", Body: "Allo {{1}}"}))
	cases := []struct{ language, template string }{
		{"fr", "fr"}, {"fr-CA", "fr_CA"}, {"fr-BE", "fr"}, {"fr_BE", "fr"}, {"en", "en_US"}, {"en_US", "en_US"}, {"en-GB", "en_US"},
		{"", "fr"}, // unknown: the organisation's
		{"de", ""}, {"de-CH", ""}, {"f", ""}, {"-fr", ""},
	}
	for _, c := range cases {
		t.Run(c.language, func(t *testing.T) {
			out, reason := v.Fill(campaign.Contact{Language: c.language, Attributes: campaign.Attributes{"first_name": "Léa"}}, templates, "fr", nil)
			if out.Language != c.template || (reason == campaign.ReasonLanguage) != (c.template == "") {
				t.Errorf("template in %q, reason %q; want %q", out.Language, reason, c.template)
			}
		})
	}
	if _, reason := v.Fill(campaign.Contact{}, templates, "de", nil); reason != campaign.ReasonLanguage {
		t.Errorf("an organisation whose language no template speaks: %q", reason)
	}
	v.Templates["fr"] = key("nl")
	if _, reason := v.Fill(campaign.Contact{Language: "fr"}, templates, "fr", nil); reason != campaign.ReasonLanguage {
		t.Errorf("a template that the account lost: %q", reason)
	}
}

func TestPlacesAreFilled(t *testing.T) {
	cases := []struct {
		name       string
		variable   campaign.Variable
		attributes campaign.Attributes
		want       string // "" for skipped
	}{
		{"text", campaign.Variable{From: "city"}, campaign.Attributes{"city": "Évry"}, "Évry"},
		{"whole number", campaign.Variable{From: "points"}, campaign.Attributes{"points": 120.0}, "120"},
		{"number", campaign.Variable{From: "points"}, campaign.Attributes{"points": 42.5}, "42.5"},
		{"a large number", campaign.Variable{From: "points"}, campaign.Attributes{"points": 1e9}, "1000000000"},
		{"yes or no", campaign.Variable{From: "vip"}, campaign.Attributes{"vip": true}, "true"},
		{"name", campaign.Variable{From: "name"}, nil, "Léa Martin"},
		{"language", campaign.Variable{From: "language"}, nil, "fr"},
		{"missing", campaign.Variable{From: "city"}, nil, ""},
		{"missing, with a fallback", campaign.Variable{From: "city", Fallback: "chez vous"}, nil, "chez vous"},
		{"known, with a fallback", campaign.Variable{From: "city", Fallback: "chez vous"}, campaign.Attributes{"city": "Évry"}, "Évry"},
		{"blank", campaign.Variable{From: "city"}, campaign.Attributes{"city": " \n\t "}, ""},
		{"blank, with a fallback", campaign.Variable{From: "city", Fallback: "chez vous"}, campaign.Attributes{"city": "\u00a0 "}, "chez vous"},
		{"not a text", campaign.Variable{From: "city"}, campaign.Attributes{"city": []any{"Évry"}}, ""},
		{"line breaks", campaign.Variable{From: "city"}, campaign.Attributes{"city": "\r\nÉvry\n\n  Nord\t(91)     France "}, "Évry Nord (91) France"},
		{"line breaks in the fallback", campaign.Variable{From: "city", Fallback: "chez\nvous"}, nil, "chez vous"},
		{"fixed words", campaign.Variable{Fallback: "vous"}, nil, "vous"},
		{"nothing said", campaign.Variable{}, nil, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := variantA()
			v.Variables = map[string]campaign.Variable{"1": c.variable}
			out, reason := v.Fill(campaign.Contact{Name: "Léa Martin", Language: "fr", Attributes: c.attributes}, byKey(houseTemplates), "fr", nil)
			if c.want == "" {
				if !strings.HasPrefix(string(reason), string(campaign.ReasonVariable)+":") || len(out.Body) != 0 {
					t.Errorf("filled %v, reason %q; want the person skipped", out.Body, reason)
				}
				return
			}
			if want := []campaign.TextValue{{Text: c.want}}; reason != "" || !cmp.Equal(want, out.Body) {
				t.Errorf("filled %+q, reason %q; want %q", out.Body, reason, c.want)
			}
		})
	}
}

func TestPlacesAndButtonsKeepTheirOrder(t *testing.T) {
	template := campaign.Template{Name: "t", Language: "fr", Body: "{{first_name}} {{ 2 }} {{first_name}} {{city}} {{3}}",
		Buttons: []campaign.Button{{Kind: campaign.URLButton, URL: "https://a.example"}, {Kind: campaign.CopyCode}, {Kind: campaign.QuickReply},
			{Kind: campaign.URLButton, URL: "https://a.example/{{1}}"}, {Kind: "phone"}}}
	v := campaign.Variant{Key: "A", Templates: map[string]campaign.TemplateKey{"fr": {Name: "t", Language: "fr"}},
		Header:  &campaign.MediaValue{Format: campaign.FormatImage, Link: "https://a.example/i.png"},
		Coupons: map[int]string{1: "LUMEN20"}, Payloads: map[int]string{2: campaign.OptOutPayload, 4: "never"}}
	v.Variables = map[string]campaign.Variable{"first_name": {Fallback: "a"}, "2": {Fallback: "b"}, "city": {Fallback: "c"}, "3": {Fallback: "d"}}
	got, reason := v.Fill(campaign.Contact{}, byKey([]campaign.Template{template}), "fr", map[int]campaign.Code{3: 1, 9: 2})
	want := campaign.Outgoing{Template: "t", Language: "fr", Header: v.Header,
		Body: []campaign.TextValue{{Name: "first_name", Text: "a"}, {Text: "b"}, {Name: "city", Text: "c"}, {Name: "3", Text: "d"}},
		Buttons: []campaign.ButtonValue{{Index: 1, Kind: campaign.CopyCode, Text: "LUMEN20"}, {Index: 2, Kind: campaign.QuickReply, Text: campaign.OptOutPayload},
			{Index: 3, Kind: campaign.URLButton, Text: campaign.Code(1).String()}}}
	if diff := cmp.Diff(want, got); diff != "" || reason != "" {
		t.Errorf("reason %q (-want +got):\n%s", reason, diff)
	}
	if text := template.Preview(got.Body); text != "a b a c d" {
		t.Errorf("preview %q", text)
	}
}

// TestVariantsThatCannotBeSentAreRefusedAtLaunch changes variant A or B of a
// campaign that can be launched.
func TestVariantsThatCannotBeSentAreRefusedAtLaunch(t *testing.T) {
	type pair = []campaign.Variant
	cases := []struct {
		name   string
		change func(v pair)
		says   string // "" for what can be launched
	}{
		{"as it is", func(pair) {}, ""},
		{"no template", func(v pair) { v[1].Templates = nil }, "variant B has no template"},
		{"a template the account does not have", func(v pair) { v[0].Templates["de"] = campaign.TemplateKey{Name: "spring_a", Language: "de"} }, "spring_a (de)"},
		{"a paused template", func(v pair) { v[1].Templates["en"] = campaign.TemplateKey{Name: "spring_b", Language: "en_US"} }, "spring_b (en_US) of variant B is PAUSED"},
		{"a place nobody fills", func(v pair) { delete(v[1].Variables, "first_name") }, "{{first_name}}"},
		{"a place with fixed words", func(v pair) { v[1].Variables["first_name"] = campaign.Variable{Fallback: "vous"} }, ""},
		{"a link without its page", func(v pair) { delete(v[0].Links, 0) }, "button 0 of variant A"},
		{"a coupon without its code", func(v pair) { v[1].Coupons = nil }, "button 2 of variant B"},
		{"a page that is a script", func(v pair) { v[0].Links[0] = "javascript:alert(1)" }, "not an https address"},
		{"a page with a password", func(v pair) { v[0].Links[0] = "https://a:b@lumen.example/" }, "not an https address"},
		{"a page without a host", func(v pair) { v[0].Links[0] = "/printemps" }, "not an https address"},
		{"a page that is no address", func(v pair) { v[0].Links[0] = "https://lumen example/%zz" }, "not an https address"},
		{"a template of another category", func(v pair) { v[0].Templates["fr"] = campaign.TemplateKey{Name: "receipt", Language: "fr"} }, "is utility, but the purpose of the campaign is marketing"},
		{"a picture where the template has none", func(v pair) { v[0].Header = &campaign.MediaValue{Format: campaign.FormatImage} }, "has none"},
		{"a picture nobody gives", func(v pair) { v[0].Templates["fr"] = campaign.TemplateKey{Name: "picture", Language: "fr"} }, "header of format image"},
	}
	eachHouse(t, func(t *testing.T, h house) {
		h.people(1)
		h.must(h.SyncTemplates(t.Context(), "waba", append(houseTemplates, campaign.Template{Name: "receipt", Language: "fr", Category: "UTILITY", Status: "APPROVED", Body: "{{1}}"},
			campaign.Template{Name: "picture", Language: "fr", Category: "MARKETING", Status: "APPROVED",
				Header: &campaign.Header{Format: campaign.FormatImage}, Body: "{{1}}"})))
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				h := h
				h.t = t
				draft := h.draft(func(d *campaign.Campaign) {
					d.Content.Variants = pair{variantA(), variantB()}
					c.change(d.Content.Variants)
				})
				err := h.Launch(t.Context(), draft.ID, atOnce)
				if c.says == "" {
					h.must(err)
					return
				}
				if !errors.Is(err, campaign.ErrInvalid) || !strings.Contains(err.Error(), c.says) {
					t.Errorf("error %v, want one that says %q", err, c.says)
				}
				again, err := h.Get(t.Context(), h.db, draft.ID)
				if h.must(err); again.Phase != campaign.Drafting {
					t.Errorf("the campaign is %s after a refused launch", again.Phase)
				}
			})
		}
	})
}
