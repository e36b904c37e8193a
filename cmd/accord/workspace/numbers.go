package workspace

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"accord/campaign/whatsapp"
	"accord/internal/operator"
	"accord/ui"
)

// Numbers connects the organisation's business numbers: those of its settings,
// and one that the environment may name.
type Numbers struct {
	w       *Workspace
	given   []operator.Number // by flag or variable; they win over settings of the same id
	board   *whatsapp.Switchboard
	setRate func(ctx context.Context, number string, perSecond int) error

	mu sync.Mutex // one change at a time
}

// Numbers are those of the settings and the given ones, not connected yet.
func (w *Workspace) Numbers(given ...operator.Number) *Numbers {
	n := &Numbers{w: w, given: slices.Clone(given), board: &whatsapp.Switchboard{}}
	for i := range n.given {
		n.given[i].Given = true
	}
	w.Campaigns.Numbers = n.board.Numbers
	return n
}

// Board is the switchboard of all numbers, for the engine and the webhooks.
func (n *Numbers) Board() *whatsapp.Switchboard { return n.board }

// Changed connects the numbers as they are stored now. A number that cannot
// be connected is an error, and the former ones stay.
func (n *Numbers) Changed(ctx context.Context) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	numbers, err := n.List(ctx)
	if err != nil {
		return err
	}
	lines := make([]whatsapp.Line, len(numbers))
	for i, number := range numbers {
		if lines[i], err = lineOf(number); err != nil {
			return fmt.Errorf("number %s: %w", number.ID, err)
		}
	}
	return n.board.Connect(lines)
}

// List implements ui.Numbers.
func (n *Numbers) List(ctx context.Context) ([]operator.Number, error) {
	stored, err := n.w.Operators.Numbers(ctx)
	if err != nil {
		return nil, err
	}
	list := slices.Clone(n.given)
	for _, s := range stored {
		if !slices.ContainsFunc(n.given, func(g operator.Number) bool { return g.ID == s.ID }) {
			list = append(list, s)
		}
	}
	return list, nil
}

func lineOf(number operator.Number) (whatsapp.Line, error) {
	secrets := make([]string, len(number.AppSecrets))
	for i, s := range number.AppSecrets {
		secrets[i] = s.Reveal()
	}
	signed, err := whatsapp.NewSecrets(secrets...)
	return whatsapp.Line{Config: configOf(number), Secrets: signed, VerifyToken: number.VerifyToken.Reveal()}, err
}

func configOf(number operator.Number) whatsapp.Config {
	return whatsapp.Config{BaseURL: number.BaseURL, Version: number.Version, Token: number.Token.Reveal(), PhoneNumberID: number.ID, WABAID: number.WABAID}
}

// Test implements ui.Numbers: it asks with what was typed, before it is kept.
func (n *Numbers) Test(ctx context.Context, number operator.Number) (ui.NumberReport, error) {
	client, err := whatsapp.NewClient(configOf(number))
	if err != nil {
		return ui.NumberReport{}, err
	}
	info, err := client.Number(ctx)
	if err != nil {
		return ui.NumberReport{}, err
	}
	report := ui.NumberReport{Display: info.DisplayNumber, Name: cmp.Or(info.VerifiedName, number.Label), PerSecond: info.PerSecond}
	list, err := client.Library(ctx)
	report.Templates = len(list)
	return report, err
}
