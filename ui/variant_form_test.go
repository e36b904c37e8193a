package ui

import (
	"net/url"
	"testing"

	"accord/campaign"

	"github.com/google/go-cmp/cmp"
)

func TestReadVariants(t *testing.T) {
	form := url.Values{"v.0.key": {" A "}, "v.0.weight": {"2"}, "v.0.template.fr": {"spring/fr"}, "v.0.template.en": {""},
		"v.0.from.1": {"city"}, "v.0.text.1": {"vous"}, "v.0.header": {"https://shop.example/a.jpg"}, "v.0.link.0": {"https://shop.example"},
		"v.0.stop.1": {"1"}, "v.0.payload.1": {"WHAT"}, "v.0.coupon.2": {"MARS"}, "v.0.link.x": {"no button"}, "v.0.link.99": {"no such button"},
		"v.1.key": {"B"}, "v.3.key": {"after a gap"}}
	got := readVariants(form)
	want := variantForm{Key: "A", Weight: "2", Variant: campaign.Variant{Key: "A", Templates: map[string]campaign.TemplateKey{"fr": {Name: "spring", Language: "fr"}},
		Header: &campaign.MediaValue{Link: "https://shop.example/a.jpg"}, Variables: map[string]campaign.Variable{"1": {From: "city", Fallback: "vous"}},
		Links: map[int]string{0: "https://shop.example"}, Coupons: map[int]string{2: "MARS"}, Payloads: map[int]string{1: campaign.OptOutPayload}}}
	if len(got) != 2 {
		t.Fatalf("%d variants, want 2", len(got))
	}
	if d := cmp.Diff(want, got[0]); d != "" {
		t.Error(d)
	}
}

// A variant keeps what its templates have room for.
func TestFitted(t *testing.T) {
	short, long := campaign.TemplateKey{Name: "short", Language: "fr"}, campaign.TemplateKey{Name: "long", Language: "fr"}
	templates := map[campaign.TemplateKey]campaign.Template{
		short: {Name: "short", Body: "Bonjour {{1}}"},
		long: {Name: "long", Body: "{{1}} {{2}}", Header: &campaign.Header{Format: campaign.FormatImage},
			Buttons: []campaign.Button{{Kind: campaign.URLButton, Text: "Site", URL: "https://shop.example"}, {Kind: campaign.URLButton, URL: "https://l.example/{{1}}"}}},
	}
	full := campaign.Variant{Header: &campaign.MediaValue{Link: "https://a"}, Variables: map[string]campaign.Variable{"1": {From: "name"}, "2": {Fallback: "x"}},
		Links: map[int]string{0: "fixed", 1: "https://b"}, Coupons: map[int]string{3: "gone"}}
	cases := []struct {
		name     string
		template campaign.TemplateKey
		want     campaign.Variant
	}{
		{"little room", short, campaign.Variant{Variables: map[string]campaign.Variable{"1": {From: "name"}}, Links: map[int]string{}, Coupons: map[int]string{}}},
		{"all but a fixed address", long, campaign.Variant{Header: &campaign.MediaValue{Format: campaign.FormatImage, Link: "https://a"}, Variables: full.Variables,
			Links: map[int]string{1: "https://b"}, Coupons: map[int]string{}}},
		{"a template that is gone", campaign.TemplateKey{Name: "gone"}, campaign.Variant{Variables: map[string]campaign.Variable{}, Links: map[int]string{}, Coupons: map[int]string{}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v, want := full, c.want
			v.Templates = map[string]campaign.TemplateKey{"fr": c.template}
			want.Templates = v.Templates
			if d := cmp.Diff(want, fitted(v, templates)); d != "" {
				t.Error(d)
			}
		})
	}
	if len(full.Links) != 2 {
		t.Error("the variant that was given has changed")
	}
}

func TestChangedVariants(t *testing.T) {
	two := []variantForm{{Key: "A", Weight: "1"}, {Key: "C", Weight: "4"}}
	cases := []struct {
		name, act string
		from      []variantForm
		want      []string
	}{
		{"the first free letter, like the last", "add", two, []string{"A 1", "C 4", "B 4"}},
		{"none beyond eight", "add", make([]variantForm, 8), make([]string, 8)},
		{"one of three", "remove.1", append(two[:2:2], variantForm{Key: "D"}), []string{"A 1", "D "}},
		{"two stay", "remove.0", two, []string{"A 1", "C 4"}},
		{"none that is not there", "remove.7", append(two[:2:2], variantForm{Key: "D"}), []string{"A 1", "C 4", "D "}},
		{"another button", "next", two, []string{"A 1", "C 4"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, f := range changed(append([]variantForm{}, c.from...), c.act) {
				if f.Key == "" {
					got = append(got, "")
					continue
				}
				got = append(got, f.Key+" "+f.Weight)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestReadShare(t *testing.T) {
	cases := []struct {
		text string
		want int
		ok   bool
	}{
		{"", 0, true}, {"5", 500, true}, {"2,5", 250, true}, {" 2.5 % ", 250, true}, {"0.01", 1, true}, {"100", 10_000, true},
		{"-1", 0, false}, {"101", 0, false}, {"peu", 0, false}, {"NaN", 0, false},
	}
	for _, c := range cases {
		if got, ok := readShare(c.text); got != c.want || ok != c.ok {
			t.Errorf("%q is %d, %v; want %d, %v", c.text, got, ok, c.want, c.ok)
		}
	}
}

func TestReadHeadcount(t *testing.T) {
	cases := []struct {
		text string
		want int64
		ok   bool
	}{
		{"14274", 14274, true}, {"14 274", 14274, true}, {"14\u202f274", 14274, true}, {"14\u00a0274", 14274, true}, {"14,274", 14274, true}, {"14’274", 14274, true},
		{"", 0, false}, {"-3", -3, false}, {"douze", 0, false}, {"99999999999999999999", 1<<63 - 1, false},
	}
	for _, c := range cases {
		if got, ok := readHeadcount(c.text); got != c.want || ok != c.ok {
			t.Errorf("%q is %d, %v; want %d, %v", c.text, got, ok, c.want, c.ok)
		}
	}
}

func TestANumberThatMovesIsConfirmed(t *testing.T) {
	cases := []struct {
		typed, reached int64
		want           bool
	}{
		{5, 5, true}, {6, 5, false}, {99, 100, true}, {98, 100, false}, {1903, 1911, true}, {1930, 1911, true}, {1931, 1911, false}, {0, 0, true},
	}
	for _, c := range cases {
		if got := confirms(c.typed, c.reached); got != c.want {
			t.Errorf("%d for %d: %v", c.typed, c.reached, got)
		}
	}
}
