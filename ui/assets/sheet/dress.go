package main

import (
	"encoding/base64"
	"html/template"
	"path"
	"strings"

	"accord/ui/assets"
)

// linked is the dress of a served page: addresses, nothing inline, a nonce for
// the scripts.
func linked(nonce string, scripts ...string) dress {
	head := `<link rel="preload" href="` + assets.Path("inter.woff2") + `" as="font" type="font/woff2" crossorigin>` +
		`<link rel="stylesheet" href="` + assets.Path("app.css") + `">` +
		`<link rel="icon" href="` + assets.Path("favicon.svg") + `" type="image/svg+xml">`
	for _, script := range scripts {
		head += `<script src="` + assets.Path(script) + `" defer nonce="` + nonce + `"></script>`
	}
	return dress{head: template.HTML(head), icon: assets.Icon} //nolint:gosec // addresses of ours
}

// carried is the dress of a page that is one file: everything is inside.
func carried(scripts ...string) dress {
	font := "data:font/woff2;base64," + base64.StdEncoding.EncodeToString([]byte(text("inter.woff2")))
	style := strings.ReplaceAll(text("app.css"), assets.Path("inter.woff2"), font)
	head := "<style>" + style + "</style>"
	for _, script := range scripts {
		head += `<script type="module">` + text(script) + "</script>" // a module waits for the page, like defer
	}
	sprite := strings.ReplaceAll(text("icons.svg"), `<symbol id="`, `<symbol id="icon-`)
	return dress{
		head:   template.HTML(head),                               //nolint:gosec // files of ours
		sprite: template.HTML("<div hidden>" + sprite + "</div>"), //nolint:gosec // a file of ours
		icon:   func(name string) string { return "#icon-" + name },
	}
}

// text is an asset as it is, empty when none was built.
func text(name string) string {
	body, _, _, _ := assets.File(path.Base(assets.Path(name)), "")
	return string(body)
}
