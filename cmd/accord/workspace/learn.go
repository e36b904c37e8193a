package workspace

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"accord/campaign/whatsapp"
	"accord/internal/operator"
)

const (
	// learnEvery is how old what is known of the numbers may be: a template
	// that Meta pauses is known to be so by then.
	learnEvery = 10 * time.Minute
	// learnPatience is for all pages of an account's templates, when nobody
	// waits for them.
	learnPatience = time.Minute
)

// Run reads again and again what the platform says of the numbers, until ctx
// ends. A number that does not answer is asked again the next time.
func (n *Numbers) Run(ctx context.Context) error {
	for {
		if err := n.w.Clock.Sleep(ctx, learnEvery); err != nil {
			return err
		}
		patience, cancel := context.WithTimeout(ctx, learnPatience)
		err := n.Learn(patience)
		cancel()
		if err != nil {
			n.w.Log.Warn("a number could not be read; its rate and templates stay as they were known", "error", err)
		}
	}
}

// Learn implements ui.Numbers. The numbers are asked at once, so that one that
// does not answer hides no other.
func (n *Numbers) Learn(ctx context.Context, ids ...string) error {
	numbers, err := n.List(ctx)
	if err != nil {
		return err
	}
	if len(ids) > 0 {
		numbers = slices.DeleteFunc(numbers, func(number operator.Number) bool { return !slices.Contains(ids, number.ID) })
	}
	accounts := map[string]*sync.Once{} // an account's templates are read once, by the first of its numbers that answers
	failed := make([]error, len(numbers))
	var asked sync.WaitGroup
	for i, number := range numbers {
		if accounts[number.WABAID] == nil {
			accounts[number.WABAID] = &sync.Once{}
		}
		account := accounts[number.WABAID]
		asked.Go(func() {
			if err := n.learn(ctx, number, account); err != nil {
				failed[i] = fmt.Errorf("number %s: %w", number.ID, err)
			}
		})
	}
	asked.Wait()
	return errors.Join(failed...)
}

func (n *Numbers) learn(ctx context.Context, number operator.Number, account *sync.Once) error {
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
	account.Do(func() { err = n.readTemplates(ctx, client, number.WABAID) })
	return err
}

func (n *Numbers) readTemplates(ctx context.Context, client *whatsapp.Client, waba string) error {
	list, err := client.Library(ctx)
	if err != nil {
		return fmt.Errorf("read the templates of account %s: %w", waba, err)
	}
	return n.w.Campaigns.SyncTemplates(ctx, waba, list)
}
