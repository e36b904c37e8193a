package campaign

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"accord/internal/db"
)

// Profile is a person as a form or a program describes them; all but the phone
// may be empty.
type Profile struct {
	Phone      string // as people write it
	ExternalID string
	Name       string
	Language   string
	Zone       string
	Tags       []string
	Attributes Attributes // texts, numbers and booleans
}

// Read takes a profile as an import takes a row: the same shapes and limits,
// and the same zone where none is given. Region is whose national numbers are
// understood, "FR". The faults name the field and do not repeat what was given.
func (p Profile) Read(region string) (NewContact, []RowError) {
	phones, ok := newPhoneReader(region)
	if !ok {
		phones, _ = newPhoneReader(defaultRegion)
	}
	in := &intake{phones: phones, language: newMemo(readLanguage), zone: newMemo(readZone)}
	var e entry
	for _, field := range []struct {
		target Target
		text   string
	}{{TargetPhone, p.Phone}, {TargetExternalID, p.ExternalID}, {TargetName, p.Name}, {TargetLanguage, p.Language}, {TargetZone, p.Zone}} {
		in.readCell(&e, ImportColumn{Header: string(field.target), Target: field.target}, 0, field.text)
	}
	in.placeByNumber(&e)
	p.readTags(&e)
	misnamed := p.readAttributes(&e)
	faults := make([]RowError, len(e.faults))
	for i, f := range e.faults {
		f.value = "…"
		faults[i] = f.explain()
	}
	return e.contact, append(faults, misnamed...)
}

func (p Profile) readTags(e *entry) {
	for _, tag := range p.Tags {
		tag = strings.TrimSpace(tag)
		if formula(tag) || controls(tag) || len(tagsOf(tag)) != 1 || longer(tag, maxTag) || len(p.Tags) > maxTags {
			e.refuse(fault{code: FaultTags, field: string(TargetTags),
				want: fmt.Sprintf("at most %d tags of %d characters, without comma, semicolon or bar", maxTags, maxTag),
				fr:   fmt.Sprintf("au plus %d étiquettes de %d caractères, sans virgule, point-virgule ni barre", maxTags, maxTag)})
			return
		}
		e.contact.Tags = append(e.contact.Tags, tag)
	}
}

// readAttributes takes the attributes, and returns those whose names cannot be.
func (p Profile) readAttributes(e *entry) (misnamed []RowError) {
	e.contact.Attributes = Attributes{}
	for _, name := range slices.Sorted(maps.Keys(p.Attributes)) {
		value, field := p.Attributes[name], "attributes."+name
		text, isText := value.(string)
		switch {
		case snake(name) != name || longer(name, maxHeader) || reserved[name]:
			misnamed = append(misnamed, RowError{Field: shown(field), Code: FaultAttribute,
				FR: typeset("Écrivez le nom en minuscules, chiffres et _, tel que last_order ; name et language sont pris."),
				EN: "Write the name in small letters, digits and _, such as last_order; name and language are taken."})
		case isText && formula(text):
			e.refuse(fault{code: FaultFormula, field: field})
		case isText && controls(text):
			e.refuse(fault{code: FaultControl, field: field})
		case isText && longer(text, maxAttribute):
			e.refuse(fault{code: FaultLong, field: field, want: fmt.Sprint(maxAttribute)})
		default:
			e.contact.Attributes[name] = value
		}
	}
	return misnamed
}

// Holders are the contacts that have these external ids; ids that nobody has
// are absent, and so is the empty one.
func (s *Store) Holders(ctx context.Context, r db.Reader, externalIDs []string) (map[string]ContactID, error) {
	set := db.NewSet(db.Text("external_id"))
	for _, id := range externalIDs {
		if id != "" {
			set.Add(id)
		}
	}
	var found []struct {
		ExternalID string    `db:"external_id"`
		ID         ContactID `db:"id"`
	}
	err := r.SelectSet(ctx, &found, set, `SELECT c.external_id, c.id FROM v JOIN contact c ON c.external_id = v.external_id`)
	if err != nil {
		return nil, fmt.Errorf("find external ids: %w", err)
	}
	holders := make(map[string]ContactID, len(found))
	for _, f := range found {
		holders[f.ExternalID] = f.ID
	}
	return holders, nil
}
