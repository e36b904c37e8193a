package demo

import (
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"

	"accord/campaign"
)

// person is a customer of the sample shop.
type person struct {
	phone, first, last, language, zone, city string
	orders                                   int
	agreed, stopped                          bool
}

// places are where the shop's customers live, by share in a hundred. The
// number, from 0, makes a well-formed mobile of the place.
var places = []struct {
	share    int
	language string
	zone     string
	phone    func(i int) string
	cities   []string
}{
	{78, "fr", "", func(i int) string { return fmt.Sprintf("+3361%07d", i) },
		[]string{"Paris", "Lyon", "Marseille", "Lille", "Nantes", "Strasbourg", "Bordeaux", "Rennes", "Évry", "Nîmes"}},
	{7, "fr", "", func(i int) string { return fmt.Sprintf("+32470%06d", i%1_000_000) }, []string{"Bruxelles", "Liège", "Namur"}},
	{6, "fr", "", func(i int) string { return fmt.Sprintf("+4179%07d", i) }, []string{"Genève", "Lausanne"}},
	{4, "fr", "America/Toronto", func(i int) string { return fmt.Sprintf("+1514%07d", 2_000_000+i) }, []string{"Montréal", "Laval"}},
	{3, "fr", "Indian/Reunion", func(i int) string { return fmt.Sprintf("+262692%06d", i%1_000_000) }, []string{"Saint-Denis"}},
	{2, "en", "", func(i int) string { return fmt.Sprintf("+4474%08d", 10_000_000+i) }, []string{"London", "Leeds"}},
}

var (
	firstNames = []string{"Camille", "Louise", "Jules", "Chloé", "Gabriel", "Inès", "Léo", "Manon", "Noé", "Zoé", "Hugo", "Anaïs", "Théo", "Élise", "Adam", "Sarah"}
	lastNames  = []string{"Martin", "Bernard", "Dubois", "Moreau", "Lefèvre", "Garcia", "Roux", "Fontaine", "Nguyen", "Mercier", "Blanc", "Guérin", "Diallo", "Faure", "André", "Lopez"}
)

// crowd makes n people of a seed; a third of them has not agreed, or said STOP
// since.
func crowd(n int, seed uint64) []person {
	rnd := seeded(seed, "people")
	people := make([]person, n)
	for i := range people {
		where := rnd.IntN(100)
		place := places[0]
		for _, p := range places {
			if place = p; where < p.share || i >= 1_000_000 && p.share == places[0].share {
				break
			}
			where -= p.share
		}
		people[i] = person{phone: place.phone(i), first: pick(rnd, firstNames), last: pick(rnd, lastNames),
			language: place.language, zone: place.zone, city: pick(rnd, place.cities), orders: rnd.IntN(6)}
		if rnd.IntN(100) == 0 {
			people[i].city = "" // unknown: their message cannot be filled
		}
		switch fate := rnd.IntN(100); {
		case fate < 24:
		case fate < 33:
			people[i].agreed, people[i].stopped = true, true
		default:
			people[i].agreed = true
		}
	}
	return people
}

func pick(rnd *rand.Rand, list []string) string { return list[rnd.IntN(len(list))] }

// writePeople writes the file that the shop exports from its till.
func writePeople(w io.Writer, people []person) error {
	out := csv.NewWriter(w)
	out.Comma = ';'
	if err := out.Write([]string{"Téléphone", "Nom", "Prénom", "Langue", "Fuseau", "Ville", "Commandes", "id", "Consentement le"}); err != nil {
		return err
	}
	for i, p := range people {
		agreed := ""
		if p.agreed {
			agreed = "2026-06-01T10:00:00Z"
		}
		if err := out.Write([]string{p.phone, p.first + " " + p.last, p.first, p.language, p.zone, p.city, strconv.Itoa(p.orders), externalID(i + 1), agreed}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func peopleMapping() campaign.Mapping {
	return campaign.Mapping{Phone: "Téléphone", Name: "Nom", Language: "Langue", Zone: "Fuseau", ExternalID: "id",
		Attributes: map[string]campaign.AttributeMapping{
			"first_name": {Column: "Prénom"}, "ville": {Column: "Ville"}, "commandes": {Column: "Commandes", Type: campaign.AttributeNumber}},
		Consent: tillConsent("Consentement le")}
}

func hillstromMapping() campaign.Mapping {
	return campaign.Mapping{Phone: "phone", ExternalID: "id", Consent: tillConsent("consent_at")}
}

// tillConsent says how the shop's customers agreed: a signed card at the till.
func tillConsent(column string) *campaign.ConsentMapping {
	return &campaign.ConsentMapping{At: column, Purpose: offers, Notice: "n-offers@1/fr", Method: "paper", Act: "signature", Source: "carte de fidélité"}
}
