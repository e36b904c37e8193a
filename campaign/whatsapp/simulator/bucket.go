package simulator

import "time"

// The pair limit: one message per six seconds to the same person, of which
// 45 may be borrowed at once (Cloud API, about the platform).
const (
	pairCapacity = 45
	pairRefill   = 6 * time.Second
)

// bucket is a token bucket kept as the single instant at which it will be
// full again (the generic cell rate algorithm, ITU-T I.371). The zero value
// is full.
type bucket struct{ full int64 } // nanoseconds since 1970

// take removes one token at now from a bucket that holds capacity tokens and
// gains one per refill. It says false and takes nothing when the bucket is
// empty.
func (b *bucket) take(now time.Time, capacity int, refill time.Duration) bool {
	at := now.UnixNano()
	full := max(b.full, at)
	if full-at > int64(capacity-1)*int64(refill) {
		return false
	}
	b.full = full + int64(refill)
	return true
}
