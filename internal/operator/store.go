package operator

import (
	"embed"
	"errors"
	"sync"

	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/secret"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of this package.
var Schema = db.Schema{Owner: "operator", Files: migrations}

// Errors a caller can tell apart.
var (
	// ErrUnknown is an operator or a token that does not exist.
	ErrUnknown = errors.New("unknown")
	// ErrExists is an operator whose e-mail is taken.
	ErrExists = errors.New("exists already")
	// ErrInvalid is input that can never be accepted; the message says what to change.
	ErrInvalid = errors.New("invalid")
	// ErrToken is a token that opens nothing: malformed, never made, or revoked.
	ErrToken = errors.New("the token is not valid")
)

// Config wires a [Store]; all fields are required.
type Config struct {
	DB    *db.DB
	Keys  *secret.Keys
	Clock clock.Clock
}

// Store keeps operators, their tokens and what they did. It is safe for
// concurrent use.
type Store struct {
	db    *db.DB
	keys  *secret.Keys
	clock clock.Clock

	mu    sync.Mutex
	known map[string]*pass // valid tokens by tag
}

// New checks the configuration.
func New(c Config) (*Store, error) {
	if c.DB == nil || c.Keys == nil || c.Clock == nil {
		return nil, errors.New("operator: DB, Keys and Clock are required")
	}
	return &Store{db: c.DB, keys: c.Keys, clock: c.Clock, known: map[string]*pass{}}, nil
}
