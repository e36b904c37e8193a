package whatsapp

import "encoding/json"

// ReceivedMedia is a file a person sent; the bytes are fetched by ID.
type ReceivedMedia struct {
	ID       string `json:"id"`
	MIMEType string `json:"mime_type"`
	SHA256   string `json:"sha256,omitempty"` // base64
	Caption  string `json:"caption,omitempty"`
	Filename string `json:"filename,omitempty"` // documents
	Voice    bool   `json:"voice,omitempty"`    // audio recorded in the chat
	Animated bool   `json:"animated,omitempty"` // stickers
}

// Location is a place a person shared; degrees, WGS 84.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
	URL       string  `json:"url,omitempty"`
}

// Order is a basket from the business's catalogue.
type Order struct {
	CatalogID string          `json:"catalog_id"`
	Text      string          `json:"text,omitempty"`
	Items     json.RawMessage `json:"product_items,omitempty"` // as sent: prices come as numbers or as text
}

// Referral is the advertisement or post a conversation began with.
type Referral struct {
	SourceURL  string `json:"source_url,omitempty"`
	SourceID   string `json:"source_id,omitempty"`
	SourceType string `json:"source_type,omitempty"` // ad, post
	Headline   string `json:"headline,omitempty"`
	Body       string `json:"body,omitempty"`
	MediaType  string `json:"media_type,omitempty"`
	ClickID    string `json:"ctwa_clid,omitempty"`
}

// FlowReply is a form that was filled in; ResponseJSON is JSON inside a string.
type FlowReply struct {
	Name         string `json:"name,omitempty"`
	Body         string `json:"body,omitempty"`
	ResponseJSON string `json:"response_json,omitempty"`
}
