package campaign

import (
	"math"
	"strings"
	"testing"
)

func TestFormula(t *testing.T) {
	for _, cell := range []string{"=1+1", " =1", "@SUM(1)", "+cmd", "-cmd|' /C calc'!A0", "\t=1", "\r=1", "\tx", "+1-1", "-", "+", "--1", "+1+1",
		"+33612345678-1", "+336-1", "-1e5", "-2+3+cmd|' /C calc'!A0"} {
		if !formula(cell) {
			t.Errorf("%q passes", cell)
		}
	}
	for _, cell := range []string{"", "a=b", "1-1", "-12,5", "-0.5", "+5", "+33612345678", "+33 6 12 34 56 78", "'=1", "0612345678", "é=", " -3 "} {
		if formula(cell) {
			t.Errorf("%q is refused", cell)
		}
	}
}

func TestControls(t *testing.T) {
	for _, cell := range []string{"a\nb", "a\x00", "\x1b[31m", "a\x7f", "é\u0085", "é\t"} {
		if !controls(cell) {
			t.Errorf("%q passes", cell)
		}
	}
	for _, cell := range []string{"", "Léa", "👩‍🚀", "עברית"} {
		if controls(cell) {
			t.Errorf("%q is refused", cell)
		}
	}
}

func TestGuess(t *testing.T) {
	cases := []struct {
		name      string
		separator rune
		cells     string
		want      AttributeType
	}{
		{"whole numbers", ',', "1 0 -12 200000", AttributeNumber},
		{"decimal commas", ';', "1,5 2 1,234", AttributeNumber},
		{"decimal points", ',', "1.5 2 -0.25", AttributeNumber},
		{"decimal commas in a file of commas", ',', "1,5 2,25 1,234", AttributeNumber},
		{"thousands, maybe", ',', "1,234 2 12,500", AttributeText},
		{"commas and points", ';', "1,5 1.5", AttributeText},
		{"a leading zero", ';', "075 75", AttributeText},
		{"zero point", ';', "0,75 0", AttributeNumber},
		{"long ids", ';', "1234567890123456", AttributeText},
		{"phone numbers", ';', "+33612345678", AttributeText},
		{"exponents", ';', "1e5", AttributeText},
		{"not a number", ';', "NaN", AttributeText},
		{"a mark at the end", ';', "5,", AttributeText},
		{"booleans", ';', "oui NON Vrai false yes", AttributeBoolean},
		{"booleans and numbers", ';', "oui 1", AttributeText},
		{"dates", ';', "2026-11-22", AttributeText},
		{"nothing", ';', "", AttributeText},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var g guess
			for cell := range strings.FieldsSeq(c.cells) {
				g.see(cell)
			}
			got := g.kind(c.separator)
			if got != c.want {
				t.Fatalf("%q is %s, want %s", c.cells, got, c.want)
			}
			for cell := range strings.FieldsSeq(c.cells) {
				if _, ok := got.value(cell); !ok {
					t.Errorf("the guess %s refuses %q", got, cell)
				}
			}
		})
	}
}

func TestNumberValues(t *testing.T) {
	for cell, want := range map[string]float64{"42,5": 42.5, "-3": -3, "0.001": 0.001, "+7": 7, "999999999999999": 999999999999999} {
		if got, ok := AttributeNumber.value(cell); !ok || math.Abs(got.(float64)-want) > 1e-12 {
			t.Errorf("%q is %v, %v; want %v", cell, got, ok, want)
		}
	}
	for _, cell := range []string{"", "+", ",5", "1,", "1.2.3", "1 234", "0x10", "Inf", "١٢"} {
		if got, ok := AttributeNumber.value(cell); ok {
			t.Errorf("%q is %v", cell, got)
		}
	}
}

func TestLanguages(t *testing.T) {
	for cell, want := range map[string]string{"fr": "fr", "FR": "fr", "en-us": "en_US", "en_US": "en_US", "pt-BR": "pt_BR", "zh-Hant-TW": "zh_TW", "fra": "fr", "français": "fr", "French": "fr",
		"ANGLAIS": "en", "Deutsch": "de", "العربية": "ar"} {
		if got, ok := readLanguage(cell); !ok || got != want {
			t.Errorf("%q is %q, %v; want %q", cell, got, ok, want)
		}
	}
	for _, cell := range []string{"", "elfique", "und", "xx", "f", "-", strings.Repeat("a", 40)} {
		if got, ok := readLanguage(cell); ok {
			t.Errorf("%q is %q", cell, got)
		}
	}
}

func TestZones(t *testing.T) {
	for country, zone := range zoneOfCountry() {
		if _, ok := readZone(zone); !ok || len(country) != 2 {
			t.Errorf("%s: zone %q", country, zone)
		}
	}
	if n := len(zoneOfCountry()); n != 224 {
		t.Errorf("%d countries, want 224", n)
	}
	for country, want := range map[string]string{"FR": "Europe/Paris", "RE": "Indian/Reunion", "MA": "Africa/Casablanca", "US": "", "ES": "", "BR": "", "PF": ""} {
		if got := zoneOfCountry()[country]; got != want {
			t.Errorf("%s: %q, want %q", country, got, want)
		}
	}
	for _, cell := range []string{"", "Local", "local", "Paris", "../etc/passwd", "/etc/localtime", "CET+1", "Europe/Paris "} {
		if _, ok := readZone(cell); ok {
			t.Errorf("the zone %q is accepted", cell)
		}
	}
}
