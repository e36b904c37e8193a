package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

const (
	fontPackage = "@fontsource-variable/inter"
	// fontFile holds every weight of the letters that French and English need.
	fontFile = "files/inter-latin-wght-normal.woff2"
	fontName = "inter.woff2"
)

// inter is the font, as it comes from npm.
func inter(root string) (piece, error) {
	body, err := os.ReadFile(filepath.Join(root, "node_modules", fontPackage, fontFile))
	if err != nil {
		return piece{}, fmt.Errorf("read the font, run npm ci first: %w", err)
	}
	return piece{Name: fontName, Body: body}, nil
}

// fontAddress lets a style sheet say url("inter.woff2").
func fontAddress(font piece) api.Plugin {
	return api.Plugin{Name: "font", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: `^inter\.woff2$`}, func(api.OnResolveArgs) (api.OnResolveResult, error) {
			return api.OnResolveResult{Path: address + font.File(), External: true}, nil
		})
	}}
}
