package campaign

import (
	"context"
	"fmt"

	"accord/consent"
	"accord/internal/db"

	"github.com/huandu/go-sqlbuilder"
)

// ContactOrder is the order of a list of contacts.
type ContactOrder string

// The orders.
const (
	OrderName   ContactOrder = "name"   // alphabetical, without case and accents; the nameless last
	OrderRecent ContactOrder = "recent" // the last added first
)

// ContactQuery says whom to look for: people to whom all of it applies. The
// zero query is everybody.
type ContactQuery struct {
	Text     string           // each word is the beginning of a word of the name, of first_name, last_name or the external id
	Address  *consent.Address // exactly this one
	Tag      string
	Language string
	Country  string
	Rule     *Rule        // of a segment
	Sort     ContactOrder // OrderName when empty
}

// ContactList is a page of contacts. Next is the cursor of the page after it,
// empty after the last.
type ContactList struct {
	Contacts []Contact
	Next     string
}

// SearchContacts lists the people of a query, from behind the cursor on, at
// most limit (1 to 500) of them. A cursor of another list or order is
// [ErrInvalid].
//
// No page reads people to leave most of them out: where few are left, an index
// names them and they are sorted; where many are, an index is walked in the
// order of the list until the page is full. Only a rule is asked of the people
// themselves, and one that matches almost nobody is asked of almost everybody.
func (s *Store) SearchContacts(ctx context.Context, r db.Reader, q ContactQuery, cursor string, limit int) (ContactList, error) {
	if err := checkPage(limit); err != nil {
		return ContactList{}, err
	}
	order, err := q.order()
	if err != nil {
		return ContactList{}, err
	}
	from, err := order.open(ctx, r, cursor)
	if err != nil {
		return ContactList{}, err
	}
	found, err := s.read(ctx, r, q)
	if err != nil || found.empty() {
		return ContactList{}, err
	}
	query, args := found.build(order.index, func(b *sqlbuilder.SelectBuilder) {
		b.Select("c.id")
		order.arrange(b, from)
		b.Limit(limit + 1)
	})
	var ids []ContactID
	if err := r.Select(ctx, &ids, query, args...); err != nil {
		return ContactList{}, fmt.Errorf("search contacts: %w", err)
	}
	var list ContactList
	if len(ids) > limit {
		ids = ids[:limit]
		list.Next = bookmark{order.mark, []int64{int64(ids[limit-1])}}.String()
	}
	list.Contacts, err = s.inOrder(ctx, r, ids)
	return list, err
}

// CountContacts is how many people a query leaves, exactly.
func (s *Store) CountContacts(ctx context.Context, r db.Reader, q ContactQuery) (int, error) {
	found, err := s.read(ctx, r, q)
	if err != nil {
		return 0, err
	}
	if n, known := found.counted(); known {
		return n, nil
	}
	query, args := found.count()
	var n int
	if err := r.Get(ctx, &n, query, args...); err != nil {
		return 0, fmt.Errorf("count contacts: %w", err)
	}
	return n, nil
}

// inOrder loads contacts in the order of their ids.
func (s *Store) inOrder(ctx context.Context, r db.Reader, ids []ContactID) ([]Contact, error) {
	found, err := s.ContactsTx(ctx, r, ids)
	if err != nil {
		return nil, err
	}
	contacts := make([]Contact, 0, len(ids))
	for _, id := range ids {
		if c, ok := found[id]; ok {
			contacts = append(contacts, c)
		}
	}
	return contacts, nil
}
