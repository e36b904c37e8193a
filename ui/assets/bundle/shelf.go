package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

const manifestFile = "manifest.json"

// shelve writes the bundle into dist. Somebody may build from the folder
// meanwhile, so the old files go only when the new manifest lies there.
func shelve(root string, pieces []piece) error {
	dist := filepath.Join(root, "dist")
	if err := os.MkdirAll(dist, 0o755); err != nil { //nolint:gosec // what anybody may read
		return fmt.Errorf("write the bundle: %w", err)
	}
	names, kept := map[string]string{}, map[string]bool{".keep": true, manifestFile: true}
	for _, p := range pieces {
		names[p.Name] = p.File()
		for ending, body := range map[string][]byte{"": p.Body, ".br": p.brotli, ".gz": p.gzip} {
			if body == nil {
				continue
			}
			kept[p.File()+ending] = true
			if err := put(filepath.Join(dist, p.File()+ending), body); err != nil {
				return err
			}
		}
	}
	manifest, err := json.MarshalIndent(names, "", "  ")
	if err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	if err := put(filepath.Join(dist, manifestFile), append(manifest, '\n')); err != nil {
		return err
	}
	return sweep(dist, kept)
}

func put(file string, body []byte) error {
	if err := os.WriteFile(file, body, 0o644); err != nil { //nolint:gosec // what anybody may read
		return fmt.Errorf("write the bundle: %w", err)
	}
	return nil
}

// sweep removes what older bundles left.
func sweep(dist string, kept map[string]bool) error {
	entries, err := os.ReadDir(dist)
	if err != nil {
		return fmt.Errorf("clear the bundle: %w", err)
	}
	for _, e := range entries {
		if kept[e.Name()] {
			continue
		}
		if err := os.Remove(filepath.Join(dist, e.Name())); err != nil {
			return fmt.Errorf("clear the bundle: %w", err)
		}
	}
	return nil
}
