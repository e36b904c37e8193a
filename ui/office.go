package ui

import (
	"context"
	"errors"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"
	"accord/internal/db"
	"accord/internal/operator"
	"accord/internal/secret"
)

// Office is what the pages and the API work on: the stores of one organisation
// and the engine that sends.
type Office struct {
	DB          *db.DB
	Keys        *secret.Keys
	Operators   *operator.Store
	Consent     *consent.Store
	Experiments *experiment.Store
	Campaigns   *campaign.Store
	Engine      Engine
	Numbers     Numbers
	Uploads     string  // folder of files that wait for their import
	Sample      *Sample // set in the sample workspace only
}

// Engine sends. Its one implementation is package scheduler's; what is asked
// here is the part that a page may.
type Engine interface {
	// Placer places for a forecast; what it places is forgotten with it.
	Placer() campaign.Placer
	// Wake makes a campaign that was launched or resumed go on at once; without
	// it, it does within a minute.
	Wake(ctx context.Context, id campaign.ID) error
}

// Numbers reaches the business numbers at WhatsApp.
type Numbers interface {
	// List are all numbers with their secrets: those of the settings, and those
	// that the environment gives.
	List(ctx context.Context) ([]operator.Number, error)
	// Test asks the platform about a number and its templates, and changes
	// nothing.
	Test(ctx context.Context, n operator.Number) (NumberReport, error)
	// Changed makes the engine use the numbers as they are stored now.
	Changed(ctx context.Context) error
	// Learn reads from the platform how fast these numbers may send, and the
	// templates of their accounts; of all numbers where none is named. What
	// cannot be read stays as it was known; the error names the numbers.
	Learn(ctx context.Context, ids ...string) error
}

// NumberReport is what the platform says of a number.
type NumberReport struct {
	Display   string // "+33 1 84 88 00 01"
	Name      string // as people see it
	PerSecond int    // messages, 0 when it is not told
	Templates int
}

func (o *Office) complete() error {
	if o.DB == nil || o.Keys == nil || o.Operators == nil || o.Consent == nil || o.Experiments == nil || o.Campaigns == nil || o.Engine == nil || o.Numbers == nil {
		return errors.New("ui: an office needs DB, Keys, Operators, Consent, Experiments, Campaigns, Engine and Numbers")
	}
	return nil
}

// Sample is the sample workspace: whom a visitor may be, and how to begin
// again.
type Sample struct {
	People []SamplePerson
	Reset  func() // builds the workspace anew and returns at once; nil where it is kept
	Leave  func() // ends the demonstration; returns at once
}

// SamplePerson is an operator whom a visitor on this machine may become
// without a password.
type SamplePerson struct {
	ID   operator.ID
	Name string
	Role operator.Role
}
