package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/andybalholm/brotli"
)

// piece is one file of the bundle under the name that pages use.
type piece struct {
	Name string // "app.css"
	Body []byte

	brotli, gzip []byte // nil when the body does not get smaller
}

// File is the name with the hash of the content: "app.3f2a91c0.css".
func (p piece) File() string {
	ending := path.Ext(p.Name)
	sum := sha256.Sum256(p.Body)
	return fmt.Sprintf("%s.%x%s", strings.TrimSuffix(p.Name, ending), sum[:4], ending)
}

// wire is what a browser of today downloads, in bytes.
func (p piece) wire() int {
	if p.brotli != nil {
		return len(p.brotli)
	}
	return len(p.Body)
}

// compress makes the twins of a text. A font is compressed already.
func (p *piece) compress() error {
	if path.Ext(p.Name) == ".woff2" {
		return nil
	}
	var err error
	p.brotli, err = squeeze(p.Body, func(w io.Writer) (io.WriteCloser, error) {
		return brotli.NewWriterLevel(w, brotli.BestCompression), nil
	})
	if err != nil {
		return fmt.Errorf("compress %s with brotli: %w", p.Name, err)
	}
	p.gzip, err = squeeze(p.Body, func(w io.Writer) (io.WriteCloser, error) {
		return gzip.NewWriterLevel(w, gzip.BestCompression)
	})
	if err != nil {
		return fmt.Errorf("compress %s with gzip: %w", p.Name, err)
	}
	return nil
}

// squeeze returns nil when nothing is gained.
func squeeze(body []byte, to func(io.Writer) (io.WriteCloser, error)) ([]byte, error) {
	var out bytes.Buffer
	w, err := to(&out)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if out.Len() >= len(body) {
		return nil, nil
	}
	return out.Bytes(), nil
}
