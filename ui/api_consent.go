package ui

import (
	"context"
	"time"

	"accord/consent"
	"accord/consent/state"
	"accord/internal/db"
	"accord/internal/operator"
)

// apiPurpose is what people may agree to.
type apiPurpose struct {
	ID        string    `json:"id" example:"marketing.offers"`
	Category  string    `json:"category" enum:"marketing,utility,authentication,service"`
	NameFR    string    `json:"name_fr" example:"Offres"`
	NameEN    string    `json:"name_en" example:"Offers"`
	CreatedAt time.Time `json:"created_at"`
}

func apiPurposeOf(p consent.Purpose) apiPurpose {
	return apiPurpose{string(p.ID), string(p.Category), p.NameFR, p.NameEN, p.Created}
}

// apiPurposeGiven is what a purpose is made of. None can be changed: people
// agreed to it under its name.
type apiPurposeGiven struct {
	ID       string `json:"id" pattern:"^[a-z][a-z0-9_]*(\\.[a-z0-9_]+)+$" maxLength:"100" example:"marketing.offers"`
	Category string `json:"category" enum:"marketing,utility,authentication,service" doc:"WhatsApp's; it decides which rules apply"`
	NameFR   string `json:"name_fr" minLength:"1" maxLength:"200" example:"Offres"`
	NameEN   string `json:"name_en" minLength:"1" maxLength:"200" example:"Offers"`
}

func (s *Server) apiPurposes(ctx context.Context, _ *apiNothing) (*apiBody[apiList[apiPurpose]], error) {
	list, err := s.Office.Consent.Purposes(ctx, s.Office.DB)
	return listed("purposes", "", eachOf(list, apiPurposeOf)), err
}

func (s *Server) apiAddPurpose(ctx context.Context, in *apiBody[apiPurposeGiven]) (*apiBody[apiPurpose], error) {
	given := in.Body
	purpose := consent.Purpose{ID: consent.PurposeID(given.ID), Category: consent.Category(given.Category), NameFR: given.NameFR, NameEN: given.NameEN}
	known, err := s.Office.Consent.Purposes(ctx, s.Office.DB)
	if err != nil {
		return nil, err
	}
	if hasPurpose(known, purpose.ID) {
		return nil, refused("id", "There is a purpose by this id; people agreed to it as it is. Choose another id.")
	}
	if err := s.Office.addPurpose(ctx, callOf(ctx).by(), purpose); err != nil {
		return nil, err
	}
	purpose.Created = s.Clock.Now().UTC()
	return answered(apiPurposeOf(purpose)), nil
}

// apiRecordLine is one line of the register: where a person stands for a
// purpose, and the event that put them there.
type apiRecordLine struct {
	Person       idText    `json:"person" doc:"The id of the contact"`
	Number       string    `json:"number,omitzero" example:"+33 6 •• •• •• 78" doc:"Masked"`
	Purpose      string    `json:"purpose" example:"marketing.offers"`
	State        string    `json:"state" enum:"none,quarantined,granted,refused,withdrawn,objected" example:"granted"`
	Since        time.Time `json:"since,omitzero" doc:"When the person entered the state, by what they did"`
	PlatformStop bool      `json:"platform_stop" doc:"Stopped inside WhatsApp"`
	HardStop     bool      `json:"hard_stop" doc:"Wants no message at all"`
	Seq          int64     `json:"seq" example:"2" doc:"Of the event in the person's history"`
	Event        string    `json:"event" example:"released"`
	Scope        string    `json:"scope" example:"marketing.offers" doc:"What the event was about; * is every purpose"`
	Notice       string    `json:"notice,omitzero" example:"n-offers@1/fr" doc:"The words that were shown"`
	ReceivedAt   time.Time `json:"received_at" doc:"When it became known here"`
}

type apiRegisterQuery struct {
	Paging
	Purpose string    `query:"purpose" maxLength:"100" example:"marketing.offers" doc:"* for those who said no to every purpose"`
	State   string    `query:"state" enum:"none,quarantined,granted,refused,withdrawn,objected"`
	Person  idText    `query:"person" doc:"The id of the contact"`
	Since   time.Time `query:"since" doc:"Who entered the state from then on"`
	Until   time.Time `query:"until" doc:"Who entered the state before"`
}

func (s *Server) apiRegister(ctx context.Context, in *apiRegisterQuery) (*apiBody[apiList[apiRecordLine]], error) {
	place, err := openCursor("register", in.Cursor)
	if err != nil {
		return nil, err
	}
	records, next, err := s.Office.Consent.Register(ctx, s.Office.DB, consent.RegisterFilter{Purpose: consent.PurposeID(in.Purpose), State: state.State(in.State),
		Subject: idFrom[consent.SubjectID](in.Person), Since: in.Since, Until: in.Until}, place, in.Limit)
	if err != nil {
		return nil, ofList(err)
	}
	numbers, err := s.Office.Consent.MaskedOf(ctx, s.Office.DB, eachOf(records, func(r consent.Record) consent.SubjectID { return r.Subject }))
	return listed("register", next, eachOf(records, func(r consent.Record) apiRecordLine {
		return apiRecordLine{Person: textOf(r.Subject), Number: numbers[r.Subject], Purpose: string(r.Purpose), State: string(r.State), Since: r.Since,
			PlatformStop: r.PlatformStop, HardStop: r.HardStop, Seq: r.Seq, Event: string(r.Kind), Scope: string(r.Scope), Notice: r.Notice.String(), ReceivedAt: r.Received}
	})), err
}

// apiWithdrawal is a no that reached the organisation by another way than
// WhatsApp.
type apiWithdrawal struct {
	Scope      string    `json:"scope" enum:"marketing,objection,everything" doc:"STOP for all marketing, an objection to it by whatever means (GDPR 21), or no message at all"`
	Method     string    `json:"method" enum:"phone,email,paper,in_person,web_form" doc:"How it was said"`
	Reference  string    `json:"reference" minLength:"1" maxLength:"200" pattern:"\\S" example:"letter 2026-118" doc:"Where the letter, the call or the mail is filed"`
	OccurredAt time.Time `json:"occurred_at,omitzero" doc:"When it was said; now when absent or in the future"`
}

func (s *Server) apiWithdraw(ctx context.Context, in *apiChange[apiWithdrawal]) (*apiBody[apiList[apiStanding]], error) {
	id, given := idFrom[consent.SubjectID](in.ID), in.Body
	if _, err := s.Office.Campaigns.Contact(ctx, s.Office.DB, id); err != nil {
		return nil, err
	}
	no := consent.Withdrawal{Subject: id, Scope: consent.Scope(given.Scope), Occurred: given.OccurredAt,
		Evidence: consent.Evidence{Method: given.Method, Reference: given.Reference}}
	err := s.Office.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.Office.Consent.WithdrawTx(ctx, tx, []consent.Withdrawal{no}); err != nil {
			return err
		}
		return s.Office.Operators.RecordTx(ctx, tx, operator.Entry{Operator: callOf(ctx).by(), Action: operator.WithdrawalRecorded,
			Subject: contactSubject(id), Detail: map[string]any{"scope": given.Scope, "method": given.Method}})
	})
	if err != nil {
		return nil, err
	}
	standings, err := s.apiStandings(ctx, id)
	return listed("standings", "", standings), err
}
