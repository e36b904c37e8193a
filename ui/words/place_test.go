package words_test

import (
	"testing"

	"accord/ui/words"
)

func TestPlacesAndLanguagesHaveNames(t *testing.T) {
	fr, en := words.In(words.French), words.In(words.English)
	cases := []struct{ name, got, want string }{
		{"a language", fr.Language("fr"), "Français"},
		{"a language in English", en.Language("ar"), "Arabic"},
		{"a language of a country", fr.Language("pt_BR"), "Portugais brésilien"},
		{"a language nobody knows", fr.Language("zz-q"), "zz-q"},
		{"no language", fr.Language(""), "—"},
		{"a country", fr.Country("BE"), "Belgique"},
		{"a country in English", en.Country("DE"), "Germany"},
		{"a country with an accent", fr.Country("ES"), "Espagne"},
		{"a country nobody knows", fr.Country("??"), "??"},
		{"no country", en.Country(""), "—"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("%q, want %q", c.got, c.want)
			}
		})
	}
}
