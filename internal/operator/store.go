package operator

import (
	"cmp"
	"embed"
	"errors"
	"log/slog"
	"sync"
	"time"

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
	// ErrUnknown is an operator, a token, a session or a number that does not exist.
	ErrUnknown = errors.New("unknown")
	// ErrExists is an operator whose e-mail is taken.
	ErrExists = errors.New("exists already")
	// ErrInvalid is input that can never be accepted; the message says what to
	// change, and [FieldErrors] names the fields.
	ErrInvalid = errors.New("invalid")
	// ErrPassword is a password that may not be chosen.
	ErrPassword = errors.New("the password may not be chosen")
	// ErrCredentials is an e-mail and a password that open nothing, whatever the
	// reason: nobody learns from it who works here.
	ErrCredentials = errors.New("the e-mail or the password is not right")
	// ErrSession is a session that is over, or never was.
	ErrSession = errors.New("the session is over; sign in again")
	// ErrInvitation is an invitation that opens nothing: used, replaced, or older
	// than three days.
	ErrInvitation = errors.New("the invitation is not valid any more; ask an administrator for another one")
	// ErrDisabled is something that only an operator who may work can be given.
	ErrDisabled = errors.New("the operator is disabled; enable them first")
	// ErrLast is a change after which nobody could run the installation.
	ErrLast = errors.New("nobody else could run the installation; let another administrator sign in first")
	// ErrSetupCode is a set-up code that opens nothing; see [SetupError].
	ErrSetupCode = errors.New("the set-up code is not valid")
	// ErrSetupOver is a set-up after there is an operator.
	ErrSetupOver = errors.New("the set-up is over: somebody works here already; sign in")
	// ErrToken is a token that opens nothing: malformed, never made, expired or revoked.
	ErrToken = errors.New("the token is not valid")
	// ErrKeyReused is an idempotency key that came with another request before.
	ErrKeyReused = errors.New("the idempotency key belongs to another request; use a new one")
	// ErrInProgress is a call whose first try has not ended.
	ErrInProgress = errors.New("the first call with this idempotency key has not ended; ask again later")
)

// Config wires a [Store]; DB, Keys and Clock are required.
type Config struct {
	DB    *db.DB
	Keys  *secret.Keys
	Clock clock.Clock // of the business: what is recorded happened at its time
	// Wall times sessions, attempts, codes, invitations and repeated calls: a
	// demonstration that runs fast must not sign its visitors out. When nil,
	// Clock if that is a real one, else a new [clock.Real].
	Wall clock.Clock
	Log  *slog.Logger // slog.Default() when nil
}

// Store keeps operators, their sessions and tokens, the settings, and what was
// done. It is safe for concurrent use.
type Store struct {
	db     *db.DB
	keys   *secret.Keys
	clock  clock.Clock
	wall   clock.Clock
	hasher hasher
	log    *slog.Logger

	tokens   recall[Principal]
	sessions recall[Session]
	uses     sync.WaitGroup // being noted
}

// New checks the configuration.
func New(c Config) (*Store, error) {
	if c.DB == nil || c.Keys == nil || c.Clock == nil {
		return nil, errors.New("operator: DB, Keys and Clock are required")
	}
	if c.Wall == nil {
		c.Wall = wallOf(c.Clock)
	}
	return &Store{db: c.DB, keys: c.Keys, clock: c.Clock, wall: c.Wall, hasher: newHasher(), log: cmp.Or(c.Log, slog.Default())}, nil
}

// Now is the instant by which sessions and invitations run out, Config.Wall's.
func (s *Store) Now() time.Time { return s.wall.Now() }

// wallOf prefers the clock at hand: it may follow the database's, on which
// several machines agree.
func wallOf(c clock.Clock) clock.Clock {
	if wall, ok := c.(*clock.Real); ok {
		return wall
	}
	return new(clock.Real)
}
