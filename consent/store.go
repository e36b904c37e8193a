package consent

import (
	"crypto/rand"
	"embed"
	"encoding/binary"
	"errors"
	"io"

	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/secret"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of this package.
var Schema = db.Schema{Owner: "consent", Files: migrations}

// Errors a caller can tell apart.
var (
	// ErrUnknown is a purpose, notice, subject or batch that does not exist.
	ErrUnknown = errors.New("unknown")
	// ErrInvalid is input that can never be accepted.
	ErrInvalid = errors.New("invalid")
)

// Config wires a [Store]; DB, Keys and Clock are required.
type Config struct {
	DB    *db.DB
	Keys  *secret.Keys
	Clock clock.Clock
	Rand  io.Reader // source of subject ids; crypto/rand when nil, seeded in a demonstration
}

// Store keeps subjects, what they agreed to, and what they were shown.
type Store struct {
	db    *db.DB
	keys  *secret.Keys
	clock clock.Clock
	rand  io.Reader
}

// New checks the configuration.
func New(c Config) (*Store, error) {
	if c.DB == nil || c.Keys == nil || c.Clock == nil {
		return nil, errors.New("consent: DB, Keys and Clock are required")
	}
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	return &Store{db: c.DB, keys: c.Keys, clock: c.Clock, rand: c.Rand}, nil
}

// Channel is the means of communication a consent is for.
type Channel string

// WhatsApp is the only channel Accord sends on; consent for another one never
// becomes consent for this one.
const WhatsApp Channel = "whatsapp"

// SubjectID names a person: a random number of 63 bits, never the phone
// number. It is also the id of the contact in package campaign.
type SubjectID int64

func (s *Store) newSubjectID() (SubjectID, error) {
	var b [8]byte
	for {
		if _, err := io.ReadFull(s.rand, b[:]); err != nil {
			return 0, err
		}
		if id := SubjectID(binary.BigEndian.Uint64(b[:]) >> 1); id != 0 {
			return id, nil
		}
	}
}
