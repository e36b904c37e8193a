package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: sheet OUT.html")
		os.Exit(2)
	}
	if err := save(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "sheet:", err)
		os.Exit(1)
	}
}

// save writes the sheet into one file that needs no server.
func save(name string) error {
	f, err := os.Create(name) //nolint:gosec // the user says where
	if err != nil {
		return fmt.Errorf("write the sheet: %w", err)
	}
	if err := show(f, carried("app.js", "charts.js")); err != nil {
		_ = f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("write the sheet: %w", err)
	}
	return nil
}
