package ui

import (
	"context"
	"errors"
	"fmt"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/internal/db"
	"accord/internal/operator"
)

// apiContact is a person. The number is never whole here.
type apiContact struct {
	ID         idText         `json:"id"`
	Number     string         `json:"number,omitzero" example:"+33 6 •• •• •• 78" doc:"Masked; the whole one is given by reveal-contact alone"`
	ExternalID string         `json:"external_id,omitzero" example:"c-42" doc:"Your own id of the person"`
	Name       string         `json:"name,omitzero" example:"Camille Moreau"`
	Language   string         `json:"language,omitzero" example:"fr" doc:"Such as fr or en_US"`
	Country    string         `json:"country,omitzero" example:"FR" doc:"ISO 3166"`
	Zone       string         `json:"zone" example:"Europe/Paris" doc:"IANA time zone by which the hours of sending go"`
	ZoneSource string         `json:"zone_source" enum:"profile,number,organisation" doc:"Why this zone: given, the country of the number has one, or the organisation's"`
	Tags       []string       `json:"tags" example:"client,vip"`
	Attributes map[string]any `json:"attributes" example:"{\"first_name\":\"Camille\",\"last_order\":49.9}" doc:"Texts, numbers and booleans by name"`
	CreatedAt  time.Time      `json:"created_at"`
	UpdatedAt  time.Time      `json:"updated_at"`
	Consent    []apiStanding  `json:"consent,omitzero" doc:"For each purpose; of one person, not in lists"`
}

// apiStanding is where a person stands for one purpose.
type apiStanding struct {
	Purpose string    `json:"purpose" example:"marketing.offers"`
	State   string    `json:"state" enum:"none,quarantined,granted,refused,withdrawn,objected" example:"granted"`
	Since   time.Time `json:"since,omitzero"`
	Rule    string    `json:"rule,omitzero" example:"withdrawn" doc:"The first rule that keeps a message from being sent; absent when it may be sent"`
}

type apiContactsQuery struct {
	Paging
	Q        string `query:"q" maxLength:"200" example:"camille mor" doc:"Beginnings of words of the name or of the external id; a number goes to lookup-contact"`
	Tag      string `query:"tag" maxLength:"100" doc:"People with this tag"`
	Language string `query:"language" maxLength:"35" example:"fr"`
	Country  string `query:"country" maxLength:"2" example:"FR"`
	Segment  idText `query:"segment" doc:"People who match this segment now; needs segment_view too"`
	Sort     string `query:"sort" enum:"name,recent" default:"name" doc:"By name, or the last added first"`
}

func (s *Server) apiContacts(ctx context.Context, in *apiContactsQuery) (*apiBody[apiList[apiContact]], error) {
	if (contactSearch{Text: in.Q}).Private() {
		return nil, refused("q", "This looks like a number or an e-mail address, which must not stand in an address: ask lookup-contact, in a body.")
	}
	query := campaign.ContactQuery{Text: in.Q, Tag: in.Tag, Language: in.Language, Country: in.Country, Sort: campaign.ContactOrder(in.Sort)}
	if in.Segment != "" {
		if err := callOf(ctx).needs(operator.SegmentView); err != nil {
			return nil, err
		}
		segment, err := s.Office.Campaigns.GetSegment(ctx, s.Office.DB, idFrom[campaign.SegmentID](in.Segment))
		if errors.Is(err, campaign.ErrNotFound) {
			return nil, errNoSegment()
		}
		if err != nil {
			return nil, err
		}
		query.Rule = &segment.Rule
	}
	place, err := openCursor("contacts", in.Cursor)
	if err != nil {
		return nil, err
	}
	found, err := s.Office.Campaigns.SearchContacts(ctx, s.Office.DB, query, place, in.Limit)
	if err != nil {
		return nil, ofList(err)
	}
	people, err := s.apiPeople(ctx, found.Contacts)
	if err != nil {
		return nil, err
	}
	return listed("contacts", found.Next, people), nil
}

// apiPeople adds to people where they are reached, masked.
func (s *Server) apiPeople(ctx context.Context, contacts []campaign.Contact) ([]apiContact, error) {
	ids := eachOf(contacts, func(c campaign.Contact) campaign.ContactID { return c.ID })
	numbers, err := s.Office.Consent.MaskedOf(ctx, s.Office.DB, ids)
	if err != nil {
		return nil, err
	}
	return eachOf(contacts, func(c campaign.Contact) apiContact {
		return apiContact{ID: textOf(c.ID), Number: numbers[c.ID], ExternalID: c.ExternalID, Name: c.Name, Language: c.Language, Country: c.Country,
			Zone: c.Zone, ZoneSource: string(c.ZoneSource), Tags: c.Tags, Attributes: c.Attributes, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt}
	}), nil
}

func (s *Server) apiGetContact(ctx context.Context, in *apiNamed) (*apiBody[apiContact], error) {
	return s.apiContact(ctx, idFrom[campaign.ContactID](in.ID))
}

func (s *Server) apiContact(ctx context.Context, id campaign.ContactID) (*apiBody[apiContact], error) {
	contact, err := s.Office.Campaigns.Contact(ctx, s.Office.DB, id)
	if err != nil {
		return nil, err
	}
	people, err := s.apiPeople(ctx, []campaign.Contact{contact})
	if err != nil {
		return nil, err
	}
	people[0].Consent, err = s.apiStandings(ctx, id)
	return answered(people[0]), err
}

// apiStandings asks for each purpose whether a message may be sent. There are
// as many queries as purposes, which an organisation counts on its fingers.
func (s *Server) apiStandings(ctx context.Context, id campaign.ContactID) ([]apiStanding, error) {
	purposes, err := s.Office.Consent.Purposes(ctx, s.Office.DB)
	if err != nil {
		return nil, err
	}
	list := make([]apiStanding, len(purposes))
	for i, p := range purposes {
		standings, err := consent.Standings(ctx, s.Office.DB, []consent.SubjectID{id}, p.ID)
		if err != nil {
			return nil, err
		}
		where := standings[id]
		list[i] = apiStanding{Purpose: string(p.ID), State: string(where.State), Since: where.Since,
			Rule: string(consent.Decide(where, consent.Request{Category: p.Category}))}
	}
	return list, nil
}

// apiLookup says who is looked for, in a body: a number in an address would be
// kept by every proxy on the way.
type apiLookup struct {
	Phone      string `json:"phone,omitzero" maxLength:"40" example:"+33612345678" doc:"As people write it; without a country it is read as one of the organisation's"`
	ExternalID string `json:"external_id,omitzero" maxLength:"200" doc:"Your own id of the person; give this or the phone"`
}

func (s *Server) apiLookupContact(ctx context.Context, in *apiBody[apiLookup]) (*apiBody[apiContact], error) {
	who := in.Body
	if (who.Phone == "") == (who.ExternalID == "") {
		return nil, refused("phone", "Give either phone or external_id.")
	}
	if who.ExternalID != "" {
		id, err := s.Office.Campaigns.FindExternal(ctx, s.Office.DB, who.ExternalID)
		if err != nil {
			return nil, err
		}
		return s.apiContact(ctx, id)
	}
	region, err := s.region(ctx)
	if err != nil {
		return nil, err
	}
	address, err := campaign.PhoneAddress(who.Phone, region)
	if err != nil {
		return nil, refused("phone", "This number exists in no numbering plan; want one such as +33612345678.")
	}
	id, err := s.Office.Consent.Find(ctx, s.Office.DB, address)
	if err != nil {
		return nil, err
	}
	return s.apiContact(ctx, id)
}

// region is the country whose national numbers the organisation writes.
func (s *Server) region(ctx context.Context) (string, error) {
	o, err := s.Office.Operators.Organisation(ctx)
	return campaign.RegionOf(o.Zone), err
}

// apiAddress is a whole address of a person.
type apiAddress struct {
	Kind  string `json:"kind" enum:"phone,user_id" doc:"A number, or WhatsApp's own id of the person"`
	Value string `json:"value" example:"+33612345678"`
}

// apiReveal records the look in the transaction that takes it.
func (s *Server) apiReveal(ctx context.Context, in *apiNamed) (*apiBody[apiAddress], error) {
	id := idFrom[campaign.ContactID](in.ID)
	var address consent.Address
	err := s.Office.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if address, err = s.Office.Consent.Reveal(ctx, tx, id); err != nil {
			return err
		}
		return s.Office.Operators.RecordTx(ctx, tx, operator.Entry{Operator: callOf(ctx).by(), Action: operator.ContactRevealed, Subject: contactSubject(id)})
	})
	return answered(apiAddress{string(address.Kind), address.Value}), err
}

// contactSubject is how the audit names a person.
func contactSubject(id campaign.ContactID) string { return fmt.Sprint("contact/", int64(id)) }
