package operator

import "context"

// What the tests outside of this package may see of its inside.

// RealHashCost is what a password costs outside of the tests: they sign in
// hundreds of times.
var RealHashCost = hashCost

func init() { hashCost.Memory, hashCost.Iterations, hashCost.Parallelism = 64, 1, 1 }

// HashesAtOnce bounds how many are worked out at the same time.
const HashesAtOnce = hashesAtOnce

// OpenAfter opens a session after a password was found to match a hash.
func (s *Store) OpenAfter(ctx context.Context, id ID, hash string) error {
	_, _, err := s.open(ctx, id, hash, "", "")
	return err
}

// OccupyHasher keeps all passwords waiting until free is called.
func (s *Store) OccupyHasher() (free func()) {
	for range hashesAtOnce {
		s.hasher.slots <- struct{}{}
	}
	return func() {
		for range hashesAtOnce {
			<-s.hasher.slots
		}
	}
}
