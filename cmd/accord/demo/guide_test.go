package demo

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	guideCard = regexp.MustCompile(`(?s)<section class="card" aria-labelledby="guide">.*?</section>`)
	sightLink = regexp.MustCompile(`<a href="([^"]+)"><b>([^<]+)</b>`)
)

// TestTheFirstPageGuidesAVisitor: whoever they look as, it says what Accord is
// and leads to pages that they may see.
func TestTheFirstPageGuidesAVisitor(t *testing.T) {
	v := show(t, Config{Contacts: 300})
	v.open()
	for _, c := range []struct {
		name   string
		sights []string // how they begin
	}{
		{"Claire Morel", []string{"Les résultats de", "« Rentrée »", "Pourquoi", "« Cadeaux de Noël »"}},
		{"Marc Vidal", []string{"Les résultats de", "« Rentrée »", "Pourquoi", "Le registre"}},
		{"Inès Roux", []string{"Les résultats de", "« Rentrée »", "Le plan de"}},
		{"Sophie Lambert", []string{"Les résultats de", "« Rentrée »", "Pourquoi", "Le registre"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			v.t = t
			v.become(c.name)
			card := guideCard.FindString(v.get("/"))
			if !strings.Contains(card, "Accord en une minute") || !strings.Contains(card, shopName) || !strings.Contains(card, c.name) {
				t.Errorf("the card is %q", card)
			}
			links := sightLink.FindAllStringSubmatch(card, -1)
			if !slices.EqualFunc(links, c.sights, func(link []string, begins string) bool {
				return strings.HasPrefix(strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(link[2]), begins)
			}) {
				t.Errorf("it leads to %q; want %q", links, c.sights)
			}
			for _, link := range links {
				v.get(link[1]) // fails for anything but a page
			}
		})
	}
}
