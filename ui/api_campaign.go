package ui

import (
	"context"
	"errors"
	"time"

	"accord/campaign"
)

// apiCampaign is a campaign as it stands, with what its maker chose.
type apiCampaign struct {
	ID         idText    `json:"id"`
	Phase      string    `json:"phase" enum:"draft,planning,running,paused,finished,cancelled" example:"draft"`
	Draft      apiDraft  `json:"draft" doc:"As its maker chose it; save-campaign takes the same"`
	Category   string    `json:"category,omitzero" example:"marketing" doc:"Of the purpose"`
	Audience   int64     `json:"audience" example:"12480" doc:"People frozen at the launch; 0 before"`
	CreatedAt  time.Time `json:"created_at"`
	LaunchedAt time.Time `json:"launched_at,omitzero"`
	EndedAt    time.Time `json:"ended_at,omitzero"`
}

// apiOverview is a campaign as a line of the list.
type apiOverview struct {
	ID         idText           `json:"id"`
	Name       string           `json:"name" example:"Soldes d’hiver"`
	Phase      string           `json:"phase" enum:"draft,planning,running,paused,finished,cancelled"`
	Number     string           `json:"number,omitzero" example:"106540352242922"`
	Purpose    string           `json:"purpose,omitzero" example:"marketing.offers"`
	Variants   []string         `json:"variants" example:"A,B"`
	Audience   int64            `json:"audience" example:"12480"`
	KeptOut    int64            `json:"kept_out" example:"4160" doc:"People whom the plan gave a reason"`
	HeldOut    int64            `json:"held_out" example:"410"`
	States     map[string]int64 `json:"states" example:"{\"delivered\":7610,\"read\":5320}" doc:"Messages by state"`
	StartsAt   time.Time        `json:"starts_at,omitzero"`
	EndsAt     time.Time        `json:"ends_at,omitzero"`
	LaunchedAt time.Time        `json:"launched_at,omitzero"`
}

type apiCampaignsQuery struct {
	Paging
	Q     string   `query:"q" maxLength:"200" example:"soldes" doc:"In the name, whatever the case and the accents"`
	Phase []string `query:"phase" enum:"draft,planning,running,paused,finished,cancelled" doc:"One of these, with commas between"`
}

func (s *Server) apiCampaigns(ctx context.Context, in *apiCampaignsQuery) (*apiBody[apiList[apiOverview]], error) {
	place, err := openCursor("campaigns", in.Cursor)
	if err != nil {
		return nil, err
	}
	filter := campaign.OverviewFilter{Text: in.Q, Phases: eachOf(in.Phase, func(p string) campaign.Phase { return campaign.Phase(p) })}
	list, next, err := s.Office.Campaigns.Overviews(ctx, s.Office.DB, filter, place, in.Limit)
	if err != nil {
		return nil, ofList(err)
	}
	return listed("campaigns", next, eachOf(list, apiOverviewOf)), nil
}

func apiOverviewOf(o campaign.Overview) apiOverview {
	told := apiOverview{ID: textOf(o.ID), Name: o.Name, Phase: string(o.Phase), Number: o.NumberID, Purpose: string(o.Purpose),
		Audience: o.Members, KeptOut: o.KeptOut, HeldOut: o.HeldOut, States: apiStatesOf(o.States), StartsAt: o.StartsAt, EndsAt: o.EndsAt, LaunchedAt: o.LaunchedAt}
	for _, key := range o.Variants() {
		told.Variants = append(told.Variants, string(key))
	}
	return told
}

// apiStatesOf are counts by state for programs.
func apiStatesOf(states map[campaign.State]int64) map[string]int64 {
	told := map[string]int64{}
	for state, n := range states {
		told[string(state)] = n
	}
	return told
}

func (s *Server) apiGetCampaign(ctx context.Context, in *apiNamed) (*apiBody[apiCampaign], error) {
	return s.apiCampaign(ctx, idFrom[campaign.ID](in.ID))
}

func (s *Server) apiCampaign(ctx context.Context, id campaign.ID) (*apiBody[apiCampaign], error) {
	c, err := s.Office.Campaigns.Get(ctx, s.Office.DB, id)
	if err != nil {
		return nil, err
	}
	d, err := s.Office.Campaigns.GetDraft(ctx, s.Office.DB, id)
	return answered(apiCampaign{ID: textOf(c.ID), Phase: string(c.Phase), Category: string(c.Category), Audience: c.Members,
		CreatedAt: c.CreatedAt, LaunchedAt: c.LaunchedAt, EndedAt: c.EndedAt, Draft: apiDraftOf(d)}), err
}

func (s *Server) apiCreateCampaign(ctx context.Context, in *apiBody[apiDraft]) (*apiBody[apiCampaign], error) {
	return s.apiKeepDraft(ctx, 0, in.Body)
}

func (s *Server) apiSaveCampaign(ctx context.Context, in *apiChange[apiDraft]) (*apiBody[apiCampaign], error) {
	return s.apiKeepDraft(ctx, idFrom[campaign.ID](in.ID), in.Body)
}

// apiKeepDraft stores a new draft, for id 0, or another form of one.
func (s *Server) apiKeepDraft(ctx context.Context, id campaign.ID, given apiDraft) (*apiBody[apiCampaign], error) {
	draft, err := given.draft(id)
	if err != nil {
		return nil, err
	}
	if err := s.checkDraft(ctx, draft); err != nil {
		return nil, err
	}
	if id, err = s.Office.keepDraft(ctx, callOf(ctx).by(), draft); err != nil {
		return nil, err
	}
	return s.apiCampaign(ctx, id)
}

// checkDraft refuses what a draft may not even name.
func (s *Server) checkDraft(ctx context.Context, d campaign.Draft) error {
	purposes, err := s.Office.Consent.Purposes(ctx, s.Office.DB)
	switch {
	case err != nil:
		return err
	case d.Purpose != "" && !hasPurpose(purposes, d.Purpose):
		return refused("purpose", "There is none by this id; list-purposes names those there are.")
	case d.Segment == 0:
		return nil
	}
	_, err = s.Office.Campaigns.GetSegment(ctx, s.Office.DB, d.Segment)
	if errors.Is(err, campaign.ErrNotFound) {
		return errNoSegment()
	}
	return err
}

func errNoSegment() error {
	return refused("segment", "There is none by this id; list-segments names those there are.")
}

func (s *Server) apiDeleteCampaign(ctx context.Context, in *apiNamed) (*apiNothing, error) {
	return &apiNothing{}, s.Office.deleteDraft(ctx, callOf(ctx).by(), idFrom[campaign.ID](in.ID))
}

func (s *Server) apiDuplicateCampaign(ctx context.Context, in *apiNamed) (*apiBody[apiCampaign], error) {
	id, err := s.Office.duplicateCampaign(ctx, callOf(ctx).by(), idFrom[campaign.ID](in.ID))
	if err != nil {
		return nil, err
	}
	return s.apiCampaign(ctx, id)
}
