package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// address is where the server answers for dist (assets.Root).
const address = "/assets/"

// browsers are the oldest that know OKLCH and nested rules; older ones get a
// page without style. esbuild writes plainer code for them where it can.
var browsers = []api.Engine{
	{Name: api.EngineChrome, Version: "123"}, {Name: api.EngineFirefox, Version: "120"}, {Name: api.EngineSafari, Version: "17.5"},
}

// compile bundles style sheets and scripts. It also names the packages of npm
// that went in.
func compile(root string, font piece) ([]piece, []string, error) {
	absolute, err := filepath.Abs(root)
	if err != nil {
		return nil, nil, fmt.Errorf("bundle code: %w", err)
	}
	result := api.Build(api.BuildOptions{
		AbsWorkingDir: absolute,
		EntryPoints:   []string{"css/app.css", "js/app.ts", "js/charts.ts"},
		EntryNames:    "[name]",
		Outdir:        "dist",
		Bundle:        true,
		Format:        api.FormatIIFE,
		Engines:       browsers,
		Plugins:       []api.Plugin{fontAddress(font)},
		LegalComments: api.LegalCommentsNone, // LICENSES.txt has them whole
		Charset:       api.CharsetUTF8,
		Metafile:      true,

		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
	})
	if len(result.Errors) > 0 || len(result.Warnings) > 0 {
		return nil, nil, complaint(append(result.Errors, result.Warnings...))
	}
	var pieces []piece
	for _, f := range result.OutputFiles {
		pieces = append(pieces, piece{Name: filepath.Base(f.Path), Body: f.Contents})
	}
	used, err := packages(result.Metafile)
	return pieces, used, err
}

// complaint makes a warning as bad as an error: nobody reads warnings.
func complaint(messages []api.Message) error {
	lines := api.FormatMessages(messages, api.FormatMessagesOptions{})
	return errors.New("bundle code:\n" + strings.Join(lines, ""))
}

// packages reads from esbuild's account of its inputs which packages of npm
// went into the bundle, sorted.
func packages(metafile string) ([]string, error) {
	var account struct {
		Inputs map[string]struct{} `json:"inputs"`
	}
	if err := json.Unmarshal([]byte(metafile), &account); err != nil {
		return nil, fmt.Errorf("read what went into the bundle: %w", err)
	}
	found := map[string]bool{}
	for input := range account.Inputs {
		_, inside, ok := strings.Cut(input, "node_modules/")
		if !ok {
			continue
		}
		words := strings.Split(inside, "/")
		if strings.HasPrefix(inside, "@") {
			found[words[0]+"/"+words[1]] = true
		} else {
			found[words[0]] = true
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}
