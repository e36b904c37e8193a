package main

import (
	"fmt"
	"os"
	"slices"
)

// home is where the sources are, seen from the top of the repository.
const home = "ui/assets"

func main() {
	pieces, err := bundle(home)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
	for _, p := range pieces {
		fmt.Printf("%-28s %8d bytes %8d over the wire\n", p.File(), len(p.Body), p.wire())
	}
}

// bundle makes dist below root and returns what it holds.
func bundle(root string) ([]piece, error) {
	font, err := inter(root)
	if err != nil {
		return nil, err
	}
	code, used, err := compile(root, font)
	if err != nil {
		return nil, err
	}
	drawings, err := draw(root)
	if err != nil {
		return nil, err
	}
	licences, err := collect(root, append(used, fontPackage, iconPackage))
	if err != nil {
		return nil, err
	}
	pieces := slices.Concat(code, drawings, []piece{font, licences})
	for i := range pieces {
		if err := pieces[i].compress(); err != nil {
			return nil, err
		}
	}
	return pieces, shelve(root, pieces)
}
