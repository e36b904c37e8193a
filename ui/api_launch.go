package ui

import (
	"context"
	"fmt"
	"time"

	"accord/campaign"

	"github.com/gofiber/fiber/v2"
)

// apiFinding is one thing that a check found in a draft.
type apiFinding struct {
	Field    string `json:"field" example:"schedule" doc:"Of the draft"`
	Variant  string `json:"variant,omitzero" example:"B"`
	Code     string `json:"code" example:"end_missing" doc:"Stays the same when the words change"`
	Blocking bool   `json:"blocking" doc:"The campaign cannot be launched"`
	Detail   string `json:"detail" example:"no end; say until when messages may be sent"`
}

func apiFindingOf(f campaign.Finding) apiFinding {
	return apiFinding{f.Field, string(f.Variant), f.Code, f.Blocking, f.Detail}
}

func (s *Server) apiCheck(ctx context.Context, in *apiNamed) (*apiBody[apiList[apiFinding]], error) {
	found, err := s.Office.Campaigns.Check(ctx, idFrom[campaign.ID](in.ID))
	return listed("findings", "", eachOf(found, apiFindingOf)), err
}

// apiForecast is what a launch at this moment would do.
type apiForecast struct {
	Ready     bool         `json:"ready" doc:"False while it is being made, which takes long for a large audience: ask again"`
	At        time.Time    `json:"at,omitzero"`
	Basis     string       `json:"basis,omitzero" example:"9f86d081884c7d659a2feaa0c55ad015" doc:"What it was made of; launch-campaign takes it back"`
	Audience  int64        `json:"audience,omitzero" example:"12480" doc:"People who match"`
	Reachable int64        `json:"reachable,omitzero" example:"7910" doc:"Who get a message: the audience without kept_out and held_out"`
	HeldOut   int64        `json:"held_out,omitzero" example:"410"`
	KeptOut   []apiReason  `json:"kept_out,omitzero" doc:"By the first reason, in the order in which reasons are asked"`
	Arms      []apiArm     `json:"arms,omitzero"`
	Hours     []apiHour    `json:"hours,omitzero" doc:"Without hours in which nothing is sent"`
	First     time.Time    `json:"first_at,omitzero" doc:"First slot"`
	Last      time.Time    `json:"last_at,omitzero" doc:"Last slot"`
	Screened  bool         `json:"screened,omitzero" doc:"It names a purpose, so that consent could be asked"`
	Placed    bool         `json:"placed,omitzero" doc:"It has a number and a window too, so that slots could be given"`
	Drawn     bool         `json:"drawn,omitzero" doc:"It has arms too"`
	Findings  []apiFinding `json:"findings,omitzero" doc:"What the plan tells that the draft alone does not"`
}

// apiReason counts the people whom a reason keeps out.
type apiReason struct {
	Reason string `json:"reason" example:"no_consent"`
	People int64  `json:"people" example:"4160"`
	Says   string `json:"says,omitzero" example:"The person never agreed to this purpose." doc:"In English, with what can be done"`
}

type apiArm struct {
	Variant string `json:"variant" example:"A"`
	People  int64  `json:"people" example:"3955"`
}

type apiHour struct {
	Hour     time.Time `json:"hour" doc:"Its beginning"`
	Messages int64     `json:"messages" example:"2400"`
}

func apiReasonOf(step campaign.Step) apiReason {
	return apiReason{string(step.Reason), step.N, reasonSays(inEnglish, step.Reason)}
}

func (s *Server) apiForecast(ctx context.Context, in *apiNamed) (*apiBody[apiForecast], error) {
	d, err := s.openDraft(ctx, idFrom[campaign.ID](in.ID))
	if err != nil {
		return nil, err
	}
	f, ready, err := s.forecasts.of(ctx, d, checkPatience)
	if err != nil || !ready {
		return answered(apiForecast{}), err
	}
	return answered(apiForecast{Ready: true, At: f.At.UTC(), Basis: f.Basis, Audience: f.Audience, Reachable: f.Reachable, HeldOut: f.HeldOut,
		KeptOut: eachOf(f.KeptOut, apiReasonOf),
		Arms:    eachOf(f.Arms, func(a campaign.ArmCount) apiArm { return apiArm{string(a.Key), a.N} }),
		Hours:   eachOf(f.Hours, func(h campaign.HourLoad) apiHour { return apiHour{h.Hour.UTC(), h.Planned} }),
		First:   f.First.UTC(), Last: f.Last.UTC(), Screened: f.Screened, Placed: f.Placed, Drawn: f.Drawn,
		Findings: eachOf(f.Findings(), apiFindingOf)}), nil
}

// openDraft is a campaign that is a draft still.
func (s *Server) openDraft(ctx context.Context, id campaign.ID) (d campaign.Draft, err error) {
	c, err := s.Office.Campaigns.Get(ctx, s.Office.DB, id)
	if err != nil {
		return d, err
	}
	if c.Phase != campaign.Drafting {
		return d, fmt.Errorf("%w: campaign %d is %s", campaign.ErrState, id, c.Phase)
	}
	return s.Office.Campaigns.GetDraft(ctx, s.Office.DB, id)
}

// apiLaunchOrder is a launch, and what it was decided on.
type apiLaunchOrder struct {
	People *int64 `json:"people,omitempty" minimum:"1" example:"7910" doc:"Launch only when exactly so many people would get a message now: what the forecast said to whom decided. Leave it out to launch whatever it reaches"`
	Basis  string `json:"basis,omitzero" maxLength:"64" example:"9f86d081884c7d659a2feaa0c55ad015" doc:"That of the forecast that was decided on: a draft or a segment that is another by now is answered 409"`
}

// apiPhase is where a campaign stands after it was told something.
type apiPhase struct {
	ID       idText `json:"id"`
	Phase    string `json:"phase" enum:"draft,planning,running,paused,finished,cancelled" example:"planning"`
	InFlight int    `json:"in_flight,omitzero" example:"12" doc:"Calls that were under way and still arrive"`
}

func (s *Server) apiLaunch(ctx context.Context, in *apiChange[*apiLaunchOrder]) (*apiBody[apiPhase], error) {
	d, err := s.openDraft(ctx, idFrom[campaign.ID](in.ID))
	if err != nil {
		return nil, err
	}
	var decided campaign.Decided
	var people int64
	if order := in.Body; order != nil && (order.People != nil || order.Basis != "") {
		f, err := s.decidedOn(ctx, d, *order)
		if err != nil {
			return nil, err
		}
		decided, people = campaign.Decided{Basis: f.Basis, Audience: f.Audience}, f.Reachable
	}
	if err := s.Office.launch(ctx, callOf(ctx).by(), d.ID, decided, people); err != nil {
		return nil, err
	}
	s.rouse(ctx, d.ID)
	return s.apiPhase(ctx, d.ID, 0)
}

// decidedOn is the forecast that a launch was decided on; it refuses when a
// forecast tells something else by now.
func (s *Server) decidedOn(ctx context.Context, d campaign.Draft, order apiLaunchOrder) (campaign.Forecast, error) {
	f, ready, err := s.forecasts.of(ctx, d, checkPatience)
	switch {
	case err != nil:
		return f, err
	case !ready:
		return f, &problem{Status: fiber.StatusServiceUnavailable, Detail: "The forecast is being made; try again."}
	case order.Basis != "" && order.Basis != f.Basis:
		return f, &problem{Status: fiber.StatusConflict, Field: "basis", Detail: "The draft or its segment has changed; look at the forecast again."}
	case order.People != nil && *order.People != f.Reachable:
		return f, &problem{Status: fiber.StatusConflict, Field: "people", Detail: fmt.Sprintf("It reaches %d people now; look at the forecast again.", f.Reachable)}
	}
	return f, nil
}

func (s *Server) apiPhase(ctx context.Context, id campaign.ID, flying int) (*apiBody[apiPhase], error) {
	c, err := s.Office.Campaigns.Get(ctx, s.Office.DB, id)
	return answered(apiPhase{textOf(c.ID), string(c.Phase), flying}), err
}

func (s *Server) apiPause(ctx context.Context, in *apiNamed) (*apiBody[apiPhase], error) {
	id := idFrom[campaign.ID](in.ID)
	flying, err := s.Office.pauseCampaign(ctx, callOf(ctx).by(), id)
	if err != nil {
		return nil, err
	}
	return s.apiPhase(ctx, id, flying)
}

func (s *Server) apiCancel(ctx context.Context, in *apiNamed) (*apiBody[apiPhase], error) {
	id := idFrom[campaign.ID](in.ID)
	flying, err := s.Office.cancelCampaign(ctx, callOf(ctx).by(), id)
	if err != nil {
		return nil, err
	}
	return s.apiPhase(ctx, id, flying)
}

// apiResume lets a campaign go on, at once.
func (s *Server) apiResume(ctx context.Context, in *apiNamed) (*apiBody[apiPhase], error) {
	id := idFrom[campaign.ID](in.ID)
	if err := s.Office.resumeCampaign(ctx, callOf(ctx).by(), id); err != nil {
		return nil, err
	}
	s.rouse(ctx, id)
	return s.apiPhase(ctx, id, 0)
}
