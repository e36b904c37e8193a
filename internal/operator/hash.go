package operator

import (
	"context"

	"github.com/alexedwards/argon2id"
)

// hashCost is the second choice of RFC 9106, section 4, for machines that are
// not short of memory: three passes over 64 MiB. The library's own default is
// one pass, and its lanes depend on the machine, so that its time would too.
var hashCost = argon2id.Params{Memory: 64 << 10, Iterations: 3, Parallelism: 4, SaltLength: 16, KeyLength: 32}

// hashesAtOnce bounds the memory of a crowd that signs in: 64 MiB for each.
const hashesAtOnce = 2

// hasher works passwords out, a few at a time; who comes later waits.
type hasher struct{ slots chan struct{} }

func newHasher() hasher { return hasher{make(chan struct{}, hashesAtOnce)} }

// create is the hash of a password with a new salt, in PHC form.
func (h hasher) create(ctx context.Context, password string) (hash string, err error) {
	err = h.within(ctx, func() error {
		hash, err = argon2id.CreateHash(password, &hashCost)
		return err
	})
	return hash, err
}

// matches compares in constant time. An empty hash matches nothing, and takes
// as long.
func (h hasher) matches(ctx context.Context, password, hash string) (ok bool, err error) {
	if hash == "" {
		_, err = h.create(ctx, password)
		return false, err
	}
	err = h.within(ctx, func() error {
		ok, err = argon2id.ComparePasswordAndHash(password, hash)
		return err
	})
	return ok, err
}

func (h hasher) within(ctx context.Context, work func() error) error {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
		return work()
	case <-ctx.Done():
		return ctx.Err()
	}
}
