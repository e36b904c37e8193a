package campaign

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"accord/consent"
)

// evidencePart is one part of what shows that a person agreed.
type evidencePart string

// The parts.
const (
	partPurpose   evidencePart = "purpose"
	partAt        evidencePart = "at"
	partNotice    evidencePart = "notice"
	partMethod    evidencePart = "method"
	partAct       evidencePart = "act"
	partSource    evidencePart = "source"
	partReference evidencePart = "reference"
	partChannel   evidencePart = "channel"
)

var evidenceParts = []evidencePart{partPurpose, partAt, partNotice, partMethod, partAct, partSource, partReference, partChannel}

const consentTarget = "consent."

func (p evidencePart) target() Target { return Target(consentTarget + p) }

// needed are the parts without which evidence is none, as French names them.
var needed = []struct {
	part evidencePart
	fr   string
}{
	{partPurpose, "finalité"}, {partAt, "date"}, {partNotice, "mention d’information"}, {partMethod, "moyen"}, {partAct, "acte"},
}

// What evidence may say; see [consent.Evidence].
var (
	evidenceMethods = []string{"inbound_msg", "web_form", "qr", "paper", "ivr", "api_partner"}
	evidenceActs    = []string{"box", "keyword", "button", "signature"}
)

// published are the notices that exist, as text, by purpose.
type published map[consent.PurposeID]map[string]consent.NoticeRef

// evidenceReader reads the evidence of a row; it never decides on consent.
type evidenceReader struct {
	fixed   map[evidencePart]string
	columns map[evidencePart]int
	headers map[evidencePart]string
	notices published
	now     time.Time
	zone    *time.Location // of dates that name none
	list    string         // where the evidence comes from when no column says so
}

// claim is the evidence of one row, before its subject is known.
type claim struct {
	purpose consent.PurposeID
	consent.Claimed
}

// read is the claim of a row; a row without evidence has none. A part that is
// the same for the whole file claims nothing by itself.
func (r *evidenceReader) read(cells []string, row int) (c claim, claimed bool, faults []fault) {
	parts := r.parts(cells)
	claimed = slices.ContainsFunc([]evidencePart{partPurpose, partAt, partNotice, partMethod, partAct, partReference},
		func(p evidencePart) bool { return parts[p] != "" && r.fixed[p] == "" })
	if !claimed {
		return c, false, nil
	}
	if f, bad := r.missing(parts); bad {
		return c, true, []fault{f}
	}
	for _, part := range evidenceParts {
		switch text := parts[part]; {
		case formula(text):
			faults = append(faults, r.fault(part, FaultFormula, text, ""))
		case controls(text):
			faults = append(faults, r.fault(part, FaultControl, text, ""))
		case longer(text, maxEvidence):
			faults = append(faults, r.fault(part, FaultLong, text, fmt.Sprint(maxEvidence)))
		}
	}
	if faults == nil {
		c, faults = r.judge(parts)
	}
	if c.Evidence.Reference == "" {
		c.Evidence.Reference, c.Evidence.Row = r.list, row
	}
	return c, true, faults
}

func (r *evidenceReader) parts(cells []string) map[evidencePart]string {
	parts := make(map[evidencePart]string, len(r.fixed)+len(r.columns))
	for part, text := range r.fixed {
		parts[part] = text
	}
	for part, i := range r.columns {
		parts[part] = strings.TrimSpace(cells[i])
	}
	return parts
}

func (r *evidenceReader) missing(parts map[evidencePart]string) (fault, bool) {
	var fr, en []string
	for _, n := range needed {
		if parts[n.part] == "" {
			fr, en = append(fr, n.fr), append(en, string(n.part))
		}
	}
	if en == nil {
		return fault{}, false
	}
	f := r.fault(evidencePart(en[0]), FaultConsentMissing, "", strings.Join(en, ", "))
	f.fr = strings.Join(fr, ", ")
	return f, true
}

// judge checks each part against what is known.
func (r *evidenceReader) judge(parts map[evidencePart]string) (c claim, faults []fault) {
	refuse := func(part evidencePart, code FaultCode, want string) {
		faults = append(faults, r.fault(part, code, parts[part], want))
	}
	if channel := parts[partChannel]; channel != "" && !strings.EqualFold(channel, string(consent.WhatsApp)) {
		refuse(partChannel, FaultConsentChannel, "")
	}
	c.purpose = consent.PurposeID(parts[partPurpose])
	notices, known := r.notices[c.purpose]
	if !known {
		refuse(partPurpose, FaultConsentPurpose, r.purposes())
	} else if c.Notice, known = notices[parts[partNotice]]; !known {
		refuse(partNotice, FaultConsentNotice, "")
	}
	at, ok := readInstant(parts[partAt], r.zone)
	switch {
	case !ok:
		refuse(partAt, FaultConsentDate, "")
	case at.After(r.now):
		refuse(partAt, FaultConsentFuture, "")
	}
	if !slices.Contains(evidenceMethods, parts[partMethod]) {
		refuse(partMethod, FaultConsentMethod, strings.Join(evidenceMethods, ", "))
	}
	if !slices.Contains(evidenceActs, parts[partAct]) {
		refuse(partAct, FaultConsentAct, strings.Join(evidenceActs, ", "))
	}
	c.Occurred = at
	c.Evidence = consent.Evidence{Method: parts[partMethod], Act: parts[partAct],
		Source: cmp.Or(parts[partSource], r.list), Reference: parts[partReference]}
	return c, faults
}

func (r *evidenceReader) purposes() string {
	var ids []string
	for id := range r.notices {
		ids = append(ids, string(id))
	}
	slices.Sort(ids)
	return cmp.Or(strings.Join(ids, ", "), "marketing.offers")
}

// fault names the part's column; where the mapping fixed the part, itself.
func (r *evidenceReader) fault(part evidencePart, code FaultCode, value, want string) fault {
	return fault{code: code, field: cmp.Or(r.headers[part], string(part.target())), value: value, want: want}
}
