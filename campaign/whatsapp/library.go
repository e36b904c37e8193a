package whatsapp

import (
	"context"
	"strings"

	"accord/campaign"
)

// Library reads the account's templates as campaigns know them.
func (c *Client) Library(ctx context.Context) ([]campaign.Template, error) {
	infos, err := c.Templates(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]campaign.Template, len(infos))
	for i, info := range infos {
		list[i] = templateOf(info)
	}
	return list, nil
}

func templateOf(info TemplateInfo) campaign.Template {
	t := campaign.Template{RemoteID: info.ID, Name: info.Name, Language: info.Language, Category: info.Category, Status: info.Status}
	for _, c := range info.Components {
		switch c.Type {
		case "HEADER":
			t.Header = &campaign.Header{Format: campaign.Format(strings.ToLower(c.Format)), Text: c.Text}
		case "BODY":
			t.Body = c.Text
		case "FOOTER":
			t.Footer = c.Text
		case "BUTTONS":
			for _, b := range c.Buttons {
				t.Buttons = append(t.Buttons, campaign.Button{Kind: campaign.ButtonKind(strings.ToLower(b.Type)), Text: b.Text, URL: b.URL})
			}
		}
	}
	return t
}
