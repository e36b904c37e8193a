package ui

import (
	"context"
	"errors"

	"accord/internal/operator"
)

// apiNumber is a business number of WhatsApp without its secrets.
type apiNumber struct {
	ID           string `json:"id" example:"106540352242922" doc:"WhatsApp's phone number id"`
	WABAID       string `json:"waba_id" example:"102290129340398" doc:"Account that owns its templates"`
	Label        string `json:"label,omitzero" example:"Boutique"`
	BaseURL      string `json:"base_url,omitzero" example:"http://127.0.0.1:8081" doc:"Of the platform; absent for Meta's"`
	Version      string `json:"version,omitzero" example:"v26.0" doc:"Of its API; absent for the one Accord is written for"`
	HasToken     bool   `json:"has_token"`
	AppSecrets   int    `json:"app_secrets" example:"1" doc:"How many sign webhooks: two while one replaces the other"`
	HasVerifying bool   `json:"has_verify_token"`
	Given        bool   `json:"given" doc:"By the environment of the server, which alone changes it"`
}

func apiNumberOf(n operator.Number) apiNumber {
	return apiNumber{n.ID, n.WABAID, n.Label, n.BaseURL, n.Version, n.Token.Reveal() != "", len(n.AppSecrets), n.VerifyToken.Reveal() != "", n.Given}
}

func (s *Server) apiNumbers(ctx context.Context, _ *apiNothing) (*apiBody[apiList[apiNumber]], error) {
	list, err := s.Office.Numbers.List(ctx)
	return listed("numbers", "", eachOf(list, apiNumberOf)), err
}

// apiNumberName names a number by WhatsApp's id, which is no id of ours.
type apiNumberName struct {
	ID string `path:"id" maxLength:"64" example:"106540352242922"`
}

func (s *Server) apiGetNumber(ctx context.Context, in *apiNumberName) (*apiBody[apiNumber], error) {
	n, err := s.numberByID(ctx, in.ID)
	return answered(apiNumberOf(n)), err
}

// apiNumberGiven is what it takes to use a number. A secret that is absent
// stays as it is stored.
type apiNumberGiven struct {
	WABAID      string   `json:"waba_id" minLength:"1" maxLength:"64" example:"102290129340398"`
	Label       string   `json:"label,omitzero" maxLength:"100" example:"Boutique" doc:"How people here call it"`
	BaseURL     string   `json:"base_url,omitzero" maxLength:"500" example:"http://127.0.0.1:8081" doc:"Of the platform; leave it out for Meta's. When it changes, send the token again"`
	Version     string   `json:"version,omitzero" maxLength:"10" example:"v26.0" doc:"Of its API; leave it out for the one Accord is written for"`
	Token       string   `json:"token,omitzero" maxLength:"1000" writeOnly:"true" doc:"Opens the platform"`
	AppSecrets  []string `json:"app_secrets,omitzero" maxItems:"2" maxLength:"1000" writeOnly:"true" example:"5f0c2e" doc:"Sign webhooks; two while one replaces the other, the newer first"`
	VerifyToken string   `json:"verify_token,omitzero" maxLength:"1000" writeOnly:"true" doc:"Meta shows it when it subscribes"`
}

type apiNumberChange struct {
	ID   string `path:"id" maxLength:"64" example:"106540352242922"`
	Body apiNumberGiven
}

// apiSaveNumber adds a number or changes it, and makes the engine use it.
func (s *Server) apiSaveNumber(ctx context.Context, in *apiNumberChange) (*apiBody[apiNumber], error) {
	given := in.Body
	n := operator.Number{ID: in.ID, WABAID: given.WABAID, Label: given.Label, BaseURL: given.BaseURL, Version: given.Version, Token: operator.NewSecret(given.Token),
		AppSecrets: eachOf(given.AppSecrets, operator.NewSecret), VerifyToken: operator.NewSecret(given.VerifyToken)}
	_, err := s.storedNumber(ctx, in.ID)
	if err == nil || errors.Is(err, operator.ErrUnknown) { // it may be a new one
		err = s.Office.Operators.SaveNumber(ctx, n, callOf(ctx).by())
	}
	if err == nil {
		_, err = s.useNumber(ctx, in.ID)
	}
	if err != nil {
		return nil, err
	}
	stored, err := s.numberByID(ctx, in.ID)
	return answered(apiNumberOf(stored)), err
}

func (s *Server) apiRemoveNumber(ctx context.Context, in *apiNumberName) (*apiNothing, error) {
	n, err := s.storedNumber(ctx, in.ID)
	if err == nil {
		err = s.Office.Operators.RemoveNumber(ctx, n.ID, callOf(ctx).by())
	}
	if err != nil {
		return nil, err
	}
	return &apiNothing{}, s.Office.Numbers.Changed(ctx)
}

// apiLine is what a test of the connection found out.
type apiLine struct {
	Reached   bool   `json:"reached" doc:"The number answered, whatever became of its templates"`
	Display   string `json:"display,omitzero" example:"+33 1 84 88 00 01" doc:"The business's own number, as people see it"`
	Name      string `json:"name,omitzero" example:"Maison Lumen"`
	PerSecond int    `json:"per_second,omitzero" example:"80" doc:"Messages; absent when it is not told"`
	Templates int    `json:"templates,omitzero" example:"6"`
	Failure   string `json:"failure,omitzero" doc:"What is wrong, in English; absent when all is well"`
	Remedy    string `json:"remedy,omitzero" doc:"What to do about it"`
	Said      string `json:"said,omitzero" example:"190: Invalid OAuth access token" doc:"By the platform"`
}

// apiTestNumber asks the platform about a number. Nothing changes there.
func (s *Server) apiTestNumber(ctx context.Context, in *apiNumberName) (*apiBody[apiLine], error) {
	n, err := s.numberByID(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	l := s.testLine(ctx, inEnglish, n)
	return answered(apiLine{l.Reached, l.Display, l.Name, l.PerSecond, l.Templates, l.Failure, l.Remedy, l.Said}), nil
}
