package main

import (
	"embed"
	"fmt"
	"html/template"
	"io"
)

//go:embed samples
var samples embed.FS

// dress says where a page finds its style: what stands in its head, the sprite
// in its body (or nothing), and the address of an icon.
type dress struct {
	head, sprite template.HTML
	icon         func(name string) string
}

// show writes the sheet.
func show(w io.Writer, d dress) error {
	page, err := template.New("sheet").Funcs(template.FuncMap{
		"head":   func() template.HTML { return d.head },
		"sprite": func() template.HTML { return d.sprite },
		"icon":   d.drawing,
	}).ParseFS(samples, "samples/*.html")
	if err != nil {
		return fmt.Errorf("read the samples: %w", err)
	}
	if err := page.ExecuteTemplate(w, "frame.html", shop()); err != nil {
		return fmt.Errorf("write the sheet: %w", err)
	}
	return nil
}

// drawing is an icon beside a word; the word is what is read aloud.
func (d dress) drawing(name string) template.HTML {
	address := template.HTMLEscapeString(d.icon(name))
	return template.HTML(`<svg class="icon" aria-hidden="true"><use href="` + address + `"></use></svg>`) //nolint:gosec // escaped above
}
