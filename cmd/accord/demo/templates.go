package demo

import (
	"strings"

	"accord/campaign"
	"accord/campaign/whatsapp/simulator"
	"accord/experiment"
)

// The two sales of the sample shop; each has a template per variant.
const (
	rentree = "rentree"
	soldes  = "soldes"
)

// templateOf names the template of a variant.
func templateOf(sale string, key experiment.VariantKey) string {
	return sale + "_" + strings.ToLower(string(key))
}

// shopVariants differ in format: plain text, a picture, a coupon.
func shopVariants(sale string, keys []experiment.VariantKey) []campaign.Variant {
	list := make([]campaign.Variant, len(keys))
	for i, key := range keys {
		name := templateOf(sale, key)
		list[i] = campaign.Variant{Key: key, Weight: 1,
			Templates: map[string]campaign.TemplateKey{"fr": {Name: name, Language: "fr"}, "en": {Name: name, Language: "en"}},
			Variables: map[string]campaign.Variable{"1": {From: "first_name", Fallback: "cher client"}, "2": {From: "ville"}},
			Links:     map[int]string{0: "https://maison-lumen.example/" + sale},
			Payloads:  map[int]string{1: campaign.OptOutPayload}}
	}
	list[1].Header = &campaign.MediaValue{Format: campaign.FormatImage, Link: "https://maison-lumen.example/" + sale + ".jpg"}
	list[2].Coupons = map[int]string{2: strings.ToUpper(sale) + "10"}
	return list
}

// giftVariants are those of the campaign that waits to be finished.
func giftVariants() []campaign.Variant {
	variant := func(key experiment.VariantKey, name string) campaign.Variant {
		return campaign.Variant{Key: key, Weight: 1,
			Templates: map[string]campaign.TemplateKey{"fr": {Name: name, Language: "fr"}, "en": {Name: name, Language: "en"}},
			Variables: map[string]campaign.Variable{"1": {From: "first_name", Fallback: "cher client"}},
			Links:     map[int]string{0: "https://maison-lumen.example/noel"}, Payloads: map[int]string{1: campaign.OptOutPayload}}
	}
	ideas, code := variant("A", "noel_idees"), variant("B", "noel_code")
	ideas.Header = &campaign.MediaValue{Format: campaign.FormatImage, Link: "https://maison-lumen.example/noel.jpg"}
	code.Coupons = map[int]string{2: "NOEL10"}
	return []campaign.Variant{ideas, code}
}

// letter is a template of the shop in French and English.
type letter struct {
	name, category, status, reason string // MARKETING and approved when empty
	fr, en                         string
	header                         string // IMAGE, VIDEO, DOCUMENT
	coupon                         bool
	link                           [2]string // words of the button, French and English
}

// letters are the shop's templates. The first six are the variants of its two
// sales; the rest is there for a visitor to choose from.
var letters = []letter{
	{name: "rentree_a", link: [2]string{"Découvrir", "Discover"},
		fr: "Bonjour {{1}}, la collection de rentrée est arrivée : lampes en laiton, bougies d’ambre et plaids en laine. Livraison offerte à {{2}} cette semaine.",
		en: "Hello {{1}}, the autumn collection has arrived: brass lamps, amber candles and wool throws. Free delivery to {{2}} this week."},
	{name: "rentree_b", header: "IMAGE", link: [2]string{"Voir la collection", "See the collection"},
		fr: "Bonjour {{1}} ! Une lumière plus douce pour la rentrée. Voici notre sélection, livrée chez vous à {{2}} en 48 heures.",
		en: "Hello {{1}}! A softer light for autumn. Here is our selection, delivered to you in {{2}} within 48 hours."},
	{name: "rentree_c", coupon: true, link: [2]string{"En profiter", "Use it"},
		fr: "Bonjour {{1}}, −10 % sur toute la boutique jusqu’à dimanche, avec le code ci-dessous. Valable en ligne et pour un retrait à {{2}}.",
		en: "Hello {{1}}, 10% off the whole shop until Sunday, with the code below. Valid online and for pick-up in {{2}}."},
	{name: "soldes_a", link: [2]string{"Voir les soldes", "See the sale"},
		fr: "Bonjour {{1}}, les soldes d’été commencent aujourd’hui, jusqu’à −40 % sur les luminaires. Livraison offerte à {{2}}.",
		en: "Hello {{1}}, the summer sale starts today, up to 40% off lamps. Free delivery to {{2}}."},
	{name: "soldes_b", header: "IMAGE", link: [2]string{"Voir en images", "See the pictures"},
		fr: "Bonjour {{1}}, nos dix coups de cœur à moitié prix, en images. Livraison à {{2}} en 48 heures.",
		en: "Hello {{1}}, ten favourites at half price, in pictures. Delivered to {{2}} within 48 hours."},
	{name: "soldes_c", coupon: true, link: [2]string{"En profiter", "Use it"},
		fr: "Bonjour {{1}}, −10 % de plus sur les soldes avec ce code, pour vous et jusqu’à mercredi. Retrait gratuit à {{2}}.",
		en: "Hello {{1}}, an extra 10% off the sale with this code, for you and until Wednesday. Free pick-up in {{2}}."},
	{name: "vente_privee", link: [2]string{"Entrer", "Enter"},
		fr: "Bonjour {{1}}, la vente privée ouvre demain à 10 heures pour nos clients fidèles. Une heure avant tout le monde, c’est par ici.",
		en: "Hello {{1}}, the private sale opens tomorrow at 10 for our loyal customers. One hour before everybody else, this way."},
	{name: "noel_idees", header: "IMAGE", link: [2]string{"Voir les idées", "See the ideas"},
		fr: "Bonjour {{1}}, trente idées de cadeaux à moins de 50 euros, emballées à la main dans notre atelier.",
		en: "Hello {{1}}, thirty gift ideas under 50 euros, wrapped by hand in our workshop."},
	{name: "noel_code", coupon: true, link: [2]string{"Choisir", "Choose"},
		fr: "Bonjour {{1}}, votre cadeau avant Noël : un code de 10 euros, valable sur toute la boutique jusqu’au 20 décembre.",
		en: "Hello {{1}}, your gift before Christmas: a 10 euro code for the whole shop, valid until 20 December."},
	{name: "film_atelier", header: "VIDEO", link: [2]string{"Visiter l’atelier", "Visit the workshop"},
		fr: "Bonjour {{1}}, une minute dans notre atelier de Lyon : comment naît une lampe, du tube de laiton à la lumière.",
		en: "Hello {{1}}, one minute in our workshop in Lyon: how a lamp is born, from the brass tube to the light."},
	{name: "guide_ampoules", header: "DOCUMENT", link: [2]string{"Choisir une ampoule", "Choose a bulb"},
		fr: "Bonjour {{1}}, notre guide des ampoules tient en deux pages : couleur, puissance, culot. À garder sous la main.",
		en: "Hello {{1}}, our guide to bulbs fits on two pages: colour, power, base. Keep it at hand."},
	{name: "commande_expediee", category: "UTILITY", link: [2]string{"Suivre le colis", "Track the parcel"},
		fr: "Bonjour {{1}}, votre commande a quitté notre atelier. Elle arrive sous 48 heures.",
		en: "Hello {{1}}, your order has left our workshop. It arrives within 48 hours."},
	{name: "dernieres_heures", status: "PAUSED", link: [2]string{"Vite", "Quick"},
		fr: "Bonjour {{1}}, plus que quelques heures !!! Ne ratez pas ça.", en: "Hello {{1}}, only a few hours left!!! Do not miss it."},
	{name: "gagnez_un_iphone", status: "REJECTED", reason: "SCAM", link: [2]string{"Participer", "Take part"},
		fr: "Félicitations {{1}}, vous avez peut-être gagné.", en: "Congratulations {{1}}, you may have won."},
}

func shopTemplates(base string) []simulator.Template {
	var list []simulator.Template
	for _, l := range letters {
		list = append(list, l.template(base, "fr", l.fr, 0), l.template(base, "en", l.en, 1))
	}
	return list
}

func (l letter) template(base, language, text string, words int) simulator.Template {
	t := simulator.Template{Name: l.name, Language: language, Category: l.category, Status: l.status, Reason: l.reason,
		Components: []simulator.Component{{Type: "BODY", Text: text}}}
	if t.Category == "" {
		t.Category = "MARKETING"
	}
	if l.header != "" {
		t.Components = append(t.Components, simulator.Component{Type: "HEADER", Format: l.header})
	}
	buttons := []simulator.Button{{Type: "URL", Text: l.link[words], URL: base + "/l/{{1}}"}}
	if t.Category == "MARKETING" {
		buttons = append(buttons, simulator.Button{Type: "QUICK_REPLY", Text: [2]string{"Ne plus recevoir", "Stop promotions"}[words]})
	}
	if l.coupon {
		buttons = append(buttons, simulator.Button{Type: "COPY_CODE", Text: [2]string{"Copier le code", "Copy the code"}[words]})
	}
	t.Components = append(t.Components, simulator.Component{Type: "BUTTONS", Buttons: buttons})
	return t
}
