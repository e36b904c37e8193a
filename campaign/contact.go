package campaign

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"accord/consent"
	"accord/internal/clock"
	"accord/internal/db"
)

// Attributes are what is known of a person besides the fixed fields: text,
// numbers (float64) and booleans by name.
type Attributes map[string]any

// ZoneSource says why a zone was chosen.
type ZoneSource string

// The sources of a zone, best first.
const (
	ZoneProfile      ZoneSource = "profile"      // given with the person
	ZoneNumber       ZoneSource = "number"       // the country of the number has one zone
	ZoneOrganisation ZoneSource = "organisation" // unknown: the organisation's own
)

// Contact is a person as a campaign sees them. The number is not here; it is
// kept, sealed, by package consent.
type Contact struct {
	ID         ContactID
	ExternalID string
	Name       string
	Language   string
	Country    string // ISO 3166
	Zone       string // IANA
	ZoneSource ZoneSource
	Attributes Attributes
	Tags       []string
	CreatedAt  time.Time // this and the next are kept by the store, whatever is given
	UpdatedAt  time.Time
}

// NewContact is a contact to add or update, found by its address.
type NewContact struct {
	Contact
	Address consent.Address
}

// UpsertTx adds contacts or updates those that exist: given fields replace,
// absent ones stay, attributes and tags are united. IDs come back in the order
// of the list.
func (s *Store) UpsertTx(ctx context.Context, tx *db.Tx, list []NewContact) ([]ContactID, error) {
	addresses := make([]consent.Address, len(list))
	for i, c := range list {
		addresses[i] = c.Address
	}
	owners, err := s.Consent.EnsureTx(ctx, tx, addresses)
	if err != nil {
		return nil, err
	}
	ids := make([]ContactID, len(list))
	for i, c := range list {
		ids[i] = owners[c.Address]
		list[i].ID = ids[i]
	}
	known, err := s.ContactsTx(ctx, tx, ids) // EnsureTx lets nobody else change them before the commit
	if err != nil {
		return nil, err
	}
	merged := make(map[ContactID]Contact, len(list))
	for _, c := range list {
		before, ok := merged[c.ID]
		if !ok {
			before = known[c.ID]
		}
		merged[c.ID] = before.with(c.Contact)
	}
	if err := s.writeContacts(ctx, tx, merged); err != nil {
		return nil, err
	}
	if err := writeWords(ctx, tx, known, merged); err != nil {
		return nil, err
	}
	return ids, writeFacets(ctx, tx, known, merged)
}

// with is the contact after new knowledge.
func (c Contact) with(n Contact) Contact {
	n.ExternalID = cmp.Or(n.ExternalID, c.ExternalID)
	n.Name = cmp.Or(n.Name, c.Name)
	n.Language = cmp.Or(n.Language, c.Language)
	n.Country = cmp.Or(n.Country, c.Country)
	if n.Zone == "" || c.ZoneSource == ZoneProfile && n.ZoneSource != ZoneProfile {
		n.Zone, n.ZoneSource = c.Zone, c.ZoneSource
	}
	attributes := Attributes{}
	for _, from := range []Attributes{c.Attributes, n.Attributes} {
		for k, v := range from {
			attributes[k] = v
		}
	}
	n.Attributes = attributes
	n.Tags = append(slices.Clone(c.Tags), n.Tags...)
	slices.Sort(n.Tags)
	n.Tags = slices.Compact(n.Tags)
	return n
}

func (s *Store) writeContacts(ctx context.Context, tx *db.Tx, contacts map[ContactID]Contact) error {
	rows := db.NewSet(db.Int("id"), db.Text("external_id"), db.Text("name"), db.Text("language"), db.Text("country"),
		db.Text("zone"), db.Text("zone_source"), db.JSON("attrs"), db.Bytes("sort_name"), db.Text("sought"))
	tags := db.NewSet(db.Int("id"), db.Text("tag"))
	for _, id := range slices.Sorted(maps.Keys(contacts)) { // one order, so that two writers never wait for each other
		c := contacts[id]
		attributes, err := json.Marshal(c.Attributes)
		if err != nil {
			return fmt.Errorf("attributes of contact %d: %w", c.ID, err)
		}
		zone, source := cmp.Or(c.Zone, s.Zone), cmp.Or(c.ZoneSource, ZoneOrganisation)
		rows.Add(int64(c.ID), nullable(c.ExternalID), c.Name, c.Language, c.Country, zone, string(source), string(attributes),
			c.sortName(), sought(c.words()))
		for _, tag := range c.Tags {
			tags.Add(int64(c.ID), tag)
		}
	}
	now := clock.Millis(s.Clock.Now())
	_, err := tx.ExecSet(ctx, rows, `INSERT INTO contact (id, external_id, name, language, country, zone, zone_source, attrs,
			sort_name, sought, created_at, updated_at)
		SELECT id, external_id, name, language, country, zone, zone_source, attrs, sort_name, sought, ?, ? FROM v WHERE true
		ON CONFLICT (id) DO UPDATE SET external_id = excluded.external_id, name = excluded.name, language = excluded.language,
			country = excluded.country, zone = excluded.zone, zone_source = excluded.zone_source, attrs = excluded.attrs,
			sort_name = excluded.sort_name, sought = excluded.sought, updated_at = excluded.updated_at`, now, now)
	if err != nil {
		return fmt.Errorf("write contacts: %w", err)
	}
	_, err = tx.ExecSet(ctx, tags, `INSERT INTO contact_tag (contact_id, tag) SELECT id, tag FROM v WHERE true ON CONFLICT DO NOTHING`)
	if err != nil {
		return fmt.Errorf("write tags: %w", err)
	}
	return nil
}

// nullable is nil for an empty text, so that UNIQUE lets many be absent.
func nullable(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// contactRow is a line of contact.
type contactRow struct {
	ID         ContactID  `db:"id"`
	ExternalID *string    `db:"external_id"`
	Name       string     `db:"name"`
	Language   string     `db:"language"`
	Country    string     `db:"country"`
	Zone       string     `db:"zone"`
	ZoneSource ZoneSource `db:"zone_source"`
	Attrs      string     `db:"attrs"`
	CreatedAt  int64      `db:"created_at"`
	UpdatedAt  int64      `db:"updated_at"`
}

const contactColumns = `c.id, c.external_id, c.name, c.language, c.country, c.zone, c.zone_source, c.attrs, c.created_at, c.updated_at`

func (r contactRow) contact() (Contact, error) {
	c := Contact{ID: r.ID, Name: r.Name, Language: r.Language, Country: r.Country, Zone: r.Zone, ZoneSource: r.ZoneSource,
		CreatedAt: clock.At(r.CreatedAt), UpdatedAt: clock.At(r.UpdatedAt)}
	if r.ExternalID != nil {
		c.ExternalID = *r.ExternalID
	}
	if err := json.Unmarshal([]byte(r.Attrs), &c.Attributes); err != nil {
		return c, fmt.Errorf("attributes of contact %d: %w", r.ID, err)
	}
	return c, nil
}

// ContactsTx loads contacts with their tags; those that do not exist are absent.
func (s *Store) ContactsTx(ctx context.Context, r db.Reader, ids []ContactID) (map[ContactID]Contact, error) {
	contacts, err := loadContacts(ctx, r, ids)
	if err != nil {
		return nil, err
	}
	tags, err := loadTags(ctx, r, ids)
	if err != nil {
		return nil, err
	}
	for id, c := range contacts {
		c.Tags = tags[id]
		contacts[id] = c
	}
	return contacts, nil
}

// loadTags are the tags of contacts, sorted.
func loadTags(ctx context.Context, r db.Reader, ids []ContactID) (map[ContactID][]string, error) {
	var rows []struct {
		ID  ContactID `db:"contact_id"`
		Tag string    `db:"tag"`
	}
	if err := r.SelectSet(ctx, &rows, db.IDs("id", ids), `SELECT t.contact_id, t.tag FROM v
		JOIN contact_tag t ON t.contact_id = v.id`); err != nil {
		return nil, fmt.Errorf("load tags: %w", err)
	}
	tags := map[ContactID][]string{}
	for _, row := range rows {
		tags[row.ID] = append(tags[row.ID], row.Tag)
	}
	for id, list := range tags {
		slices.Sort(list) // an id that was named twice brought its tags twice
		tags[id] = slices.Compact(list)
	}
	return tags, nil
}

// loadContacts is ContactsTx without the tags.
func loadContacts(ctx context.Context, r db.Reader, ids []ContactID) (map[ContactID]Contact, error) {
	var rows []contactRow
	err := r.SelectSet(ctx, &rows, db.IDs("id", ids), `SELECT `+contactColumns+` FROM v JOIN contact c ON c.id = v.id`)
	if err != nil {
		return nil, fmt.Errorf("load contacts: %w", err)
	}
	contacts := make(map[ContactID]Contact, len(rows))
	for _, row := range rows {
		if contacts[row.ID], err = row.contact(); err != nil {
			return nil, err
		}
	}
	return contacts, nil
}

// Contact loads one contact, or returns [ErrNotFound].
func (s *Store) Contact(ctx context.Context, r db.Reader, id ContactID) (Contact, error) {
	found, err := s.ContactsTx(ctx, r, []ContactID{id})
	if err != nil {
		return Contact{}, err
	}
	c, ok := found[id]
	if !ok {
		return Contact{}, fmt.Errorf("contact %d: %w", id, ErrNotFound)
	}
	return c, nil
}

// FindExternal returns the contact with the business's own id.
func (s *Store) FindExternal(ctx context.Context, r db.Reader, externalID string) (ContactID, error) {
	var id ContactID
	err := r.Get(ctx, &id, `SELECT id FROM contact WHERE external_id = ?`, externalID)
	if errors.Is(err, db.ErrNotFound) {
		return 0, fmt.Errorf("contact of this external id: %w", ErrNotFound)
	}
	return id, err
}
