package ui

import (
	"context"
	"strings"
	"time"

	"accord/consent"
	"accord/consent/state"
	"accord/internal/operator"
)

// apiEvent is one event of a person's consent, and what it led to.
type apiEvent struct {
	Seq        int64        `json:"seq" example:"1" doc:"1, 2, 3 … per person"`
	Kind       string       `json:"kind" enum:"staged,released,granted,refused,withdrawn,objected,hard_stopped,platform_stopped,platform_resumed" example:"granted"`
	Purpose    string       `json:"purpose" example:"marketing.offers" doc:"* is every purpose"`
	OccurredAt time.Time    `json:"occurred_at" doc:"When the person acted; events order themselves by it"`
	ReceivedAt time.Time    `json:"received_at" doc:"When it became known here"`
	Notice     string       `json:"notice,omitzero" example:"n-offers@1/fr" doc:"The words that were shown"`
	Evidence   *apiEvidence `json:"evidence,omitzero" doc:"Absent once it was erased"`
	Erased     bool         `json:"erased" doc:"The person's key is destroyed; that it happened is all that is left"`
	Steps      []apiStep    `json:"steps" doc:"One for each purpose concerned"`
}

// apiEvidence is what shows that the person acted.
type apiEvidence struct {
	Method    string `json:"method,omitzero" example:"web_form" doc:"inbound_msg, web_form, qr, paper, phone, email, ivr, api_partner, import, platform"`
	Act       string `json:"act,omitzero" example:"box" doc:"box, keyword, button, signature"`
	Source    string `json:"source,omitzero" example:"boutique Lyon"`
	Reference string `json:"reference,omitzero" example:"form 812"`
	Row       int    `json:"row,omitzero" example:"12" doc:"Of the file that reference names"`
	Batch     idText `json:"batch,omitzero" example:"7" doc:"The import that brought it"`
	Words     string `json:"words,omitzero" example:"STOP" doc:"What the person wrote"`
}

// apiStep is what one event did to one purpose.
type apiStep struct {
	Purpose string `json:"purpose" example:"marketing.offers"`
	Before  string `json:"before" enum:"none,quarantined,granted,refused,withdrawn,objected" example:"none"`
	After   string `json:"after" enum:"none,quarantined,granted,refused,withdrawn,objected" example:"granted"`
	Moved   bool   `json:"moved" doc:"Something changed: a release after a withdrawal changes nothing"`
}

// apiHistory tells one person's history, oldest first. That somebody looked is
// recorded before anything is told.
func (s *Server) apiHistory(ctx context.Context, in *apiNamed) (*apiBody[apiList[apiEvent]], error) {
	id := idFrom[consent.SubjectID](in.ID)
	history, err := s.Office.Consent.History(ctx, s.Office.DB, id)
	if err == nil {
		err = s.apiRecord(ctx, operator.PersonLooked, contactSubject(id), nil)
	}
	return listed("history", "", eachOf(history, apiEventOf)), err
}

func apiEventOf(e consent.HistoryEntry) apiEvent {
	told := apiEvent{Seq: e.Seq, Kind: string(e.Kind), Purpose: string(e.Purpose), OccurredAt: e.Occurred, ReceivedAt: e.Received,
		Notice: e.Notice.String(), Erased: e.Erased, Steps: eachOf(e.Steps, apiStepOf)}
	if !e.Erased {
		told.Evidence = apiEvidenceOf(e.Evidence)
	}
	return told
}

func apiEvidenceOf(e consent.Evidence) *apiEvidence {
	return &apiEvidence{e.Method, e.Act, e.Source, maskedReference(e.Reference), e.Row, textOf(e.Batch), e.Words}
}

// maskedReference is where the evidence is filed. WhatsApp's id of a message
// holds the person's number in base64, so that only its end is shown.
func maskedReference(text string) string {
	if id, ok := strings.CutPrefix(text, "wamid."); ok {
		return "wamid.…" + id[max(0, len(id)-8):]
	}
	return text
}

func apiStepOf(step consent.Step) apiStep {
	return apiStep{string(step.Purpose), stateName(step.Before), stateName(step.After), step.Moved()}
}

// stateName is a state by its name; before the first event there is none.
func stateName(s state.Standing) string {
	if s.State == "" {
		return string(state.None)
	}
	return string(s.State)
}
