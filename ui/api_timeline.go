package ui

import (
	"context"
	"time"

	"accord/campaign"
)

// apiMoment is one thing that happened between the business and a person.
type apiMoment struct {
	Kind     string      `json:"kind" enum:"message,skipped,held_out,click,reply,opt_out,conversion,event"`
	At       time.Time   `json:"at"`
	Campaign idText      `json:"campaign,omitzero" doc:"Absent for an event"`
	Name     string      `json:"campaign_name,omitzero" example:"Soldes d’hiver"`
	Variant  string      `json:"variant,omitzero" example:"A" doc:"holdout for the holdout"`
	Detail   string      `json:"detail,omitzero" doc:"The reason of a skip, the page behind a click, the name of an event"`
	Value    *apiMoney   `json:"value,omitzero" doc:"Of an event"`
	DueAt    time.Time   `json:"due_at,omitzero" doc:"Of a message: its slot"`
	Message  *apiJourney `json:"message,omitzero"`
}

// apiMoney is an amount.
type apiMoney struct {
	Amount   int64  `json:"amount" example:"4990" doc:"Minor units"`
	Currency string `json:"currency" example:"EUR" doc:"ISO 4217"`
}

// apiJourney is one message with its instants; one that did not come is absent.
// WhatsApp's id of it is left out: the person's number stands in it, in base64.
type apiJourney struct {
	ID          idText    `json:"id"`
	State       string    `json:"state" enum:"planned,sending,accepted,sent,delivered,read,skipped,failed,expired,cancelled,unknown" example:"delivered"`
	Reason      string    `json:"reason,omitzero" example:"whatsapp:131049" doc:"Why it ended so"`
	Attempts    int       `json:"attempts" example:"1" doc:"Calls that were begun"`
	ConsentSeq  int64     `json:"consent_seq,omitzero" example:"2" doc:"Which event of the person's consent history allowed the last claim"`
	ClaimedAt   time.Time `json:"claimed_at,omitzero"`
	AcceptedAt  time.Time `json:"accepted_at,omitzero"`
	SentAt      time.Time `json:"sent_at,omitzero"`
	DeliveredAt time.Time `json:"delivered_at,omitzero"`
	ReadAt      time.Time `json:"read_at,omitzero"`
	FailedAt    time.Time `json:"failed_at,omitzero"`
}

// apiJourneyOf is a message for programs; nil for none.
func apiJourneyOf(j *campaign.Journey) *apiJourney {
	if j == nil {
		return nil
	}
	return &apiJourney{ID: textOf(j.ID), State: string(j.State), Reason: string(j.Reason), Attempts: j.Attempts, ConsentSeq: j.ConsentSeq,
		ClaimedAt: j.ClaimedAt, AcceptedAt: j.AcceptedAt, SentAt: j.SentAt, DeliveredAt: j.DeliveredAt, ReadAt: j.ReadAt, FailedAt: j.FailedAt}
}

type apiTimelineQuery struct {
	ID idText `path:"id"`
	Paging
}

func (s *Server) apiTimeline(ctx context.Context, in *apiTimelineQuery) (*apiBody[apiList[apiMoment]], error) {
	id := idFrom[campaign.ContactID](in.ID)
	place, err := openCursor("timeline", in.Cursor)
	if err != nil {
		return nil, err
	}
	if _, err := s.Office.Campaigns.Contact(ctx, s.Office.DB, id); err != nil {
		return nil, err
	}
	moments, next, err := s.Office.Campaigns.Timeline(ctx, s.Office.DB, id, place, in.Limit)
	if err != nil {
		return nil, ofList(err)
	}
	return listed("timeline", next, eachOf(moments, apiMomentOf)), nil
}

func apiMomentOf(m campaign.Moment) apiMoment {
	told := apiMoment{Kind: string(m.Kind), At: m.At, Campaign: textOf(m.CampaignID), Name: m.CampaignName, Variant: string(m.Variant), Detail: m.Detail,
		DueAt: m.DueAt, Message: apiJourneyOf(m.Message)}
	if m.Currency != "" {
		told.Value = &apiMoney{m.Value, m.Currency}
	}
	return told
}
