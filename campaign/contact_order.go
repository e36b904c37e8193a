package campaign

import (
	"context"
	"errors"
	"fmt"

	"accord/internal/db"

	"github.com/huandu/go-sqlbuilder"
)

// arrangement is an order of contacts c, as an index holds them.
type arrangement struct {
	mark  byte // of its bookmarks
	index string
	by    []string
	after func(b *sqlbuilder.SelectBuilder, from turning) string // whoever comes behind
}

var arrangements = map[ContactOrder]arrangement{
	OrderName: {'n', "contact_name", []string{"c.sort_name"},
		func(b *sqlbuilder.SelectBuilder, from turning) string { return "c.sort_name > " + b.Var(from.SortName) }},
	OrderRecent: {'r', "contact_created", []string{"c.created_at DESC", "c.id DESC"},
		func(b *sqlbuilder.SelectBuilder, from turning) string {
			return "(c.created_at, c.id) < (" + b.Var(from.CreatedAt) + ", " + b.Var(int64(from.ID)) + ")"
		}},
}

func (q ContactQuery) order() (arrangement, error) {
	if q.Sort == "" {
		return arrangements[OrderName], nil
	}
	order, ok := arrangements[q.Sort]
	if !ok {
		return order, fmt.Errorf("%w order %q: contacts are sorted by name or by recent", ErrInvalid, q.Sort)
	}
	return order, nil
}

// turning is the contact after which a page begins.
type turning struct {
	ID        ContactID `db:"id"`
	SortName  []byte    `db:"sort_name"`
	CreatedAt int64     `db:"created_at"`
}

// open finds the place of a cursor. A cursor only names the last contact of a
// page: what that one is sorted by is read again.
func (a arrangement) open(ctx context.Context, r db.Reader, cursor string) (*turning, error) {
	numbers, err := openBookmark(cursor, a.mark, 1)
	if err != nil || numbers == nil {
		return nil, err
	}
	var from turning
	err = r.Get(ctx, &from, `SELECT id, sort_name, created_at FROM contact WHERE id = ?`, numbers[0])
	if errors.Is(err, db.ErrNotFound) {
		return nil, errBookmark()
	}
	if err != nil {
		return nil, fmt.Errorf("find the cursor: %w", err)
	}
	return &from, nil
}

// arrange sorts contacts and leaves out those before a turning.
func (a arrangement) arrange(b *sqlbuilder.SelectBuilder, from *turning) {
	if from != nil {
		b.Where(a.after(b, *from))
	}
	b.OrderBy(a.by...)
}
