package ui

import (
	"context"
	"time"

	"accord/campaign"
	"accord/internal/operator"
)

// apiSegment is a rule under a name.
type apiSegment struct {
	ID        idText    `json:"id"`
	Name      string    `json:"name" example:"Clients fidèles"`
	Rule      apiRule   `json:"rule"`
	Version   string    `json:"version" example:"2c26b46b68ffc68ff99b453c1d304134" doc:"Of what was read; save-segment takes it back"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

func apiSegmentOf(s campaign.Segment) apiSegment {
	return apiSegment{textOf(s.ID), s.Name, apiRule{s.Rule}, s.Version, s.CreatedAt, s.UpdatedAt}
}

// apiSegmentGiven is what a segment is made of.
type apiSegmentGiven struct {
	Name    string  `json:"name" minLength:"1" maxLength:"100" example:"Clients fidèles" doc:"No other segment may have it"`
	Rule    apiRule `json:"rule"`
	Version string  `json:"version,omitzero" maxLength:"64" example:"2c26b46b68ffc68ff99b453c1d304134" doc:"Of what was read: a segment that is another by now is answered 409. Absent, it is written over whatever it is"`
}

func (s *Server) apiSegments(ctx context.Context, _ *apiNothing) (*apiBody[apiList[apiSegment]], error) {
	list, err := s.Office.Campaigns.Segments(ctx, s.Office.DB)
	return listed("segments", "", eachOf(list, apiSegmentOf)), err
}

func (s *Server) apiGetSegment(ctx context.Context, in *apiNamed) (*apiBody[apiSegment], error) {
	return s.apiSegment(ctx, idFrom[campaign.SegmentID](in.ID))
}

func (s *Server) apiSegment(ctx context.Context, id campaign.SegmentID) (*apiBody[apiSegment], error) {
	segment, err := s.Office.Campaigns.GetSegment(ctx, s.Office.DB, id)
	return answered(apiSegmentOf(segment)), err
}

func (s *Server) apiAddSegment(ctx context.Context, in *apiBody[apiSegmentGiven]) (*apiBody[apiSegment], error) {
	return s.apiKeepSegment(ctx, 0, in.Body)
}

func (s *Server) apiSaveSegment(ctx context.Context, in *apiChange[apiSegmentGiven]) (*apiBody[apiSegment], error) {
	return s.apiKeepSegment(ctx, idFrom[campaign.SegmentID](in.ID), in.Body)
}

// apiKeepSegment stores a new segment, for id 0, or another form of one.
func (s *Server) apiKeepSegment(ctx context.Context, id campaign.SegmentID, given apiSegmentGiven) (*apiBody[apiSegment], error) {
	if err := given.Rule.check(); err != nil {
		return nil, err
	}
	id, err := s.Office.keepSegment(ctx, callOf(ctx).by(), campaign.Segment{ID: id, Name: given.Name, Rule: given.Rule.Rule, Version: given.Version})
	if err != nil {
		return nil, err
	}
	return s.apiSegment(ctx, id)
}

func (s *Server) apiDeleteSegment(ctx context.Context, in *apiNamed) (*apiNothing, error) {
	return &apiNothing{}, s.Office.deleteSegment(ctx, callOf(ctx).by(), idFrom[campaign.SegmentID](in.ID))
}

// apiRecord writes down what a program did that changes no row of ours.
func (s *Server) apiRecord(ctx context.Context, action, subject string, detail map[string]any) error {
	return s.Office.Operators.Record(ctx, operator.Entry{Operator: callOf(ctx).by(), Action: action, Subject: subject, Detail: detail})
}

type apiCountOrder struct {
	Rule apiRule `json:"rule"`
}

type apiCount struct {
	People int `json:"people" example:"12480" doc:"Who match the rule now, exactly"`
}

func (s *Server) apiCountRule(ctx context.Context, in *apiBody[apiCountOrder]) (*apiBody[apiCount], error) {
	if err := in.Body.Rule.check(); err != nil {
		return nil, err
	}
	n, err := s.Office.Campaigns.Count(ctx, s.Office.DB, in.Body.Rule.Rule)
	return answered(apiCount{n}), err
}

type apiSampleOrder struct {
	Rule apiRule `json:"rule"`
	N    int     `json:"n,omitzero" minimum:"1" maximum:"200" default:"10" doc:"How many people"`
	Seed uint64  `json:"seed,omitzero" maximum:"9007199254740991" doc:"The same seed shows the same people as long as nobody comes or goes"`
}

func (s *Server) apiSampleRule(ctx context.Context, in *apiBody[apiSampleOrder]) (*apiBody[apiList[apiContact]], error) {
	if err := in.Body.Rule.check(); err != nil {
		return nil, err
	}
	found, err := s.Office.Campaigns.Sample(ctx, s.Office.DB, in.Body.Rule.Rule, in.Body.N, in.Body.Seed)
	if err != nil {
		return nil, err
	}
	people, err := s.apiPeople(ctx, found)
	return listed("sample", "", people), err
}
