package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// collect puts the licences of the packages into one text, as they ask to be
// handed on. A package without a licence file is a fault.
func collect(root string, packages []string) (piece, error) {
	slices.Sort(packages)
	var all bytes.Buffer
	all.WriteString("What the pages of Accord contain of others, with their licences.\n")
	for _, name := range slices.Compact(packages) {
		folder := filepath.Join(root, "node_modules", name)
		version, licence, err := identity(folder)
		if err != nil {
			return piece{}, fmt.Errorf("licence of %s: %w", name, err)
		}
		fmt.Fprintf(&all, "\n%s\n%s %s (%s)\n", bytes.Repeat([]byte("="), 80), name, version, licence)
		if err := texts(&all, folder); err != nil {
			return piece{}, fmt.Errorf("licence of %s: %w", name, err)
		}
	}
	return piece{Name: "LICENSES.txt", Body: all.Bytes()}, nil
}

// identity reads a package's version and the name of its licence.
func identity(folder string) (version, licence string, err error) {
	body, err := os.ReadFile(filepath.Join(folder, "package.json"))
	if err != nil {
		return "", "", err
	}
	var about struct{ Version, License string }
	err = json.Unmarshal(body, &about)
	return about.Version, about.License, err
}

// texts adds the licence, the notice and the licences of what the package
// itself took over.
func texts(all *bytes.Buffer, folder string) error {
	var files []string
	for _, pattern := range []string{"LICEN[SC]E*", "NOTICE*", "licenses/*"} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			return err
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		return fmt.Errorf("no licence file in %s", folder)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		fmt.Fprintf(all, "\n%s\n\n%s\n", filepath.Base(file), bytes.TrimSpace(body))
	}
	return nil
}
