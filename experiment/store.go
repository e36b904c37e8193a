package experiment

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"sync"

	"accord/internal/clock"
	"accord/internal/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of this package.
var Schema = db.Schema{Owner: "experiment", Files: migrations}

// Store keeps designs, exposures, outcomes and their sums.
type Store struct {
	db      *db.DB
	clock   clock.Clock
	designs sync.Map // ID → Design; a design never changes
}

// New makes a store; both arguments are required.
func New(d *db.DB, c clock.Clock) *Store { return &Store{db: d, clock: c} }

// CreateTx stores a design for good.
func (s *Store) CreateTx(ctx context.Context, tx *db.Tx, d Design) (ID, error) {
	if err := d.Validate(); err != nil {
		return 0, err
	}
	var id ID
	err := tx.Get(ctx, &id, `INSERT INTO experiment (salt, design, created_at) VALUES (?, ?, ?) RETURNING id`,
		d.Salt, string(d.Canonical()), clock.Millis(s.clock.Now()))
	if err != nil {
		return 0, fmt.Errorf("create experiment: %w", err)
	}
	return id, nil
}

// Design loads a design; it is read once and kept.
func (s *Store) Design(ctx context.Context, r db.Reader, id ID) (Design, error) {
	if d, ok := s.designs.Load(id); ok {
		return d.(Design), nil
	}
	var text string
	if err := r.Get(ctx, &text, `SELECT design FROM experiment WHERE id = ?`, int64(id)); err != nil {
		return Design{}, fmt.Errorf("experiment %d: %w", id, err)
	}
	var d Design
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		return Design{}, fmt.Errorf("experiment %d: %w", id, err)
	}
	s.designs.Store(id, d)
	return d, nil
}
