package ui

import (
	"fmt"

	"accord/campaign"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// errorLine is one thing that is wrong, in the visitor's words.
type errorLine struct {
	Row         int // 0 for the whole file
	Field, Says string
}

// errorsShown is how many errors the page shows; the file has more of them.
const errorsShown = 100

func errorLines(w *words.Words, errs []campaign.RowError) []errorLine {
	var lines []errorLine
	for _, e := range errs[:min(len(errs), errorsShown)] {
		lines = append(lines, errorLine{e.Row, e.Field, rowErrorSays(w, e)})
	}
	return lines
}

// importErrors is the report as a file for a spreadsheet.
func (s *Server) importErrors(c *fiber.Ctx) error {
	id, err := importID(c)
	if err != nil {
		return err
	}
	report, err := s.imports.Report(c.UserContext(), id)
	if err != nil {
		return err
	}
	c.Attachment(s.words(c).T("import.errors_file", fmt.Sprint(int64(id))))
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	return report.WriteCSV(c, string(visitorOf(c).lang))
}
