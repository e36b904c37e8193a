package main

import (
	"fmt"
	"math"
	"strings"
)

// The sample shop: every number that the samples do not spell out.
type (
	goods struct {
		Theme         string // "light", "dark", or empty for the system's
		Variants      []variant
		Marks         []string
		Curve, Funnel []row
		Load          []row
		Waterfall     []fall
		People        []person
	}
	variant struct{ Key, Mark string }
	row     struct {
		Label string
		Cells []cell
	}
	cell struct {
		Value float64
		Text  string
	}
	fall struct {
		Label, Text string
		Kept, Lost  int // percent of everybody
	}
	person struct{ Name, Phone, Sign, State, Language, Last, Sent, Read string }
)

func shop() goods {
	return goods{
		Variants: []variant{{"Court", "a"}, {"Lien", "b"}, {"Code", "c"}},
		Marks:    strings.Split("abcdefgh", ""),
		Curve:    curve(),
		Funnel: []row{
			{"Envoyés", []cell{count(4012), count(4009), count(4015)}},
			{"Remis", []cell{count(3904), count(3911), count(3897)}},
			{"Lus", []cell{count(2381), count(2512), count(2402)}},
			{"Clics", []cell{count(611), count(842), count(655)}},
			{"Achats", []cell{count(164), count(236), count(185)}},
		},
		Load: load(),
		Waterfall: []fall{
			{"Audience", "24 000", 100, 0}, {"Sans consentement", "−7 690", 68, 32}, {"Opposition", "−106", 67, 1},
			{"Groupe témoin", "−810", 64, 3}, {"Plafond de pression", "−1 120", 60, 4}, {"Joignables", "14 274", 60, 0},
		},
		People: people(),
	}
}

func clock() []string {
	var hours []string
	for h := 9; h <= 20; h++ {
		hours = append(hours, fmt.Sprintf("%d h", h))
	}
	return hours
}

// curve is a rate that settles: wide bands first.
func curve() []row {
	var days []row
	for day := 1; day <= 12; day++ {
		r := row{Label: fmt.Sprintf("%d nov.", 10+day)}
		for i, end := range []float64{0.041, 0.059, 0.046} {
			rate := end * (1 + 0.35*math.Sin(float64(day*(i+2)))/float64(day+1))
			half := 0.022 / math.Sqrt(float64(day))
			r.Cells = append(r.Cells, percent(rate), percent(math.Max(0, rate-half)), percent(rate+half))
		}
		days = append(days, r)
	}
	return days
}

func load() []row {
	var hours []row
	for i, label := range clock()[1:] {
		hours = append(hours, row{label, []cell{count(math.Round(620 + 480*math.Sin(float64(i)/2.2) + 90*math.Cos(float64(3*i))))}})
	}
	return hours
}

func people() []person {
	return []person{
		{"Amélie Bernard", "+33 6 •• •• •• 78", "good", "Donné", "français", "22 nov., 10 h 14", "12", "9"},
		{"Ibrahim Diallo", "+33 7 •• •• •• 02", "good", "Donné", "français", "22 nov., 10 h 14", "8", "8"},
		{"Jeanne Le Goff", "+33 6 •• •• •• 41", "stop", "Retiré", "français", "3 mars, 18 h 30", "21", "3"},
		{"Lukas Weber", "+49 151 •• •• 90", "good", "Donné", "allemand", "21 nov., 18 h 02", "4", "4"},
		{"Marie-Hélène Étienne-Duchâteau", "+33 6 •• •• •• 17", "warning", "Douteux", "français", "20 nov., 11 h 45", "9", "5"},
		{"Nour El Amrani", "+212 6 •• •• 55", "notice", "Demandé", "arabe", "jamais", "0", "0"},
		{"Pierre Martin", "+33 6 •• •• •• 63", "good", "Donné", "français", "19 nov., 17 h 20", "15", "11"},
		{"Zoé Fontaine", "+33 7 •• •• •• 88", "good", "Donné", "français", "18 nov., 12 h 31", "2", "2"},
	}
}

// French writes a comma, a thin space between thousands, a true minus.
func french(number string) string {
	return strings.NewReplacer(".", ",", "-", "−").Replace(number)
}

func percent(v float64) cell {
	return cell{Value: v, Text: french(fmt.Sprintf("%.1f", v*100)) + "\u202f%"}
}

func count(v float64) cell {
	text := fmt.Sprintf("%.0f", v)
	if len(text) > 3 {
		text = text[:len(text)-3] + "\u202f" + text[len(text)-3:]
	}
	return cell{Value: v, Text: text}
}
