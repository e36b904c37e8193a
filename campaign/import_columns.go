package campaign

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Target is what a column of an imported file fills: "phone", "name",
// "attribute", "consent.at", …
type Target string

// The targets, besides the parts of the evidence of consent ("consent.…").
const (
	TargetPhone      Target = "phone"
	TargetName       Target = "name"
	TargetExternalID Target = "external_id"
	TargetLanguage   Target = "language"
	TargetZone       Target = "zone"
	TargetTags       Target = "tags"
	TargetAttribute  Target = "attribute"
	TargetIgnored    Target = "ignored"
	TargetUnnamed    Target = "unnamed" // has no header: its cells must be empty
)

func (t Target) consent() bool { return strings.HasPrefix(string(t), consentTarget) }

// ImportColumn is a column of the file and what became of it.
type ImportColumn struct {
	Header    string        `json:"header"`
	Target    Target        `json:"target"`
	Attribute string        `json:"attribute,omitempty"` // its name, for TargetAttribute
	Type      AttributeType `json:"type,omitempty"`      // of the attribute; what the cells allow where the mapping says nothing
}

// Bounds of a file, in columns.
const (
	maxColumns    = 200
	maxAttributes = 100
)

// planColumns decides what each column of a header is, or says what is wrong
// with the header or the mapping.
func planColumns(header []string, m Mapping) ([]ImportColumn, error) {
	if f, bad := headerFault(header); bad {
		return nil, f.explain()
	}
	p := plan{columns: make([]ImportColumn, len(header)), mapped: map[Target]bool{}}
	for i, h := range header {
		p.columns[i].Header = h
	}
	for _, n := range m.named() {
		if n.Header != "" && !p.assign(n) {
			return nil, p.fault.explain()
		}
	}
	for part := range m.fixed() {
		p.mapped[part.target()] = true
	}
	for i := range p.columns {
		if p.columns[i].Target == "" && !p.recognise(i) {
			return nil, p.fault.explain()
		}
	}
	if !p.whole() {
		return nil, p.fault.explain()
	}
	if m.Consent != nil && !p.has(partAt.target()) {
		return nil, fault{code: FaultConsentUndated, want: p.names()}.explain()
	}
	return p.columns, nil
}

func headerFault(header []string) (fault, bool) {
	if len(header) > maxColumns {
		return fault{code: FaultManyColumns, row: 1, value: strconv.Itoa(len(header)), want: strconv.Itoa(maxColumns)}, true
	}
	for i, h := range header {
		if utf8.RuneCountInString(h) > maxHeader {
			return fault{code: FaultHeaderLong, row: 1, field: h, want: strconv.Itoa(maxHeader)}, true
		}
		if h != "" && slices.Contains(header[:i], h) {
			return fault{code: FaultHeaderTwice, row: 1, field: h}, true
		}
	}
	return fault{}, false
}

// plan is the columns while they are being decided.
type plan struct {
	columns []ImportColumn
	mapped  map[Target]bool // what the mapping decided
	fault   fault
}

// assign does what the mapping says of one column.
func (p *plan) assign(n ImportColumn) bool {
	i := p.find(n.Header)
	switch {
	case i < 0:
		p.fault = fault{code: FaultColumnMissing, field: n.Header, want: p.names()}
		return false
	case p.columns[i].Target != "":
		p.fault = fault{code: FaultColumnTwice, field: n.Header, want: string(p.columns[i].Target) + ", " + string(n.Target)}
		return false
	}
	n.Header = p.columns[i].Header
	p.columns[i] = n
	p.mapped[n.Target] = true
	return true
}

// find is the column with this header, if need be without case and accents.
func (p *plan) find(header string) int {
	header = strings.TrimSpace(header)
	if i := slices.IndexFunc(p.columns, func(c ImportColumn) bool { return c.Header == header }); i >= 0 {
		return i
	}
	return slices.IndexFunc(p.columns, func(c ImportColumn) bool { return c.Header != "" && snake(c.Header) == snake(header) })
}

// recognise decides a column that the mapping does not name.
func (p *plan) recognise(i int) bool {
	c := &p.columns[i]
	target, known := recognised[snake(c.Header)]
	switch {
	case c.Header == "":
		c.Target = TargetUnnamed
		return true
	case known && target.consent() && p.mapped[target]:
		p.fault = fault{code: FaultConsentMapped, row: 1, field: c.Header, want: string(target)}
		return false
	case !known || p.mapped[target]: // a second phone number, say, stays as an attribute
		c.Target, c.Attribute = TargetAttribute, attributeName(c.Header)
		return true
	}
	if other := slices.IndexFunc(p.columns[:i], func(o ImportColumn) bool { return o.Target == target }); other >= 0 {
		p.fault = fault{code: FaultAmbiguous, row: 1, field: p.columns[other].Header, value: c.Header, want: string(target)}
		return false
	}
	c.Target = target
	return true
}

// whole checks what only all columns together show.
func (p *plan) whole() bool {
	seen := map[string]bool{}
	for _, c := range p.columns {
		if c.Target != TargetAttribute {
			continue
		}
		if seen[c.Attribute] || reserved[c.Attribute] {
			p.fault = fault{code: FaultAttribute, row: 1, field: c.Header, value: c.Attribute}
			return false
		}
		seen[c.Attribute] = true
	}
	switch {
	case len(seen) > maxAttributes:
		p.fault = fault{code: FaultManyAttributes, row: 1, value: strconv.Itoa(len(seen)), want: strconv.Itoa(maxAttributes)}
	case !p.has(TargetPhone):
		p.fault = fault{code: FaultPhoneColumn, row: 1, want: p.names()}
	}
	return p.fault.code == ""
}

func (p *plan) has(t Target) bool {
	return slices.ContainsFunc(p.columns, func(c ImportColumn) bool { return c.Target == t })
}

// namesShown is how many headers a message lists.
const namesShown = 30

// names lists the headers, for a message.
func (p *plan) names() string {
	list := make([]string, 0, namesShown+1)
	for _, c := range p.columns[:min(len(p.columns), namesShown)] {
		list = append(list, shown(cmp.Or(c.Header, "?")))
	}
	if len(p.columns) > namesShown {
		list = append(list, "…")
	}
	return strings.Join(list, ", ")
}
