package ui

import (
	"context"
	"time"

	"accord/internal/operator"
)

// apiOrganisation is who runs the campaigns.
type apiOrganisation struct {
	Name      string    `json:"name" example:"Maison Lumen" doc:"Empty until somebody enters it"`
	Zone      string    `json:"zone" example:"Europe/Paris" doc:"IANA time zone of its pages"`
	Language  string    `json:"language" enum:"fr,en" example:"fr"`
	Currency  string    `json:"currency" example:"EUR" doc:"ISO 4217"`
	PublicURL string    `json:"public_url,omitzero" example:"https://accord.example.org"`
	FourEyes  bool      `json:"four_eyes" doc:"An import needs two operators. A person changes this, in the settings"`
	Now       time.Time `json:"now" doc:"What time it is for campaigns: a demonstration's clock runs fast"`
}

// apiOrganisationGiven is what a program may change of it.
type apiOrganisationGiven struct {
	Name      string `json:"name" maxLength:"200" example:"Maison Lumen"`
	Zone      string `json:"zone" maxLength:"64" example:"Europe/Paris" doc:"IANA time zone of its pages"`
	Language  string `json:"language" enum:"fr,en" example:"fr"`
	Currency  string `json:"currency" pattern:"^[A-Z]{3}$" example:"EUR" doc:"ISO 4217"`
	PublicURL string `json:"public_url,omitzero" maxLength:"500" example:"https://accord.example.org" doc:"Under which people and platforms reach the server; absent to go by the server's flag"`
}

func (s *Server) apiOrganisation(ctx context.Context, _ *apiNothing) (*apiBody[apiOrganisation], error) {
	o, err := s.Office.Operators.Organisation(ctx)
	return answered(s.apiOrganisationOf(o)), err
}

func (s *Server) apiOrganisationOf(o operator.Organisation) apiOrganisation {
	return apiOrganisation{o.Name, o.Zone, o.Language, o.Currency, o.PublicURL, o.FourEyes, s.Clock.Now().UTC()}
}

func (s *Server) apiSaveOrganisation(ctx context.Context, in *apiBody[apiOrganisationGiven]) (*apiBody[apiOrganisation], error) {
	given := in.Body
	err := s.Office.Operators.ChangeOrganisation(ctx, callOf(ctx).by(), func(o *operator.Organisation) {
		o.Name, o.Zone, o.Language, o.Currency, o.PublicURL = given.Name, given.Zone, given.Language, given.Currency, given.PublicURL
	})
	if err != nil {
		return nil, err
	}
	return s.apiOrganisation(ctx, &apiNothing{})
}
