package assets

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// What WCAG 2.2 asks for at level AA: text (1.4.3), and what one must see to
// use the page (1.4.11).
const (
	forText   = 4.5
	forShapes = 3.0
)

var themes = [2]string{"light", "dark"}

// pairs are the colours that meet on a page.
func pairs() [][3]any {
	var all [][3]any
	add := func(least float64, on string, what ...string) {
		for _, w := range what {
			all = append(all, [3]any{w, on, least})
		}
	}
	signs := []string{"good", "notice", "warning", "stop"}
	for _, surface := range []string{"paper", "raised", "sunk"} {
		add(forText, surface, "ink", "ink-soft", "accent", "accent-strong")
		add(forText, surface, signs...)
		add(forShapes, surface, "focus")
	}
	for _, surface := range []string{"paper", "raised"} {
		add(forShapes, surface, "edge", "variant-a", "variant-b", "variant-c", "variant-d", "variant-e", "variant-f", "variant-g", "variant-h")
	}
	for _, sign := range signs {
		add(forText, sign+"-wash", sign, "ink", "ink-soft", "accent")
	}
	add(forText, "accent-wash", "accent", "ink", "ink-soft")
	add(forText, "accent", "on-accent")
	add(forText, "accent-strong", "on-accent")
	add(forText, "bubble", "ink", "bubble-soft", "bubble-link")
	add(forText, "bubble-reply", "ink", "bubble-soft")
	add(forText, "phone-wall", "bubble-soft")
	return all
}

func TestContrast(t *testing.T) {
	colours := tokens(t)
	for i, theme := range themes {
		for _, p := range pairs() {
			front, back, least := p[0].(string), p[1].(string), p[2].(float64)
			t.Run(theme+" "+front+" on "+back, func(t *testing.T) {
				if got := contrast(colours[front][i], colours[back][i]); !(got >= least) {
					t.Errorf("contrast %.2f, want at least %.1f: change a lightness in css/tokens.css", got, least)
				}
			})
		}
	}
}

// Colours outside of sRGB are clipped by screens, so their contrast would be
// another than the one computed.
func TestColoursAreWithinTheScreen(t *testing.T) {
	for name, both := range tokens(t) {
		for i, c := range both {
			for _, part := range c.linear() {
				if part < -0.0005 || part > 1.0005 {
					t.Errorf("%s, %s: oklch(%v %v %v) is no colour of sRGB: lower its chroma", name, themes[i], c.L, c.C, c.H)
					break
				}
			}
		}
	}
}

// Nothing but the tokens names a colour, or both themes would not be kept.
func TestColoursStandInOnePlace(t *testing.T) {
	colour := regexp.MustCompile(`(?i)(#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch|oklab)a?\()`)
	for _, file := range sheets(t) {
		if file.name == "tokens.css" {
			continue
		}
		for n, line := range strings.Split(file.text, "\n") {
			if colour.MatchString(line) {
				t.Errorf("%s:%d names a colour: make it a token", file.name, n+1)
			}
		}
	}
}

// oklch is a colour of CSS Color 4: lightness 0 to 1, chroma, hue in degrees.
type oklch struct{ L, C, H float64 }

// linear is the colour in linear-light sRGB. Source: Björn Ottosson, "A
// perceptual color space for image processing" (2020), as in CSS Color 4, 10.
func (c oklch) linear() [3]float64 {
	h := c.H * math.Pi / 180
	a, b := c.C*math.Cos(h), c.C*math.Sin(h)
	l := math.Pow(c.L+0.3963377774*a+0.2158037573*b, 3)
	m := math.Pow(c.L-0.1055613458*a-0.0638541728*b, 3)
	s := math.Pow(c.L-0.0894841775*a-1.2914855480*b, 3)
	return [3]float64{
		+4.0767416621*l - 3.3077115913*m + 0.2309699292*s,
		-1.2684380046*l + 2.6097574011*m - 0.3413193965*s,
		-0.0041960863*l - 0.7034186147*m + 1.7076147010*s,
	}
}

// luminance is WCAG's relative luminance, of the colour as a screen shows it.
func (c oklch) luminance() float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		sum += weight * math.Min(1, math.Max(0, c.linear()[i]))
	}
	return sum
}

func contrast(a, b oklch) float64 {
	x, y := a.luminance(), b.luminance()
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// tokens are the colours of css/tokens.css, light and dark. Veils are left
// out: nothing is read on them.
func tokens(t *testing.T) map[string][2]oklch {
	t.Helper()
	number := `([\d.]+) ([\d.]+) ([\d.]+)`
	line := regexp.MustCompile(`--([\w-]+): light-dark\(oklch\(` + number + `\), oklch\(` + number + `\)\);`)
	found := map[string][2]oklch{}
	for _, m := range line.FindAllStringSubmatch(read(t, "css/tokens.css"), -1) {
		var n [6]float64
		for i := range n {
			n[i], _ = strconv.ParseFloat(m[i+2], 64) // the pattern lets only numbers through
		}
		found[m[1]] = [2]oklch{{n[0], n[1], n[2]}, {n[3], n[4], n[5]}}
	}
	if len(found) < 30 {
		t.Fatalf("found %d colours in css/tokens.css: are they written light-dark(oklch(…), oklch(…))?", len(found))
	}
	return found
}
