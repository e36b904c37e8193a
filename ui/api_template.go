package ui

import (
	"context"
	"time"

	"accord/campaign"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// apiTemplate is an approved text with places to fill, in one language.
type apiTemplate struct {
	ID        idText             `json:"id"`
	WABA      string             `json:"waba_id" example:"102290129340398" doc:"The WhatsApp Business account"`
	Name      string             `json:"name" example:"rentree"`
	Language  string             `json:"language" example:"fr"`
	Category  string             `json:"category" example:"MARKETING" doc:"MARKETING, UTILITY or AUTHENTICATION"`
	Status    string             `json:"status" example:"APPROVED" doc:"Only APPROVED can be sent; DELETED vanished from the account"`
	Header    *apiTemplateHeader `json:"header,omitzero"`
	Body      string             `json:"body" example:"Bonjour {{1}}, nos offres vous attendent."`
	Footer    string             `json:"footer,omitzero" example:"Répondez STOP pour ne plus rien recevoir."`
	Buttons   []apiButton        `json:"buttons"`
	Variables []string           `json:"variables" example:"1" doc:"The places of the body"`
	SyncedAt  time.Time          `json:"synced_at" doc:"When it was last read from WhatsApp"`
}

type apiTemplateHeader struct {
	Format string `json:"format" enum:"text,image,video,document"`
	Text   string `json:"text,omitzero" example:"Soldes"`
}

type apiButton struct {
	Kind string `json:"kind" example:"url" doc:"quick_reply, url or copy_code"`
	Text string `json:"text" example:"Voir les offres"`
	URL  string `json:"url,omitzero" example:"https://accord.example.org/l/{{1}}" doc:"With {{1}} at its end where it varies"`
}

func apiTemplateOf(t campaign.StoredTemplate) apiTemplate {
	told := apiTemplate{ID: textOf(t.ID), WABA: t.WABA, Name: t.Name, Language: t.Language, Category: t.Category, Status: t.Status, Body: t.Body,
		Footer: t.Footer, Variables: t.Variables(), SyncedAt: t.SyncedAt, Buttons: eachOf(t.Buttons, func(b campaign.Button) apiButton {
			return apiButton{string(b.Kind), b.Text, b.URL}
		})}
	if t.Header != nil {
		told.Header = &apiTemplateHeader{string(t.Header.Format), t.Header.Text}
	}
	return told
}

func (s *Server) apiTemplates(ctx context.Context, _ *apiNothing) (*apiBody[apiList[apiTemplate]], error) {
	list, err := s.Office.Campaigns.TemplateList(ctx, s.Office.DB)
	return listed("templates", "", eachOf(list, apiTemplateOf)), err
}

func (s *Server) apiTemplate(ctx context.Context, in *apiNamed) (*apiBody[apiTemplate], error) {
	t, err := s.Office.Campaigns.TemplateByID(ctx, s.Office.DB, idFrom[campaign.TemplateID](in.ID))
	return answered(apiTemplateOf(t)), err
}

// apiSyncTemplates answers with the templates as they are known then.
func (s *Server) apiSyncTemplates(ctx context.Context, in *apiNothing) (*apiBody[apiList[apiTemplate]], error) {
	patience, cancel := context.WithTimeout(ctx, libraryPatience)
	defer cancel()
	if err := s.Office.Numbers.Learn(patience); err != nil {
		return nil, &problem{Status: fiber.StatusBadGateway, Detail: "WhatsApp did not give its templates; test each number to learn why.", cause: err}
	}
	if err := s.apiRecord(ctx, operator.TemplatesSynced, "", nil); err != nil {
		return nil, err
	}
	return s.apiTemplates(ctx, in)
}
