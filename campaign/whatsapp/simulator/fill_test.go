package simulator

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

func TestFill(t *testing.T) {
	promo := formOf(catalogue("https://shop.example")[0])
	named := formOf(catalogue("")[3])
	offer := formOf(Template{Components: []Component{
		{Type: "limited_time_offer"}, {Type: "body", Text: "Vite"},
		{Type: "buttons", Buttons: []Button{{Type: "COPY_CODE"}, {Type: "url", Text: "Go", URL: "https://x.example"}}},
	}})
	body := func(a, b string) string {
		return fmt.Sprintf(`{"type":"body","parameters":[{"type":"text","text":%q},{"type":"text","text":%q}]}`, a, b)
	}
	link := `{"type":"button","sub_type":"URL","index":1,"parameters":[{"type":"text","text":"x1"}]}`
	image := `{"type":"header","parameters":[{"type":"image","image":{"link":"https://x.example/a.png"}}]}`
	first := `{"type":"body","parameters":[{"type":"text","parameter_name":"first_name","text":"Ana"}]}`
	limit := `{"type":"limited_time_offer","parameters":[{"type":"limited_time_offer","limited_time_offer":{"expiration_time_ms":1}}]}`
	code := `{"type":"button","sub_type":"copy_code","index":"0","parameters":[{"type":"coupon_code","coupon_code":"A"}]}`
	tests := []struct {
		name       string
		form       form
		components []string
		code       int
	}{
		{"complete", promo, []string{body("Ana", "b"), link}, 0},
		{"too few", promo, []string{`{"type":"body","parameters":[{"type":"text","text":"a"}]}`, link}, 132000},
		{"a header nobody asked for", promo, []string{`{"type":"header","parameters":[{"type":"text","text":"a"}]}`, body("a", "b"), link}, 132000},
		{"wrong type", promo, []string{`{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"payload","payload":"b"}]}`, link}, 132012},
		{"empty text", promo, []string{body("a", ""), link}, 131008},
		{"line break", promo, []string{body("a\nb", "b"), link}, 132018},
		{"five spaces", promo, []string{body("a     b", "b"), link}, 132018},
		{"four spaces", promo, []string{body("a    b", "b"), link}, 0},
		{"too long once filled", promo, []string{body(strings.Repeat("é", 987), strings.Repeat("é", 20)), link}, 132005},
		{"just not too long", promo, []string{body(strings.Repeat("é", 986), strings.Repeat("é", 20)), link}, 0},
		{"URL without its suffix", promo, []string{body("a", "b")}, 131008},
		{"button of another type", promo, []string{body("a", "b"), link, `{"type":"button","sub_type":"url","index":0,"parameters":[{"type":"text","text":"x"}]}`}, 132012},
		{"button that does not exist", promo, []string{body("a", "b"), link, `{"type":"button","sub_type":"url","index":5}`}, 132000},
		{"payload too long", promo, []string{body("a", "b"), link, `{"type":"button","sub_type":"quick_reply","index":0,"parameters":[{"type":"payload","payload":"` + strings.Repeat("p", 257) + `"}]}`}, 131009},
		{"component unknown", promo, []string{`{"type":"tail"}`}, 100},
		{"named", named, []string{image, first}, 0},
		{"named without its name", named, []string{image, `{"type":"body","parameters":[{"type":"text","text":"Ana"}]}`}, 132012},
		{"image missing", named, []string{first}, 132012},
		{"text for an image", named, []string{`{"type":"header","parameters":[{"type":"text","text":"a"}]}`, first}, 132012},
		{"image without a source", named, []string{`{"type":"header","parameters":[{"type":"image","image":{}}]}`, first}, 131008},
		{"offer", offer, []string{limit, code}, 0},
		{"offer without its end", offer, []string{code}, 132012},
		{"offer without a code", offer, []string{limit}, 131008},
		{"a fixed URL takes no parameter", offer, []string{limit, code, strings.Replace(link, "x1", "y", 1)}, 100},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var send templateSend
			raw := `{"name":"x","language":{"code":"fr"},"components":[` + strings.Join(tt.components, ",") + `]}`
			if err := json.Unmarshal([]byte(raw), &send); err != nil {
				t.Fatal(err)
			}
			_, wrong := tt.form.fill(send)
			got := 0
			if wrong != nil {
				got = wrong.code
			}
			if got != tt.code {
				t.Errorf("code %d (%+v), want %d", got, wrong, tt.code)
			}
		})
	}
}

func TestFillKeepsWhatPeopleCanTouch(t *testing.T) {
	f := formOf(catalogue("https://shop.example")[0])
	var send templateSend
	raw := `{"name":"promo","language":{"code":"fr"},"components":[{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},
		{"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"c?u=$1{{1}}"}]}]}`
	if err := json.Unmarshal([]byte(raw), &send); err != nil {
		t.Fatal(err)
	}
	got, wrong := f.fill(send)
	if wrong != nil {
		t.Fatal(wrong.details)
	}
	if !slices.Equal(got.links, []string{"https://shop.example/l/c?u=$1{{1}}"}) {
		t.Errorf("links %q", got.links)
	}
	if !slices.Equal(got.choices, []choice{{"Stop", "Stop"}}) {
		t.Errorf("without a payload the label comes back, got %q", got.choices)
	}
}
