package workspace

import (
	"cmp"
	"context"
	"errors"
	"fmt"
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
	n := &Numbers{w: w, given: given, board: &whatsapp.Switchboard{}}
	w.Campaigns.Numbers = n.ids
	return n
}

// Board is the switchboard of all numbers, for the engine and the webhooks.
func (n *Numbers) Board() *whatsapp.Switchboard { return n.board }

// Changed connects the numbers as they are stored now. A number that cannot
// be connected is an error, and the former ones stay.
func (n *Numbers) Changed(ctx context.Context) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	numbers, err := n.all(ctx)
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

// all are the numbers of the settings and the given ones, each once.
func (n *Numbers) all(ctx context.Context) ([]operator.Number, error) {
	stored, err := n.w.Operators.Numbers(ctx)
	if err != nil {
		return nil, err
	}
	list := append([]operator.Number(nil), n.given...)
	for _, s := range stored {
		known := false
		for _, g := range n.given {
			known = known || g.ID == s.ID
		}
		if !known {
			list = append(list, s)
		}
	}
	return list, nil
}

// ids are the numbers that a campaign may send from.
func (n *Numbers) ids(ctx context.Context) ([]string, error) {
	numbers, err := n.all(ctx)
	ids := make([]string, len(numbers))
	for i, number := range numbers {
		ids[i] = number.ID
	}
	return ids, err
}

// List are the numbers that can send, without their secrets.
func (n *Numbers) List(ctx context.Context) ([]operator.Number, error) { return n.all(ctx) }

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

// Learn asks the platform what each number may do and which templates it has.
// What cannot be read stays as it was known; the error names the numbers.
func (n *Numbers) Learn(ctx context.Context) error {
	numbers, err := n.all(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, number := range numbers {
		if err := n.learn(ctx, number); err != nil {
			failed = append(failed, fmt.Errorf("number %s: %w", number.ID, err))
		}
	}
	return errors.Join(failed...)
}

func (n *Numbers) learn(ctx context.Context, number operator.Number) error {
	client, ok := n.board.Client(number.ID)
	if !ok {
		return errors.New("it is not connected")
	}
	info, err := client.Number(ctx)
	if err != nil {
		return err
	}
	if err := n.setRate(ctx, number.ID, info.PerSecond); err != nil {
		return err
	}
	return n.syncTemplates(ctx, client, number.WABAID)
}

func (n *Numbers) syncTemplates(ctx context.Context, client *whatsapp.Client, waba string) error {
	list, err := client.Library(ctx)
	if err != nil {
		return fmt.Errorf("read the templates of account %s: %w", waba, err)
	}
	return n.w.Campaigns.SyncTemplates(ctx, waba, list)
}

// SyncTemplates implements ui.Numbers.
func (n *Numbers) SyncTemplates(ctx context.Context) error { return n.Learn(ctx) }

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
