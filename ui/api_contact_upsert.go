package ui

import (
	"context"
	"fmt"

	"accord/campaign"
	"accord/consent"
	"accord/internal/db"
	"accord/internal/operator"

	"github.com/danielgtaylor/huma/v2"
)

// upsertLimit has room for five hundred people with attributes.
const upsertLimit = 1 << 20

// apiUpsert is people to add or to update.
type apiUpsert struct {
	Contacts []apiGiven `json:"contacts" minItems:"1" maxItems:"500"`
}

// apiGiven is what is known of a person. What is absent stays as it is; tags
// and attributes are united with those there are.
type apiGiven struct {
	Phone      string        `json:"phone" minLength:"1" maxLength:"40" example:"+33612345678" doc:"By which the person is known; without a country it is read as one of the organisation's"`
	ExternalID string        `json:"external_id,omitzero" maxLength:"200" example:"c-42" doc:"Your own id; nobody else may have it"`
	Name       string        `json:"name,omitzero" maxLength:"200" example:"Camille Moreau"`
	Language   string        `json:"language,omitzero" maxLength:"35" example:"fr" doc:"Such as fr or en_US; it chooses the language of templates"`
	Zone       string        `json:"zone,omitzero" maxLength:"64" example:"Europe/Paris" doc:"IANA time zone; by default that of the number's country"`
	Tags       []string      `json:"tags,omitzero" maxItems:"50" maxLength:"100" example:"client"`
	Attributes apiAttributes `json:"attributes,omitzero" doc:"Texts, numbers and booleans by name; a date is a text such as 2026-11-22"`
}

// apiAttributes are attributes as programs give them.
type apiAttributes map[string]any

// Schema implements huma.SchemaProvider.
func (apiAttributes) Schema(huma.Registry) *huma.Schema {
	most, long := 100, 2000
	return &huma.Schema{Type: huma.TypeObject, MaxProperties: &most, Examples: []any{map[string]any{"first_name": "Camille", "last_order": 49.9, "card": true}},
		AdditionalProperties: &huma.Schema{AnyOf: []*huma.Schema{
			{Type: huma.TypeString, MaxLength: &long}, {Type: huma.TypeNumber}, {Type: huma.TypeBoolean}}}}
}

// apiUpserted says who they are, in the order in which they were given.
type apiUpserted struct {
	IDs []idText `json:"ids" doc:"In the order of the contacts"`
}

func (s *Server) apiUpsert(ctx context.Context, in *apiBody[apiUpsert]) (*apiBody[apiUpserted], error) {
	region, err := s.region(ctx)
	if err != nil {
		return nil, err
	}
	people, err := readPeople(in.Body.Contacts, region)
	if err != nil {
		return nil, err
	}
	var ids []campaign.ContactID
	err = s.Office.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if err := s.checkExternal(ctx, tx, people); err != nil {
			return err
		}
		if ids, err = s.Office.Campaigns.UpsertTx(ctx, tx, people); err != nil {
			return err
		}
		entry := operator.Entry{Operator: callOf(ctx).by(), Action: operator.ContactSaved, Detail: map[string]any{"people": len(ids)}}
		if len(ids) == 1 {
			entry.Subject = contactSubject(ids[0])
		}
		return s.Office.Operators.RecordTx(ctx, tx, entry)
	})
	return answered(apiUpserted{eachOf(ids, textOf[campaign.ContactID])}), err
}

// flawsMost is how many flaws one answer names.
const flawsMost = 50

// readPeople reads everybody before anything is written: of a list with a
// flaw nobody is taken.
func readPeople(given []apiGiven, region string) ([]campaign.NewContact, error) {
	people := make([]campaign.NewContact, len(given))
	var found []flaw
	external := map[string]int{}
	for i, g := range given {
		contact, faults := campaign.Profile{Phone: g.Phone, ExternalID: g.ExternalID, Name: g.Name, Language: g.Language, Zone: g.Zone,
			Tags: g.Tags, Attributes: campaign.Attributes(g.Attributes)}.Read(region)
		people[i] = contact
		for _, f := range faults {
			found = append(found, flaw{fmt.Sprintf("contacts[%d].%s", i, f.Field), f.EN})
		}
		if before, taken := external[g.ExternalID]; taken && g.ExternalID != "" && people[before].Address != contact.Address {
			found = append(found, flaw{fmt.Sprintf("contacts[%d].external_id", i), fmt.Sprintf("contacts[%d] has it, with another number; correct one of them.", before)})
		}
		external[g.ExternalID] = i
	}
	if len(found) > 0 {
		return nil, flawed("Some contacts cannot be accepted, so none was.", found[:min(len(found), flawsMost)])
	}
	return people, nil
}

// checkExternal refuses external ids that somebody with another number has.
func (s *Server) checkExternal(ctx context.Context, tx *db.Tx, people []campaign.NewContact) error {
	owners, err := s.Office.Consent.FindAll(ctx, tx, eachOf(people, func(p campaign.NewContact) consent.Address { return p.Address }))
	if err != nil {
		return err
	}
	holders, err := s.Office.Campaigns.Holders(ctx, tx, eachOf(people, func(p campaign.NewContact) string { return p.ExternalID }))
	if err != nil {
		return err
	}
	var found []flaw
	for i, p := range people {
		if holder, held := holders[p.ExternalID]; held && holder != owners[p.Address] {
			found = append(found, flaw{fmt.Sprintf("contacts[%d].external_id", i), "A person with another number has it; correct the id or the number."})
		}
	}
	if len(found) > 0 {
		return flawed("Some contacts cannot be accepted, so none was.", found[:min(len(found), flawsMost)])
	}
	return nil
}
