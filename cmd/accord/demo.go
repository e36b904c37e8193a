package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"accord/campaign/report"
	"accord/cmd/accord/demo"
)

// demoCommand plays the sample workspace.
type demoCommand struct {
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
	if !c.Headless {
		a.say("The pages of the demonstration are not built yet; playing without them (--headless).\n")
	}
	summary, err := demo.Run(ctx, demo.Config{Contacts: c.Contacts, Seed: c.Seed, Replay: c.Replay, Data: c.Data, DB: c.DB,
		Language: report.Language(c.Lang), Stderr: a.err, Terminal: isTerminal(a.err)})
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(a.out).Encode(summary)
	}
	return printRanking(a.out, summary)
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
func printRanking(w io.Writer, s report.Summary) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(t, "rang\tvariante\tassignés\tenvoyés\tremis\tcliqué\tconverti\t(intervalle à 95 %)\tP(meilleure)\tperte attendue\t")
	for rank := 1; rank <= len(s.Variants); rank++ {
		for _, v := range s.Variants {
			if v.Rank != rank {
				continue
			}
			m := v.Metrics["converted"]
			_, _ = fmt.Fprintf(t, "%d\t%s\t%d\t%d\t%d\t%d\t%d\t%s\t%.3f\t%.5f\t\n", v.Rank, v.Key, v.Assigned, v.Sent, v.Delivered,
				v.Metrics["clicked"].Sum, m.Sum, interval(m), v.PBest, v.ExpectedLoss)
		}
	}
	if m := s.Holdout.Metrics["converted"]; s.Holdout.Assigned > 0 {
		_, _ = fmt.Fprintf(t, "–\tgroupe témoin\t%d\t–\t–\t–\t%d\t%s\t–\t–\t\n", s.Holdout.Assigned, m.Sum, interval(m))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n%d contacts, %d messages, %d doublons, %d perdus, %d issues inconnues ; %.1f s\n",
		s.Verdict.Text, s.Contacts, s.Planned, s.Duplicates, s.Lost, s.Unknown, s.Seconds)
	return err
}

func interval(m report.Metric) string {
	if m.Rate == nil || m.CI == nil {
		return "–"
	}
	return fmt.Sprintf("%.2f %% (%.2f–%.2f)", 100**m.Rate, 100*m.CI[0], 100*m.CI[1])
}
