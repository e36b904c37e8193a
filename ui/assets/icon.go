package assets

import (
	_ "embed"
	"strings"
)

// iconList names the icons: our word, and Lucide's where the drawing is theirs.
//
//go:embed icons.txt
var iconList string

// Icon is the address of an icon in the sprite, for the href of a use element:
// "/assets/icons.3f2a91c0.svg#home".
func Icon(name string) string { return Path("icons.svg") + "#" + name }

// Icons are the names that Icon knows, in the order of the list.
func Icons() []string {
	var names []string
	for line := range strings.Lines(iconList) {
		if words := strings.Fields(line); len(words) > 0 && !strings.HasPrefix(words[0], "#") {
			names = append(names, words[0])
		}
	}
	return names
}
