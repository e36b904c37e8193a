package ui

import (
	"context"
	"time"

	"accord/campaign"
)

// apiWhy tells what became of one person in a campaign, and on whose word.
type apiWhy struct {
	Contact    idText         `json:"contact"`
	Phase      string         `json:"phase" enum:"draft,planning,running,paused,finished,cancelled" example:"running" doc:"Of the campaign"`
	Since      time.Time      `json:"since,omitzero" doc:"When the contact came in: one who came later is in no frozen audience"`
	FrozenAt   time.Time      `json:"frozen_at,omitzero" doc:"When the audience was"`
	Member     bool           `json:"member" doc:"Of the frozen audience"`
	Decided    bool           `json:"decided" doc:"The plan has reached them"`
	Skip       string         `json:"skip,omitzero" example:"withdrawn" doc:"Why the plan kept them out"`
	Says       string         `json:"says,omitzero" example:"The person said STOP." doc:"The reason in English, with what can be done"`
	Variant    string         `json:"variant,omitzero" example:"A" doc:"holdout for the holdout"`
	SlotAt     time.Time      `json:"slot_at,omitzero" doc:"The planned moment; a virtual one in the holdout"`
	Message    *apiJourney    `json:"message,omitzero"`
	Conditions []apiCondition `json:"conditions,omitzero" doc:"Of who is no member: the parts of the audience's rule, asked of them as they are now"`
	At         time.Time      `json:"at,omitzero" doc:"When the conditions were asked"`
}

// apiCondition is one part of a rule, and whether it holds.
type apiCondition struct {
	Rule  apiRule `json:"rule"`
	Holds bool    `json:"holds"`
}

type apiWhyQuery struct {
	ID      idText `path:"id"`
	Contact idText `path:"contact"`
}

func (s *Server) apiWhy(ctx context.Context, in *apiWhyQuery) (*apiBody[apiWhy], error) {
	w, err := s.Office.Campaigns.Why(ctx, s.Office.DB, idFrom[campaign.ID](in.ID), idFrom[campaign.ContactID](in.Contact))
	if err != nil {
		return nil, err
	}
	told := apiWhy{Contact: textOf(w.Contact), Phase: string(w.Phase), Since: w.Since, FrozenAt: w.Frozen, Member: w.Member, Decided: w.Decided,
		Skip: string(w.Skip), Variant: string(w.Variant), SlotAt: w.SlotAt, Message: apiJourneyOf(w.Message), At: w.At.UTC(),
		Conditions: eachOf(w.Conditions, func(c campaign.Condition) apiCondition { return apiCondition{apiRule{c.Rule}, c.Holds} })}
	switch {
	case w.Skip != "":
		told.Says = reasonSays(inEnglish, w.Skip)
	case w.Message != nil && w.Message.Reason != "":
		told.Says = reasonSays(inEnglish, w.Message.Reason)
	}
	return answered(told), nil
}
