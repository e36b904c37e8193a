package demo

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"accord/campaign"
)

// furnish puts into the workspace what a shop that has used it for a while
// would have: segments, and an import that waits for its release.
func (s *stage) furnish(ctx context.Context, cfg Config) error {
	organisation, err := s.Operators.Organisation(ctx)
	if err != nil {
		return err
	}
	organisation.Name = shopName
	if err := s.Operators.SaveOrganisation(ctx, organisation, administrator); err != nil {
		return err
	}
	never := 0
	for name, rule := range map[string]campaign.Rule{
		loyal: {Attribute: &campaign.AttributeRule{Name: "commandes", Op: campaign.OpAtLeast, Value: []float64{3}}},
		"Lyon et environs": {All: []campaign.Rule{{Attribute: &campaign.AttributeRule{Name: "ville", Op: campaign.OpIs, Text: []string{"Lyon"}}},
			{Consent: &campaign.ConsentRule{Purpose: offers, State: "granted"}}}},
		"Sans commande depuis 90 jours": {Event: &campaign.EventRule{Name: "order", AtMost: &never, Days: 90}},
		"Belgique et Suisse":            {Country: []string{"BE", "CH"}},
	} {
		if _, err := s.Campaigns.AddSegment(ctx, name, rule); err != nil {
			return err
		}
	}
	if err := s.draftGifts(ctx); err != nil {
		return err
	}
	return s.stageFair(ctx, cfg)
}

// draftGifts begins a campaign that a visitor may finish: it has an audience
// and two variants, and no dates yet.
func (s *stage) draftGifts(ctx context.Context) error {
	segments, err := s.Campaigns.Segments(ctx, s.DB)
	if err != nil {
		return err
	}
	draft := campaign.Draft{Name: "Cadeaux de Noël", Objective: campaign.ForConversion, NumberID: numberID, Purpose: offers,
		Holdout: 500, Window: 72 * time.Hour, Variants: giftVariants()}
	for _, x := range segments {
		if x.Name == loyal {
			draft.Segment = x.ID
		}
	}
	_, err = s.Campaigns.SaveDraft(ctx, draft)
	return err
}

// loyal is the name of the segment of those who buy often.
const loyal = "Clients fidèles"

// fairPeople signed at a trade fair; their list was imported this morning.
const fairPeople = 240

// stageFair imports people whose consent nobody has released yet.
func (s *stage) stageFair(ctx context.Context, cfg Config) error {
	people := crowd(fairPeople, cfg.Seed+1000)
	for i := range people {
		people[i].phone = fmt.Sprintf("+3375%07d", i)
		people[i].agreed = true
	}
	var file bytes.Buffer
	if err := writePeople(&file, people); err != nil {
		return err
	}
	mapping := peopleMapping()
	mapping.ExternalID, mapping.Ignore = "", []string{"id"}
	mapping.Consent.Source = "salon Maison & Objet, stand 12"
	return s.bring(ctx, "salon-maison-objet.csv", &file, mapping)
}

// bring imports a file as the marketer does on the pages: it is tried, then
// imported, and stands among the imports.
func (s *stage) bring(ctx context.Context, name string, file io.Reader, mapping campaign.Mapping) error {
	jobs, err := campaign.NewImportJobs(campaign.ImportJobsConfig{Store: s.Campaigns, Keys: s.Keys, Folder: s.Uploads()})
	if err != nil {
		return err
	}
	id, err := jobs.Receive(ctx, campaign.Upload{Name: name, By: marketer, Region: "FR", Content: file})
	if err != nil {
		return err
	}
	if err := jobs.Prepare(ctx, id, mapping, "FR"); err != nil {
		return err
	}
	for _, dry := range []bool{true, false} {
		work, err := jobs.Start(ctx, id, campaign.ImportStart{DryRun: dry, By: marketer})
		if err != nil {
			return err
		}
		if err := work(ctx); err != nil {
			return err
		}
	}
	return nil
}
