package ui

import (
	"strings"
	"testing"

	"accord/campaign"
	"accord/ui/words"
)

func TestThePhone(t *testing.T) {
	paper, err := printed()
	if err != nil {
		t.Fatal(err)
	}
	key := campaign.TemplateKey{Name: "spring", Language: "en_US"}
	picture := func(h campaign.FilledHeader) campaign.Filled {
		return campaign.Filled{Template: key, Body: "Bonjour.", Header: &h}
	}
	cases := []struct {
		name   string
		phone  phone
		has    []string
		hasNot []string
	}{
		{"plain", newPhone("élan", campaign.Filled{Template: key, Body: "Bonjour *Zoé*."}, "10 h 14", "Aperçu"),
			[]string{">É<", "Compte professionnel", `lang="en-US"`, "Bonjour <strong>Zoé</strong>.", "<time>10 h 14</time>", "<figcaption>Aperçu</figcaption>"}, []string{"bubble-buttons", "bubble-media", "bubble-title"}},
		{"nobody speaks it", newPhone("Élan", campaign.Filled{Skip: campaign.ReasonLanguage}, "", ""),
			[]string{"Aucun modèle dans la langue de cette personne"}, []string{"bubble", "figcaption"}},
		{"no sender", newPhone("", campaign.Filled{Template: key, Body: "x"}, "", ""), []string{">?<"}, nil},
		{"right to left", newPhone("Élan", campaign.Filled{Template: campaign.TemplateKey{Name: "x", Language: "ar"}, Body: "*مرحبا* أميلي"}, "", ""),
			[]string{`dir="auto" lang="ar"`, "<strong>مرحبا</strong>"}, nil},
		{"a title", newPhone("Élan", picture(campaign.FilledHeader{Format: campaign.FormatText, Text: "L’*été* <b>"}), "", ""),
			[]string{`<p class="bubble-title">L’*été* &lt;b&gt;</p>`}, []string{"bubble-media"}},
		{"a picture", newPhone("Élan", picture(campaign.FilledHeader{Format: campaign.FormatImage, Link: "https://a.example/img/été.jpg?w=1"}), "", ""),
			[]string{"Photo<br>été.jpg"}, []string{"Fichier à fournir", "<img", "a.example"}},
		{"a picture that is missing", newPhone("Élan", picture(campaign.FilledHeader{Format: campaign.FormatImage}), "", ""), []string{"Photo<br>Fichier à fournir"}, nil},
		{"a document by its name", newPhone("Élan", picture(campaign.FilledHeader{Format: campaign.FormatDocument, Link: "https://a.example/x", Filename: "guide.pdf"}), "", ""), []string{"Document<br>guide.pdf"}, nil},
		{"a format of the future", newPhone("Élan", picture(campaign.FilledHeader{Format: "hologram", Link: "https://a.example/"}), "", ""), []string{"hologram"}, nil},
		{"nasty", newPhone("<i>", campaign.Filled{Template: key, Body: "<script>", Footer: "<b>", Buttons: []campaign.FilledButton{{Kind: "?", Label: "<u>"}}}, "<s>", "<p onclick=x>"),
			[]string{"&lt;script&gt;", "&lt;b&gt;", "&lt;u&gt;", "&lt;s&gt;"}, []string{"<script>", "<b><", "<u>", "<p onclick"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			html, err := paper[words.French].write("template", "phone", c.phone)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range c.has {
				if !strings.Contains(string(html), text) {
					t.Errorf("no %q in %s", text, html)
				}
			}
			for _, text := range c.hasNot {
				if strings.Contains(string(html), text) {
					t.Errorf("%q in %s", text, html)
				}
			}
		})
	}
}
