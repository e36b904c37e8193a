package campaign

import (
	"fmt"
	"strings"
	"time"

	"accord/consent"
)

// intake turns rows into contacts. It is the same for the pass that checks and
// the pass that writes, so that both see the same row the same way.
type intake struct {
	columns  []ImportColumn
	phones   phoneReader
	language memo
	zone     memo
	evidence evidenceReader
}

// terms is what the reading of a file depends on besides its bytes.
type terms struct {
	mapping Mapping
	region  string // of numbers without a country, "FR"
	notices published
	now     time.Time
	zone    *time.Location // of dates without one
	list    string         // where the file comes from
}

func newIntake(header []string, t terms) (*intake, error) {
	columns, err := planColumns(header, t.mapping)
	if err != nil {
		return nil, err
	}
	phones, ok := newPhoneReader(t.region)
	if !ok {
		return nil, fmt.Errorf("%w region %q: want a country such as FR", ErrInvalid, shown(t.region))
	}
	in := &intake{columns: columns, phones: phones, language: newMemo(readLanguage), zone: newMemo(readZone)}
	in.evidence = evidenceReader{fixed: t.mapping.fixed(), columns: map[evidencePart]int{}, headers: map[evidencePart]string{},
		notices: t.notices, now: t.now, zone: t.zone, list: t.list}
	for i, c := range columns {
		if part, ok := strings.CutPrefix(string(c.Target), consentTarget); ok {
			in.evidence.columns[evidencePart(part)] = i
			in.evidence.headers[evidencePart(part)] = c.Header
		}
	}
	return in, nil
}

// entry is what one row says.
type entry struct {
	row     int
	phone   phone
	contact NewContact
	claim   claim
	claimed bool // the row has evidence of consent
	faults  []fault
}

func (e *entry) refuse(f fault) {
	f.row = e.row
	e.faults = append(e.faults, f)
}

// read is a row without its attributes, whose types only the whole file shows.
func (in *intake) read(cells []string, row int) entry {
	e := entry{row: row}
	for i, c := range in.columns {
		in.readCell(&e, c, i, cells[i])
	}
	in.placeByNumber(&e)
	c, claimed, faults := in.evidence.read(cells, row)
	e.claim, e.claimed = c, claimed
	for _, f := range faults {
		e.refuse(f)
	}
	return e
}

// placeByNumber takes the zone of the number's country where none is given and
// the country has one only.
func (in *intake) placeByNumber(e *entry) {
	if e.contact.Zone != "" || e.phone.text == "" {
		return
	}
	if zone, one := zoneOfCountry()[e.phone.country]; one {
		e.contact.Zone, e.contact.ZoneSource = zone, ZoneNumber
	}
}

func (in *intake) readCell(e *entry, c ImportColumn, i int, raw string) {
	cell := strings.TrimSpace(raw)
	switch {
	case c.Target == TargetPhone:
		in.readPhone(e, c, cell)
		return
	case cell == "", c.Target == TargetIgnored, c.Target.consent():
		return
	case c.Target == TargetUnnamed:
		e.refuse(fault{code: FaultUnnamed, field: fmt.Sprint(i + 1), value: cell})
		return
	case formula(raw):
		e.refuse(fault{code: FaultFormula, field: c.Header, value: raw})
		return
	case controls(cell):
		e.refuse(fault{code: FaultControl, field: c.Header, value: cell})
		return
	case longer(cell, longest(c.Target)):
		e.refuse(fault{code: FaultLong, field: c.Header, value: cell, want: fmt.Sprint(longest(c.Target))})
		return
	}
	in.readField(e, c, cell)
}

// longest is how many characters a cell may have.
func longest(t Target) int {
	switch t {
	case TargetName:
		return maxName
	case TargetExternalID:
		return maxExternalID
	}
	return maxAttribute
}

func (in *intake) readPhone(e *entry, c ImportColumn, cell string) {
	if cell == "" {
		e.refuse(fault{code: FaultPhoneEmpty, field: c.Header, want: in.phones.example})
		return
	}
	n, code := in.phones.read(cell)
	if code == FaultPhoneSigns && formula(cell) {
		code = FaultFormula
	}
	if code != "" {
		e.refuse(fault{code: code, field: c.Header, value: cell, want: in.phones.example})
		return
	}
	e.phone = n
	e.contact.Country = n.country
	e.contact.Address = consent.Address{Kind: consent.Phone, Value: n.text}
}

// readField is a cell that may stand as it is.
func (in *intake) readField(e *entry, c ImportColumn, cell string) {
	var known bool
	switch c.Target {
	case TargetName:
		e.contact.Name = cell
	case TargetExternalID:
		e.contact.ExternalID = cell
	case TargetLanguage:
		if e.contact.Language, known = in.language.get(cell); !known {
			e.refuse(fault{code: FaultLanguage, field: c.Header, value: cell})
		}
	case TargetZone:
		if e.contact.Zone, known = in.zone.get(cell); !known {
			e.refuse(fault{code: FaultZone, field: c.Header, value: cell})
		}
		e.contact.ZoneSource = ZoneProfile
	case TargetTags:
		in.readTags(e, c, cell)
	case TargetAttribute:
		if _, ok := c.Type.value(cell); !ok {
			e.refuse(fault{code: mistyped[c.Type], field: c.Header, value: cell})
		}
	}
}

var mistyped = map[AttributeType]FaultCode{AttributeNumber: FaultNumber, AttributeBoolean: FaultBoolean}

func (in *intake) readTags(e *entry, c ImportColumn, cell string) {
	e.contact.Tags = tagsOf(cell)
	for _, tag := range e.contact.Tags {
		if longer(tag, maxTag) || len(e.contact.Tags) > maxTags {
			e.refuse(fault{code: FaultTags, field: c.Header, value: tag,
				want: fmt.Sprintf("at most %d tags of %d characters", maxTags, maxTag),
				fr:   fmt.Sprintf("au plus %d étiquettes de %d caractères", maxTags, maxTag)})
			return
		}
	}
}

// attributes are the typed attributes of a row whose columns all have types.
func (in *intake) attributes(cells []string) Attributes {
	attributes := Attributes{}
	for i, c := range in.columns {
		cell := strings.TrimSpace(cells[i])
		if c.Target != TargetAttribute || cell == "" {
			continue
		}
		if value, ok := c.Type.value(cell); ok {
			attributes[c.Attribute] = value
		}
	}
	return attributes
}
