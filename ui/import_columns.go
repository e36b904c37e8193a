package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"accord/campaign"
	"accord/consent"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// columnsView is the page on which it is said what the columns of a file are.
type columnsView struct {
	frame
	Job      campaign.ImportJob
	Columns  []columnChoice
	Groups   []targetGroup
	Types    []campaign.AttributeType
	Evidence evidenceForm
	Region   string
	Regions  []regionChoice
	Purposes []consent.Purpose
	Notices  []consent.Notice
	Methods  []string
	Acts     []string
	Refused  string // why the file cannot be read at all
	Flaws    flaws
}

// WithEvidence says that something is known of a consent, so that its fields
// are shown at once.
func (v columnsView) WithEvidence() bool {
	return v.Evidence != evidenceForm{} || slices.ContainsFunc(v.Columns, func(c columnChoice) bool { return slices.Contains(evidenceTargets, c.Target) })
}

// targetGroup is targets under one heading of a menu.
type targetGroup struct {
	Key     string
	Targets []campaign.Target
}

var targetGroups = []targetGroup{
	{"contact", []campaign.Target{campaign.TargetPhone, campaign.TargetName, campaign.TargetExternalID, campaign.TargetLanguage, campaign.TargetZone, campaign.TargetTags}},
	{"other", []campaign.Target{campaign.TargetAttribute, campaign.TargetIgnored}},
	{"evidence", evidenceTargets},
}

// regionChoice is a country whose national numbers can be read.
type regionChoice struct{ Code, Name string }

func (s *Server) columnsPage(c *fiber.Ctx) error {
	v, err := s.columnsView(c)
	if errors.Is(err, errColumnsKnown) {
		return c.Redirect(importPath(v.Job.ID), fiber.StatusSeeOther)
	}
	if err != nil {
		return err
	}
	return s.show(c, "import_columns", v)
}

// errColumnsKnown says that the columns are no question any more; who comes back
// to it sees what became of the file.
var errColumnsKnown = fmt.Errorf("%w: the columns are settled", campaign.ErrNotFound)

// columnsView shows the columns as they are recognised, or were chosen before.
// A file that is being read, or is gone, has no such page.
func (s *Server) columnsView(c *fiber.Ctx) (v columnsView, err error) {
	ctx, w := c.UserContext(), s.words(c)
	v = columnsView{frame: s.frame(c, "imports", w.T("import.columns")), Groups: targetGroups, Methods: campaign.EvidenceMethods(), Acts: campaign.EvidenceActs(),
		Types: []campaign.AttributeType{campaign.AttributeText, campaign.AttributeNumber, campaign.AttributeBoolean}, Regions: regionChoices(w)}
	if v.Job, err = s.importOf(c); err != nil {
		return v, err
	}
	if v.Job.Phase.Working() || v.Job.Phase == campaign.ImportDone || v.Job.Phase == campaign.ImportDropped {
		return v, errColumnsKnown
	}
	v.Address, v.Region = importPath(v.Job.ID)+"/columns", v.Job.Region
	if v.Purposes, err = s.Office.Consent.Purposes(ctx, s.Office.DB); err != nil {
		return v, err
	}
	if v.Notices, err = s.Office.Consent.Notices(ctx, s.Office.DB); err != nil {
		return v, err
	}
	columns, err := s.imports.Preview(ctx, v.Job.ID)
	var refused campaign.RowError
	if errors.As(err, &refused) {
		v.Refused = rowErrorSays(w, refused)
		return v, nil
	}
	v.Columns, v.Evidence = choicesOf(columns), evidenceOf(v.Job.Mapping)
	return v, err
}

// chooseColumns keeps what the columns are and begins the dry run.
func (s *Server) chooseColumns(c *fiber.Ctx) error {
	v, err := s.columnsView(c)
	if err != nil {
		return err
	}
	w := s.words(c)
	readChoices(c, v.Columns)
	v.Region, v.Evidence = c.FormValue("region"), readEvidence(c)
	mapping, found := mappingOf(w, v.Columns, v.Evidence)
	if found == nil {
		found, err = s.prepare(c, v.Job.ID, mapping, v.Region)
	}
	if err == nil && found == nil {
		found, err = s.beginImport(c, v.Job, campaign.ImportStart{DryRun: true})
	}
	if err != nil {
		return err
	}
	if found != nil {
		v.Flaws = found
		return s.unprocessable(c, "import_columns", v)
	}
	return c.Redirect(importPath(v.Job.ID), fiber.StatusSeeOther)
}

// prepare keeps a mapping, or says why the file does not fit it.
func (s *Server) prepare(c *fiber.Ctx, id campaign.ImportJobID, m campaign.Mapping, region string) (found flaws, err error) {
	err = s.imports.Prepare(c.UserContext(), id, m, region)
	var refused campaign.RowError
	switch {
	case errors.As(err, &refused):
		found.add("", rowErrorSays(s.words(c), refused))
	case errors.Is(err, campaign.ErrInvalid):
		found.add("", s.words(c).T("error.invalid"))
	case errors.Is(err, campaign.ErrState):
		found.add("", s.words(c).T("error.state"))
	default:
		return nil, err
	}
	return found, nil
}

// regionChoices are the countries in the order of their names.
func regionChoices(w *words.Words) []regionChoice {
	var list []regionChoice
	for _, code := range campaign.Regions() {
		list = append(list, regionChoice{code, w.Country(code)})
	}
	slices.SortFunc(list, func(a, b regionChoice) int { return strings.Compare(campaign.Fold(a.Name), campaign.Fold(b.Name)) })
	return list
}

func columnField(prefix string, index int) string { return fmt.Sprint(prefix, ".", index) }
