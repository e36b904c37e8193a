package consent

import (
	"context"
	"fmt"
	"regexp"

	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/secret"
)

// AddressKind tells how a person is reached on WhatsApp.
type AddressKind string

// The kinds of addresses.
const (
	Phone  AddressKind = "phone"   // E.164, "+33612345678"
	UserID AddressKind = "user_id" // WhatsApp's business-scoped id, "FR.1349…"
)

// Address is one way to reach a person, for as long as it is theirs.
type Address struct {
	Kind  AddressKind
	Value string
}

var (
	e164   = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	userID = regexp.MustCompile(`^[A-Z]{2}\.[A-Za-z0-9.]{1,132}$`)
)

// Validate returns [ErrInvalid] for anything but a complete address. It does
// not repeat the value, which is personal.
func (a Address) Validate() error {
	if a.Kind == Phone && e164.MatchString(a.Value) || a.Kind == UserID && userID.MatchString(a.Value) {
		return nil
	}
	return fmt.Errorf("%w address: want a number such as +33612345678 or a WhatsApp user id such as FR.1349", ErrInvalid)
}

func (s *Store) tag(a Address) []byte { return s.keys.Tag(string(a.Kind), a.Value) }

func keyName(id SubjectID) string                     { return fmt.Sprint("subject/", id) }
func addressPlace(id SubjectID, k AddressKind) string { return fmt.Sprint("address/", id, "/", k) }

// Find returns whose address this is now, or [ErrUnknown].
func (s *Store) Find(ctx context.Context, r db.Reader, a Address) (SubjectID, error) {
	found, err := s.FindAll(ctx, r, []Address{a})
	if err != nil {
		return 0, err
	}
	id, ok := found[a]
	if !ok {
		return 0, fmt.Errorf("address: %w", ErrUnknown)
	}
	return id, nil
}

// FindAll returns the owners of those addresses that somebody owns now.
func (s *Store) FindAll(ctx context.Context, r db.Reader, addresses []Address) (map[Address]SubjectID, error) {
	set, byTag := db.NewSet(db.Bytes("tag")), make(map[string]Address, len(addresses))
	for _, a := range addresses {
		tag := s.tag(a)
		if _, twice := byTag[string(tag)]; !twice {
			set.Add(tag)
			byTag[string(tag)] = a
		}
	}
	var rows []struct {
		Tag     []byte    `db:"tag"`
		Subject SubjectID `db:"subject_id"`
	}
	err := r.SelectSet(ctx, &rows, set,
		`SELECT a.tag, a.subject_id FROM v JOIN address a ON a.tag = v.tag AND a.valid_to IS NULL`)
	if err != nil {
		return nil, fmt.Errorf("find addresses: %w", err)
	}
	found := make(map[Address]SubjectID, len(rows))
	for _, row := range rows {
		found[byTag[string(row.Tag)]] = row.Subject
	}
	return found, nil
}

// EnsureTx returns the owners of all addresses, making a new subject for each
// address that nobody owns. A new subject has no consent.
func (s *Store) EnsureTx(ctx context.Context, tx *db.Tx, addresses []Address) (map[Address]SubjectID, error) {
	// Two imports that bring the same new number must not both make a subject.
	if err := tx.Lock(ctx, "addresses"); err != nil {
		return nil, err
	}
	found, err := s.FindAll(ctx, tx, addresses)
	if err != nil {
		return nil, err
	}
	now := clock.Millis(s.clock.Now())
	subjects := db.NewSet(db.Int("id"), db.Bytes("data_key"), db.Int("created_at"))
	rows := db.NewSet(db.Int("subject_id"), db.Text("kind"), db.Bytes("tag"), db.Bytes("sealed"), db.Int("valid_from"))
	for _, a := range addresses {
		if _, known := found[a]; known {
			continue
		}
		if err := a.Validate(); err != nil {
			return nil, err
		}
		id, err := s.newSubjectID()
		if err != nil {
			return nil, err
		}
		key, wrapped := s.keys.NewDataKey(keyName(id))
		subjects.Add(int64(id), wrapped, now)
		rows.Add(int64(id), string(a.Kind), s.tag(a), key.Seal([]byte(a.Value), addressPlace(id, a.Kind)), now)
		found[a] = id
	}
	if _, err := tx.ExecSet(ctx, subjects,
		`INSERT INTO subject (id, data_key, created_at) SELECT id, data_key, created_at FROM v`); err != nil {
		return nil, fmt.Errorf("add subjects: %w", err)
	}
	_, err = tx.ExecSet(ctx, rows, `INSERT INTO address (subject_id, kind, tag, sealed, valid_from)
		SELECT subject_id, kind, tag, sealed, valid_from FROM v`)
	if err != nil {
		return nil, fmt.Errorf("add addresses: %w", err)
	}
	return found, nil
}

// AttachTx gives a known subject a further address of another kind, when
// nobody owns it: the platform told us that both are one person.
func (s *Store) AttachTx(ctx context.Context, tx *db.Tx, id SubjectID, a Address) error {
	if err := a.Validate(); err != nil {
		return err
	}
	key, err := s.dataKey(ctx, tx, id)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO address (subject_id, kind, tag, sealed, valid_from) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, int64(id), string(a.Kind), s.tag(a),
		key.Seal([]byte(a.Value), addressPlace(id, a.Kind)), clock.Millis(s.clock.Now()))
	return err
}

// Reach opens the addresses that are current, the number before the user id.
// Subjects without one (erased, retired number) are absent, and so is one
// whose address does not open: a damaged row must not hold up the others.
func (s *Store) Reach(ctx context.Context, r db.Reader, ids []SubjectID) (map[SubjectID]Address, error) {
	var rows []struct {
		Subject SubjectID   `db:"subject_id"`
		Kind    AddressKind `db:"kind"`
		Sealed  []byte      `db:"sealed"`
		DataKey []byte      `db:"data_key"`
	}
	err := r.SelectSet(ctx, &rows, db.IDs("id", ids), `SELECT a.subject_id, a.kind, a.sealed, s.data_key
		FROM v JOIN subject s ON s.id = v.id JOIN address a ON a.subject_id = v.id AND a.valid_to IS NULL
		WHERE s.data_key IS NOT NULL`)
	if err != nil {
		return nil, fmt.Errorf("open addresses: %w", err)
	}
	reach := make(map[SubjectID]Address, len(rows))
	for _, row := range rows {
		if has, ok := reach[row.Subject]; ok && has.Kind == Phone {
			continue
		}
		key, err := s.keys.DataKey(row.DataKey, keyName(row.Subject))
		if err != nil {
			continue
		}
		value, err := key.Open(row.Sealed, addressPlace(row.Subject, row.Kind))
		if err != nil {
			continue
		}
		reach[row.Subject] = Address{row.Kind, string(value)}
	}
	return reach, nil
}

func (s *Store) dataKey(ctx context.Context, r db.Reader, id SubjectID) (secret.DataKey, error) {
	keys, err := s.dataKeys(ctx, r, []SubjectID{id})
	if err != nil {
		return secret.DataKey{}, err
	}
	key, ok := keys[id]
	if !ok {
		return secret.DataKey{}, fmt.Errorf("subject %d: %w", id, ErrUnknown)
	}
	return key, nil
}

func (s *Store) dataKeys(ctx context.Context, r db.Reader, ids []SubjectID) (map[SubjectID]secret.DataKey, error) {
	var rows []struct {
		ID      SubjectID `db:"id"`
		DataKey []byte    `db:"data_key"`
	}
	err := r.SelectSet(ctx, &rows, db.IDs("id", ids),
		`SELECT s.id, s.data_key FROM v JOIN subject s ON s.id = v.id WHERE s.data_key IS NOT NULL`)
	if err != nil {
		return nil, fmt.Errorf("open data keys: %w", err)
	}
	keys := make(map[SubjectID]secret.DataKey, len(rows))
	for _, row := range rows {
		if keys[row.ID], err = s.keys.DataKey(row.DataKey, keyName(row.ID)); err != nil {
			return nil, err
		}
	}
	return keys, nil
}
