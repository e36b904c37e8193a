package ui

import (
	"slices"
	"strings"
	"unicode/utf8"

	"accord/campaign"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// columnChoice is a column and what it is said to be.
type columnChoice struct {
	campaign.PreviewColumn
	Index int
}

// Field names one of the column's fields: "c.0" its use, "n.0" the attribute,
// "k.0" the attribute's type.
func (c columnChoice) Field(prefix string) string { return columnField(prefix, c.Index) }

// Unnamed says that the column has no header, so that nothing can be said of
// it: its cells must be empty.
func (c columnChoice) Unnamed() bool { return c.Header == "" }

// Filled are the first cells that hold something.
func (c columnChoice) Filled() []string {
	return slices.DeleteFunc(slices.Clone(c.Cells), func(cell string) bool { return cell == "" })
}

func choicesOf(columns []campaign.PreviewColumn) []columnChoice {
	list := make([]columnChoice, len(columns))
	for i, column := range columns {
		if column.Attribute == "" {
			column.Attribute = column.Name
		}
		list[i] = columnChoice{column, i}
	}
	return list
}

// readChoices puts what was chosen in place of what was recognised.
func readChoices(c *fiber.Ctx, columns []columnChoice) {
	for i := range columns {
		columns[i].Target = campaign.Target(c.FormValue(columnField("c", i)))
		columns[i].Attribute = strings.TrimSpace(c.FormValue(columnField("n", i)))
		columns[i].Type = campaign.AttributeType(c.FormValue(columnField("k", i)))
	}
}

// The parts of the evidence that a column can give.
var evidenceTargets = []campaign.Target{"consent.at", "consent.purpose", "consent.notice", "consent.method", "consent.act",
	"consent.source", "consent.reference", "consent.channel"}

// evidenceForm is what the evidence of every row says alike.
type evidenceForm struct{ Purpose, Notice, Method, Act, Source string }

func readEvidence(c *fiber.Ctx) evidenceForm {
	return evidenceForm{c.FormValue("e.purpose"), c.FormValue("e.notice"), c.FormValue("e.method"), c.FormValue("e.act"), strings.TrimSpace(c.FormValue("e.source"))}
}

func evidenceOf(m *campaign.Mapping) evidenceForm {
	if m == nil || m.Consent == nil {
		return evidenceForm{}
	}
	return evidenceForm{m.Consent.Purpose, m.Consent.Notice, m.Consent.Method, m.Consent.Act, m.Consent.Source}
}

// slot is where a mapping names the column of a target; nil for a target that
// several columns may have, or none.
func slot(m *campaign.Mapping, t campaign.Target) *string {
	e := m.Consent
	return map[campaign.Target]*string{
		campaign.TargetPhone: &m.Phone, campaign.TargetName: &m.Name, campaign.TargetExternalID: &m.ExternalID,
		campaign.TargetLanguage: &m.Language, campaign.TargetZone: &m.Zone, campaign.TargetTags: &m.Tags,
		"consent.at": &e.At, "consent.purpose": &e.PurposeColumn, "consent.notice": &e.NoticeColumn, "consent.method": &e.MethodColumn,
		"consent.act": &e.ActColumn, "consent.source": &e.SourceColumn, "consent.reference": &e.ReferenceColumn, "consent.channel": &e.ChannelColumn,
	}[t]
}

// attributeRunes is the longest name of an attribute, in characters.
const attributeRunes = 100

// mappingOf is what was chosen as a mapping that names every column, or what
// is wrong with the choice.
func mappingOf(w *words.Words, columns []columnChoice, e evidenceForm) (m campaign.Mapping, found flaws) {
	m.Consent = &campaign.ConsentMapping{Purpose: e.Purpose, Notice: e.Notice, Method: e.Method, Act: e.Act, Source: e.Source}
	m.Attributes = map[string]campaign.AttributeMapping{}
	for _, c := range columns {
		switch to := slot(&m, c.Target); {
		case c.Unnamed():
		case to != nil && *to != "":
			found.add(c.Field("c"), w.T("import.twice", c.Header, w.Label("import_target", string(c.Target)), *to))
		case to != nil:
			*to = c.Header
		case c.Target == campaign.TargetIgnored:
			m.Ignore = append(m.Ignore, c.Header)
		case c.Target == campaign.TargetAttribute:
			found = append(found, addAttribute(w, m.Attributes, c)...)
		default:
			found.add(c.Field("c"), w.T("error.choose"))
		}
	}
	found = append(found, doubleEvidence(w, *m.Consent)...)
	if *m.Consent == (campaign.ConsentMapping{}) {
		m.Consent = nil
	}
	if m.Phone == "" {
		found.add("columns", w.T("import.no_phone"))
	}
	return m, found
}

func addAttribute(w *words.Words, attributes map[string]campaign.AttributeMapping, c columnChoice) (found flaws) {
	name := campaign.AttributeName(c.Attribute)
	other, taken := attributes[name]
	switch {
	case name == "":
		found.add(c.Field("n"), w.T("import.attribute_missing", c.Header))
	case utf8.RuneCountInString(name) > attributeRunes:
		found.add(c.Field("n"), w.T("fault.too_long", w.T("import.attribute")))
	case taken:
		found.add(c.Field("n"), w.T("import.attribute_twice", name, other.Column, c.Header))
	default:
		attributes[name] = campaign.AttributeMapping{Column: c.Header, Type: c.Type}
	}
	return found
}

// doubleEvidence finds parts that are given for the whole file and by a column
// as well.
func doubleEvidence(w *words.Words, c campaign.ConsentMapping) (found flaws) {
	for _, part := range []struct{ name, fixed, column string }{
		{"purpose", c.Purpose, c.PurposeColumn}, {"notice", c.Notice, c.NoticeColumn}, {"method", c.Method, c.MethodColumn},
		{"act", c.Act, c.ActColumn}, {"source", c.Source, c.SourceColumn},
	} {
		if part.fixed != "" && part.column != "" {
			found.add("e."+part.name, w.T("import.evidence_twice", part.column))
		}
	}
	return found
}
