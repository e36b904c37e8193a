package campaign

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// screenedPage is a page of members on its way to the placer.
type screenedPage struct {
	members []member
	err     error         // of the screen
	done    chan struct{} // closed when the screen has seen them
}

// pagesAhead is how many pages are read and screened while one is placed:
// reading and screening wait for the database, and neither depends on the page
// before.
const pagesAhead = 2

// foresee decides about everybody who matches the campaign's audience now, and
// hands fn page by page what it would write. Pages are placed one after
// another, in the order of a frozen audience, as placing must be.
func (p planner) foresee(ctx context.Context, fn func(planned pagePlan, members []member)) error {
	g, ctx := errgroup.WithContext(ctx)
	pages := make(chan *screenedPage, pagesAhead)
	g.Go(func() error {
		defer close(pages)
		return p.store.eachMatch(ctx, p.campaign.Content.Audience, func(members []member) error {
			page := &screenedPage{members: members, done: make(chan struct{})}
			g.Go(func() error {
				defer close(page.done)
				page.err = p.screen(ctx, members)
				return page.err
			})
			select {
			case pages <- page:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	g.Go(func() error {
		for page := range pages {
			<-page.done
			if page.err != nil {
				return page.err
			}
			planned, err := p.place(ctx, page.members)
			if err != nil {
				return err
			}
			fn(planned, page.members)
		}
		return nil
	})
	return g.Wait()
}
