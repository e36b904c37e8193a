package assets

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
)

// Root is where the server answers for File.
const Root = "/assets/"

//go:embed all:dist
var dist embed.FS

var built = must(load(dist))

// shelf is one bundle: the files and what the pages call them.
type shelf struct {
	files fs.FS
	names map[string]string // "app.css": "app.3f2a91c0.css"
	known map[string]bool   // what may be asked for
}

// load reads a bundle, the empty one too.
func load(from fs.FS) (shelf, error) {
	s := shelf{names: map[string]string{}, known: map[string]bool{}}
	files, err := fs.Sub(from, "dist")
	if err != nil {
		return s, fmt.Errorf("open the bundle: %w", err)
	}
	s.files = files
	manifest, err := fs.ReadFile(files, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(manifest, &s.names)
	}
	if err != nil {
		return s, fmt.Errorf("read the manifest of the bundle, run make assets: %w", err)
	}
	for _, file := range s.names {
		s.known[file] = true
	}
	return s, nil
}

// must is for the bundle that the compiler put into the binary: only a fault
// of the bundler can break it.
func must(s shelf, err error) shelf {
	if err != nil {
		panic(err)
	}
	return s
}

// Path is the address of an asset: "/assets/app.3f2a91c0.css" for "app.css".
// When the binary was built without assets it is "/assets/app.css", where
// nothing answers: the page is shown without style.
func Path(name string) string { return built.path(name) }

func (s shelf) path(name string) string {
	if file, ok := s.names[name]; ok {
		return path.Join(Root, file)
	}
	return path.Join(Root, name)
}
