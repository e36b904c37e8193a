package campaign

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"accord/consent"
)

// ImportReport is what an import found and did. A dry run, and a file that is
// refused for its rows, report what they would have done.
type ImportReport struct {
	Name         string          `json:"name"`
	FileSHA256   string          `json:"file_sha256,omitempty"`
	Bytes        int64           `json:"bytes"`
	DryRun       bool            `json:"dry_run"`
	Written      bool            `json:"written"`    // the database was changed
	Rows         int             `json:"rows"`       // with at least one cell filled, without the header
	Valid        int             `json:"valid"`      // rows without an error
	Added        int             `json:"added"`      // contacts that were not known
	Updated      int             `json:"updated"`    // contacts that were
	Duplicates   int             `json:"duplicates"` // rows whose number stands in an earlier row
	Staged       int             `json:"staged"`     // rows with evidence of consent
	Batch        consent.BatchID `json:"batch"`      // in quarantine; 0 when there is none
	StagedBefore bool            `json:"staged_before,omitempty"`
	Columns      []ImportColumn  `json:"columns"`
	Errors       []RowError      `json:"errors"`      // the first thousand, by row
	ErrorCount   int             `json:"error_count"` // all of them
}

// summary is the counts of a report in words.
var summary = []struct {
	code, fr, en string
	count        func(ImportReport) int
}{
	{"rows", "Lignes lues", "Rows read", func(r ImportReport) int { return r.Rows }},
	{"valid", "Lignes valables", "Valid rows", func(r ImportReport) int { return r.Valid }},
	{"added", "Contacts ajoutés", "Contacts added", func(r ImportReport) int { return r.Added }},
	{"updated", "Contacts mis à jour", "Contacts updated", func(r ImportReport) int { return r.Updated }},
	{"duplicates", "Numéros en double", "Duplicate numbers", func(r ImportReport) int { return r.Duplicates }},
	{"staged", "Preuves de consentement en quarantaine", "Evidence of consent in quarantine", func(r ImportReport) int { return r.Staged }},
	{"batch", "Lot en quarantaine", "Batch in quarantine", func(r ImportReport) int { return int(r.Batch) }},
	{"errors", "Erreurs, dont les mille premières suivent", "Errors, of which the first thousand follow", func(r ImportReport) int { return r.ErrorCount }},
}

// WriteCSV writes the report for a spreadsheet, in French ("fr", with the
// semicolon that a French spreadsheet expects) or in English: row, column,
// code and message; first the counts and the columns, then the errors. No cell
// can run as a formula.
func (r ImportReport) WriteCSV(w io.Writer, lang string) error {
	french := strings.HasPrefix(lang, "fr")
	out := csv.NewWriter(w)
	if french {
		out.Comma = ';'
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // without it spreadsheets take UTF-8 for Latin-1
		return fmt.Errorf("write import report: %w", err)
	}
	for _, line := range r.lines(french) {
		for i := range line {
			line[i] = harmless(line[i])
		}
		if err := out.Write(line); err != nil {
			return fmt.Errorf("write import report: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write import report: %w", err)
	}
	return nil
}

func (r ImportReport) lines(french bool) [][]string {
	lines := [][]string{{"row", "column", "code", "message"}}
	if french {
		lines[0] = []string{"ligne", "colonne", "code", "message"}
	}
	for _, s := range summary {
		text := fmt.Sprintf("%s: %d", s.en, s.count(r))
		if french {
			text = typeset(fmt.Sprintf("%s : %d", s.fr, s.count(r)))
		}
		lines = append(lines, []string{"", "", s.code, text})
	}
	for _, c := range r.Columns {
		lines = append(lines, []string{"", shown(c.Header), "column", c.use()})
	}
	for _, e := range r.Errors {
		row, text := "", e.EN
		if e.Row > 0 {
			row = strconv.Itoa(e.Row)
		}
		if french {
			text = e.FR
		}
		lines = append(lines, []string{row, e.Field, string(e.Code), text})
	}
	return lines
}

// use says what a column fills: "phone", "attribute city (text)".
func (c ImportColumn) use() string {
	if c.Target != TargetAttribute {
		return string(c.Target)
	}
	return fmt.Sprintf("%s %s (%s)", c.Target, c.Attribute, c.Type)
}

// harmless keeps a spreadsheet from running a cell. Source: OWASP, CSV Injection.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\x00", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
