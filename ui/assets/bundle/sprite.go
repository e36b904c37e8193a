package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

const iconPackage = "lucide-static"

// drawn are the attributes of an icon's root that its symbol keeps.
var drawn = map[string]bool{"viewBox": true, "fill": true, "stroke": true, "stroke-width": true, "stroke-linecap": true, "stroke-linejoin": true}

// draw returns the sprite of icons and the favicon.
func draw(root string) ([]piece, error) {
	list, err := os.ReadFile(filepath.Join(root, "icons.txt"))
	if err != nil {
		return nil, fmt.Errorf("read the list of icons: %w", err)
	}
	var sprite bytes.Buffer
	sprite.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">`)
	for line := range strings.Lines(string(list)) {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if err := symbol(&sprite, root, words); err != nil {
			return nil, fmt.Errorf("draw icon %q: %w", words[0], err)
		}
	}
	sprite.WriteString(`</svg>`)
	favicon, err := os.ReadFile(filepath.Join(root, "icons", "favicon.svg"))
	if err != nil {
		return nil, fmt.Errorf("read the favicon: %w", err)
	}
	return []piece{{Name: "icons.svg", Body: sprite.Bytes()}, {Name: "favicon.svg", Body: favicon}}, nil
}

// symbol adds one icon to the sprite: our own drawing, or Lucide's when the
// line has a second word.
func symbol(sprite *bytes.Buffer, root string, words []string) error {
	file := filepath.Join(root, "icons", words[0]+".svg")
	if len(words) > 1 {
		file = filepath.Join(root, "node_modules", iconPackage, "icons", words[1]+".svg")
	}
	body, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	fmt.Fprintf(sprite, `<symbol id="%s"`, words[0])
	return retell(sprite, xml.NewDecoder(bytes.NewReader(body)))
}

// retell copies the drawing without comments, white space and what only a
// file of its own needs. The root's tag is open already, as a symbol.
func retell(out *bytes.Buffer, in *xml.Decoder) error {
	depth := 0
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			out.WriteString("</symbol>")
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth == 1 {
				attributes(out, t.Attr, drawn)
				out.WriteString(">")
				continue
			}
			out.WriteString("<" + t.Name.Local)
			attributes(out, t.Attr, nil)
			out.WriteString("/>") // shapes hold nothing
		case xml.EndElement:
			depth--
		}
	}
}

// attributes writes those that are kept, or all.
func attributes(out *bytes.Buffer, all []xml.Attr, kept map[string]bool) {
	for _, a := range all {
		if kept == nil || kept[a.Name.Local] {
			fmt.Fprintf(out, ` %s="%s"`, a.Name.Local, a.Value)
		}
	}
}
