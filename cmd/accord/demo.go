package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"accord/campaign/report"
	"accord/cmd/accord/demo"
	"accord/ui/words"
)

// demoCommand plays the sample workspace.
type demoCommand struct {
	Listen   string `default:"127.0.0.1:8080" noenv:"" help:"Address of the pages."`
	Headless bool   `help:"Play without pages, as fast as the work allows, and print the ranking."`
	JSON     bool   `name:"json" help:"Print one JSON object instead of a table."`
	Contacts int    `default:"20000" help:"People of the sample shop, 100 to 1000000."`
	Seed     uint64 `default:"1" help:"Seed of people, ids and reactions."`
	Replay   string `type:"path" help:"Play the Hillstrom experiment from its CSV file instead."`
	Data     string `type:"path" noenv:"" help:"Keep the workspace in this folder (default: a temporary one)."`
	DB       string `name:"db" noenv:"" help:"Database URL: postgres://… (default: SQLite in the data folder)."`
	Lang     string `default:"fr" enum:"fr,en" help:"Language of the verdict: fr or en."`
}

func (c *demoCommand) run(ctx context.Context, a *app) error {
	if c.Contacts < 100 || c.Contacts > 1_000_000 {
		return fmt.Errorf("--contacts %d: use 100 to 1000000", c.Contacts)
	}
	if c.Data != "" {
		lock, err := lockFolder(c.Data)
		if err != nil {
			return err
		}
		defer func() { _ = lock.release() }() // the process ends
	}
	config := demo.Config{Contacts: c.Contacts, Seed: c.Seed, Replay: c.Replay, Data: c.Data, DB: c.DB,
		Language: report.Language(c.Lang), Stderr: a.err, Terminal: isTerminal(a.err)}
	if !c.Headless && !c.JSON && c.Replay == "" {
		return demo.Show(ctx, demo.Live{Config: config, Listen: c.Listen, Announce: func(url string) {
			a.printf("\n%s\n", words.In(words.Lang(c.Lang)).T("sample.announce", url))
		}})
	}
	summary, err := demo.Run(ctx, config)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(a.out).Encode(summary)
	}
	return printRanking(a.out, words.In(words.Lang(c.Lang)), summary)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// printRanking writes the result as a person reads it, best variant first.
func printRanking(out io.Writer, w *words.Words, s report.Summary) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(cells ...string) { _, _ = fmt.Fprintln(t, strings.Join(cells, "\t")+"\t") } // Flush reports what failed
	line(w.T("results.rank"), w.T("results.variant"), w.T("results.assigned"), w.T("result_step.sent"), w.T("result_step.delivered"),
		w.T("result_step.clicked"), w.T("result_step.converted"), w.T("results.interval"), w.T("results.p_best"), w.T("results.loss"))
	for rank := 1; rank <= len(s.Variants); rank++ {
		for _, v := range s.Variants {
			if v.Rank != rank {
				continue
			}
			m := v.Metrics["converted"]
			line(w.Int(int64(v.Rank)), v.Key, w.Int(v.Assigned), w.Int(v.Sent), w.Int(v.Delivered),
				w.Int(v.Metrics["clicked"].Sum), w.Int(m.Sum), interval(w, m), w.Percent(v.PBest, 1), w.Small(100*v.ExpectedLoss, 3))
		}
	}
	if m := s.Holdout.Metrics["converted"]; s.Holdout.Assigned > 0 {
		line("–", w.T("results.holdout"), w.Int(s.Holdout.Assigned), "–", "–", "–", w.Int(m.Sum), interval(w, m), "–", "–")
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\n%s\n%s\n", s.Verdict.Text, w.T("results.judged", w.N("results.people", s.Contacts), w.N("results.messages", s.Planned),
		w.N("results.duplicates", s.Duplicates), w.N("results.lost", s.Lost), w.N("results.unknown", s.Unknown), w.Decimal(s.Seconds, 1)))
	return err
}

func interval(w *words.Words, m report.Metric) string {
	if m.Rate == nil || m.CI == nil {
		return "–"
	}
	return fmt.Sprintf("%s (%s – %s)", w.Percent(*m.Rate, 2), w.Percent(m.CI[0], 2), w.Percent(m.CI[1], 2))
}
