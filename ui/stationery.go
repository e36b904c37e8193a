package ui

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"math"
	"path"
	"reflect"
	"strings"
	"sync"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/ui/assets"
	"accord/ui/words"
)

//go:embed templates/*.html
var templateFiles embed.FS

// stationery holds the pages of one language: each page's file with the
// layout and the parts that pages share.
type stationery map[string]*template.Template

// printed is the stationery of every language: templates never change, so that
// all servers of a process write on the same.
var printed = sync.OnceValues(printStationery)

// printStationery reads every template for each language. A part is a file whose name
// begins with "part_".
func printStationery() (map[words.Lang]stationery, error) {
	files, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	all := map[words.Lang]stationery{}
	for _, lang := range words.Langs() {
		shared, err := template.New("").Funcs(vocabulary(words.In(lang))).ParseFS(templateFiles, "templates/layout.html", "templates/part_*.html")
		if err != nil {
			return nil, fmt.Errorf("ui: %w", err)
		}
		all[lang] = stationery{}
		for _, file := range files {
			name := strings.TrimSuffix(path.Base(file), ".html")
			if name == "layout" || strings.HasPrefix(name, "part_") {
				continue
			}
			page := template.Must(shared.Clone())
			if _, err := page.ParseFS(templateFiles, file); err != nil {
				return nil, fmt.Errorf("ui: %w", err)
			}
			all[lang][name] = page
		}
	}
	return all, nil
}

// write fills a part of a page: "layout" is the whole of it.
func (s stationery) write(page, part string, view any) ([]byte, error) {
	t, ok := s[page]
	if !ok {
		return nil, fmt.Errorf("ui: no template %q", page)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, part, view); err != nil {
		return nil, fmt.Errorf("ui: page %s: %w", page, err)
	}
	return b.Bytes(), nil
}

// vocabulary is what templates can say in a language.
func vocabulary(w *words.Words) template.FuncMap {
	return template.FuncMap{
		"t": w.T, "n": func(key string, n any, args ...any) string { return w.N(key, whole(n), args...) }, "label": w.Label, "has": w.Has,
		"int": func(n any) string { return w.Int(whole(n)) }, "decimal": w.Decimal, "percent": w.Percent, "points": w.Points, "money": w.Money, "small": w.Small, "bytes": w.Bytes,
		"date": w.Date, "day": w.DateShort, "datetime": w.DateTime, "clock": w.Time, "ago": w.Ago, "span": w.Span,
		"asset":    assets.Path,
		"icon":     drawn,
		"args":     args,
		"iso":      func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"share":    share,
		"agent":    func(userAgent string) string { return browserName(w, userAgent) },
		"join":     strings.Join,
		"filed":    func(e consent.Evidence) string { return filed(w, e) },
		"language": w.Language, "country": w.Country,
		"purpose": func(p consent.Purpose) string { return purposeName(w, p) },
		"round":   func(x float64) int64 { return int64(math.Round(x)) },
		"signed":  func(x float64, digits int) string { return signed(w, x, digits) },
		"gain":    func(minor float64, currency string) string { return gain(w, minor, currency) },
		// hundred is for what is told per 100 people.
		"hundred": func(x float64) float64 { return 100 * x },
		"phone":   newPhone, "formatted": formatted, "buttonIcon": buttonIcon,
		"remedy":    func(r campaign.Reason) string { return reasonSays(w, r) },
		"phaseSign": func(p campaign.Phase) string { return phaseSigns[p].sign },
		"phaseIcon": func(p campaign.Phase) string { return phaseSigns[p].icon },
	}
}

// drawn is an icon of the sprite. The names are ours, never a visitor's.
func drawn(name string) template.HTML {
	return template.HTML(`<svg class="icon" aria-hidden="true"><use href="` + template.HTMLEscapeString(assets.Icon(name)) + `"></use></svg>`) //nolint:gosec // escaped above
}

// signed is a number that says its sign, too, when it is above zero.
func signed(w *words.Words, x float64, digits int) string {
	text := w.Decimal(x, digits)
	if x > 0 {
		return "+" + text
	}
	return text
}

// gain is an amount in minor units that says its sign.
func gain(w *words.Words, minor float64, currency string) string {
	text := w.Money(int64(math.Round(minor)), currency)
	if math.Round(minor) > 0 {
		return "+" + text
	}
	return text
}

// whole is a count of any integer type; templates give the length of a list
// as an int.
func whole(n any) int64 {
	switch v := reflect.ValueOf(n); {
	case v.CanInt():
		return v.Int()
	case v.CanUint():
		return int64(v.Uint()) //nolint:gosec // counts of people
	}
	return 0
}

// phaseSigns are how phases look; the word beside them says what they mean.
var phaseSigns = map[campaign.Phase]struct{ sign, icon string }{
	campaign.Drafting: {"", "edit"}, campaign.Planning: {"notice", "waiting"}, campaign.Running: {"good", "campaigns"},
	campaign.Paused: {"warning", "pause"}, campaign.Finished: {"", "good"}, campaign.Stopped: {"stop", "cancel"},
}

// args makes the arguments of a part: pairs of names and values.
func args(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("args: %d arguments are no pairs", len(pairs))
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("args: %v is no name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// share is a part of a whole, 0 where there is no whole.
func share(part, whole int64) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
