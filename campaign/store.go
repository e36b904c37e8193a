package campaign

import (
	"crypto/rand"
	"embed"
	"errors"
	"io"

	"accord/consent"
	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of this package; it needs those of consent and experiment.
var Schema = db.Schema{Owner: "campaign", Files: migrations}

// Errors a caller can tell apart.
var (
	// ErrNotFound is a campaign, contact, template, link or message that does not exist.
	ErrNotFound = errors.New("not found")
	// ErrInvalid is input that can never be accepted; the message says what to change.
	ErrInvalid = errors.New("invalid")
	// ErrState is an action that the campaign's state does not allow.
	ErrState = errors.New("not possible now")
	// ErrChanged is an act that was decided on something that has changed since.
	ErrChanged = errors.New("changed meanwhile")
)

// Config wires a [Store]; DB, Clock, Consent and Experiment are required.
type Config struct {
	DB          *db.DB
	Clock       clock.Clock
	Consent     *consent.Store
	Experiment  *experiment.Store
	Zone        string    // the organisation's IANA zone; Europe/Paris when empty
	Currency    string    // of revenue, ISO 4217; EUR when empty
	Language    string    // of people whose language is unknown; "fr" when empty
	Rand        io.Reader // source of link codes; crypto/rand when nil
	GlobalSalt  string    // draws the organisation's permanent holdout
	GlobalShare int       // its share in ten-thousandths, 0 for none
	// Numbers are those that can send; a campaign with another one is not
	// launched. When it is nil, any can, with the templates of any account.
	Numbers func() []Number
}

// Store keeps contacts, campaigns and messages.
type Store struct {
	db *db.DB
	Config
	few int // see fewPeople
}

// New checks the configuration.
func New(c Config) (*Store, error) {
	if c.DB == nil || c.Clock == nil || c.Consent == nil || c.Experiment == nil {
		return nil, errors.New("campaign: DB, Clock, Consent and Experiment are required")
	}
	if c.GlobalShare < 0 || c.GlobalShare > 5000 || c.GlobalShare > 0 && c.GlobalSalt == "" {
		return nil, errors.New("campaign: a global holdout needs a salt and a share of at most 5000 ten-thousandths")
	}
	if c.Zone == "" {
		c.Zone = "Europe/Paris"
	}
	if c.Currency == "" {
		c.Currency = "EUR"
	}
	if c.Language == "" {
		c.Language = "fr"
	}
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	return &Store{db: c.DB, Config: c, few: fewPeople}, nil
}

// ContactID is the id of a contact, that of its subject.
type ContactID = consent.SubjectID

// ID names a campaign.
type ID int64

// MessageID names a message; it travels to WhatsApp and back with each status.
type MessageID int64
