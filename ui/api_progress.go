package ui

import (
	"context"
	"time"

	"accord/campaign"
	"accord/experiment"
)

// apiProgress is where the people of a campaign stand.
type apiProgress struct {
	Phase      string           `json:"phase" enum:"draft,planning,running,paused,finished,cancelled" example:"running"`
	At         time.Time        `json:"at"`
	Audience   int64            `json:"audience" example:"12480" doc:"People frozen at the launch; 0 before"`
	Undecided  int64            `json:"undecided" example:"0" doc:"People whom the plan has not reached yet"`
	KeptOut    []apiReason      `json:"kept_out"`
	HeldOut    int64            `json:"held_out" example:"410"`
	States     map[string]int64 `json:"states" example:"{\"delivered\":7610,\"read\":5320}" doc:"Messages by state; a state without a message is absent"`
	Sent       int64            `json:"sent" example:"8020" doc:"Messages that WhatsApp took, whatever became of them since"`
	Arms       []apiArmStates   `json:"arms" doc:"In the order of the variants"`
	Reasons    []apiStateReason `json:"reasons" doc:"Why messages were skipped, failed, expired or are unknown; the most frequent first"`
	NextDue    time.Time        `json:"next_due,omitzero" doc:"Absent when nothing waits, or the campaign does not run"`
	LastMinute int64            `json:"last_minute" example:"1180" doc:"Messages that WhatsApp took in the last whole minute"`
}

type apiArmStates struct {
	Variant string           `json:"variant" example:"A"`
	States  map[string]int64 `json:"states" example:"{\"delivered\":7610,\"read\":5320}"`
	Sent    int64            `json:"sent" example:"8020"`
}

type apiStateReason struct {
	State  string `json:"state" example:"failed"`
	Reason string `json:"reason" example:"whatsapp:131049"`
	N      int64  `json:"n" example:"14"`
	Says   string `json:"says,omitzero" doc:"In English, with what can be done"`
}

func (s *Server) apiProgress(ctx context.Context, in *apiNamed) (*apiBody[apiProgress], error) {
	p, err := s.Office.Campaigns.Progress(ctx, s.Office.DB, idFrom[campaign.ID](in.ID))
	if err != nil {
		return nil, err
	}
	return answered(apiProgress{Phase: string(p.Phase), At: p.At.UTC(), Audience: p.Audience, Undecided: p.Undecided, HeldOut: p.HeldOut,
		KeptOut: eachOf(p.KeptOut, apiReasonOf), States: apiStatesOf(p.States), Sent: p.Taken, NextDue: p.NextDue, LastMinute: p.LastMinute,
		Arms: eachOf(p.Arms, func(a campaign.ArmProgress) apiArmStates {
			return apiArmStates{string(a.Key), apiStatesOf(a.States), a.Taken}
		}),
		Reasons: eachOf(p.Reasons, func(r campaign.StateReason) apiStateReason {
			return apiStateReason{string(r.State), string(r.Reason), r.N, reasonSays(inEnglish, r.Reason)}
		})}), nil
}

// apiMember is one person of a frozen audience.
type apiMember struct {
	Contact    idText    `json:"contact"`
	Number     string    `json:"number,omitzero" example:"+33 6 •• •• •• 78" doc:"Masked"`
	Name       string    `json:"name,omitzero" example:"Camille Moreau"`
	ExternalID string    `json:"external_id,omitzero" example:"c-42"`
	Decided    bool      `json:"decided" doc:"The plan has reached them"`
	Skip       string    `json:"skip,omitzero" example:"no_consent" doc:"Why the plan kept them out"`
	Variant    string    `json:"variant,omitzero" example:"A" doc:"holdout for the holdout"`
	Message    idText    `json:"message,omitzero"`
	State      string    `json:"state,omitzero" example:"delivered"`
	Reason     string    `json:"reason,omitzero" doc:"Of the state"`
	DueAt      time.Time `json:"due_at,omitzero"`
}

type apiPeopleQuery struct {
	ID idText `path:"id"`
	Paging
	Skip    string `query:"skip" maxLength:"200" example:"no_consent" doc:"Kept out by the plan for this reason"`
	State   string `query:"state" enum:"planned,sending,accepted,sent,delivered,read,skipped,failed,expired,cancelled,unknown" doc:"With a message that stands there"`
	Reason  string `query:"reason" maxLength:"200" doc:"Of the state"`
	Variant string `query:"variant" maxLength:"40" example:"A" doc:"Of this arm; holdout for the holdout"`
}

func (s *Server) apiPeopleOf(ctx context.Context, in *apiPeopleQuery) (*apiBody[apiList[apiMember]], error) {
	id := idFrom[campaign.ID](in.ID)
	place, err := openCursor("people", in.Cursor)
	if err != nil {
		return nil, err
	}
	if _, err := s.Office.Campaigns.Get(ctx, s.Office.DB, id); err != nil {
		return nil, err
	}
	filter := campaign.MemberFilter{Skip: campaign.Reason(in.Skip), State: campaign.State(in.State), Reason: campaign.Reason(in.Reason),
		Variant: experiment.VariantKey(in.Variant)}
	members, next, err := s.Office.Campaigns.People(ctx, s.Office.DB, id, filter, place, in.Limit)
	if err != nil {
		return nil, ofList(err)
	}
	numbers, err := s.Office.Consent.MaskedOf(ctx, s.Office.DB, eachOf(members, func(m campaign.Member) campaign.ContactID { return m.Contact }))
	return listed("people", next, eachOf(members, func(m campaign.Member) apiMember {
		return apiMember{Contact: textOf(m.Contact), Number: numbers[m.Contact], Name: m.Name, ExternalID: m.ExternalID, Decided: m.Decided,
			Skip: string(m.Skip), Variant: string(m.Variant), Message: textOf(m.Message), State: string(m.State), Reason: string(m.Reason), DueAt: m.DueAt}
	})), err
}
