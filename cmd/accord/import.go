package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"accord/campaign"
	"accord/internal/operator"
)

// importCommand reads contacts from a file.
type importCommand struct {
	folderFlags
	File        string `arg:"" type:"path" help:"The CSV file."`
	Map         string `type:"path" help:"JSON file that says what the columns are (default: recognised from the header)."`
	DryRun      bool   `help:"Check the file and change nothing."`
	Report      string `type:"path" help:"Write every error to this CSV file."`
	SkipBadRows bool   `help:"Import the rows that are right, and report the others."`
	Lang        string `default:"fr" enum:"fr,en" help:"Language of the errors: fr or en."`
}

// shownErrors is how many errors the terminal shows; the report has more.
const shownErrors = 20

func (c *importCommand) run(ctx context.Context, a *app) error {
	options := campaign.ImportOptions{Name: filepath.Base(c.File), StagedBy: operator.Terminal, DryRun: c.DryRun, SkipBadRows: c.SkipBadRows,
		Open: func() (io.ReadCloser, error) { return os.Open(c.File) }}
	if c.Map != "" {
		text, err := os.ReadFile(c.Map)
		if err != nil {
			return err
		}
		m, err := campaign.ParseMapping(text)
		if err != nil {
			return fmt.Errorf("%s: %w", c.Map, err)
		}
		options.Mapping = &m
	}
	target, err := c.reportFile()
	if err != nil {
		return err
	}
	return a.with(ctx, c.folder(), func(s *session) error {
		options.Begin = func(ctx context.Context, found campaign.ImportReport) error {
			return s.Operators.Record(ctx, operator.Entry{Operator: operator.Terminal, Action: operator.ImportRun,
				Detail: map[string]any{"sha256": found.FileSHA256, "rows": found.Rows, "skip": c.SkipBadRows}})
		}
		report, err := s.Campaigns.Import(ctx, options)
		err = c.tell(a, report, err)
		if target != nil {
			err = errors.Join(err, report.WriteCSV(target, c.Lang), target.Close())
		}
		return err
	})
}

// reportFile opens the report before anything is imported, so that a place
// that cannot be written is known in time.
func (c *importCommand) reportFile() (*os.File, error) {
	in, err := os.Stat(c.File)
	if err != nil {
		return nil, err
	}
	if !in.Mode().IsRegular() && !in.IsDir() {
		return nil, fmt.Errorf("%s is not a file; it is read twice, so a pipe will not do", c.File)
	}
	if c.Report == "" {
		return nil, nil
	}
	if out, err := os.Stat(c.Report); err == nil && os.SameFile(in, out) {
		return nil, errors.New("--report names the file that is imported; choose another one")
	}
	return os.Create(c.Report)
}

// tell prints what was done, and what is wrong.
func (c *importCommand) tell(a *app, r campaign.ImportReport, err error) error {
	for i, e := range r.Errors {
		if i == shownErrors {
			a.say(fmt.Sprintf("… %d more; --report FILE writes all of them.\n", r.ErrorCount-shownErrors))
			break
		}
		text := e.FR
		if c.Lang == "en" {
			text = e.EN
		}
		a.say(text + "\n")
	}
	if err != nil {
		return err
	}
	a.printf("%d rows, %d right, %d added, %d updated; %d with evidence of consent", r.Rows, r.Valid, r.Added, r.Updated, r.Staged)
	if r.Batch != 0 {
		a.printf(", waiting as batch %d.\nTwo operators release it: accord consent release %d --as EMAIL", r.Batch, r.Batch)
	}
	a.printf("\n")
	return nil
}

// readJSON reads a file that the operator named.
func readJSON(path string, into any) error {
	text, err := os.ReadFile(path) //nolint:gosec // as said
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
