package scheduler

import (
	"context"
	"fmt"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// DefaultRate is the platform's for a new number, in messages per second.
const DefaultRate = 80

// SetRate stores what the platform allows a number per second; 0 is unknown,
// and keeps what is stored.
func (e *Engine) SetRate(ctx context.Context, number string, perSecond int) error {
	if perSecond == 0 {
		return e.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO rate (number_id, per_second) VALUES (?, ?) ON CONFLICT DO NOTHING`, number, DefaultRate)
			return err
		})
	}
	if perSecond < 1 || perSecond > 10_000 {
		return fmt.Errorf("rate of number %s: %d per second; use 1 to 10000", number, perSecond)
	}
	return e.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO rate (number_id, per_second) VALUES (?, ?)
			ON CONFLICT (number_id) DO UPDATE SET per_second = excluded.per_second`, number, perSecond)
		return err
	})
}

// bucket is a number's rate as it stands.
type bucket struct {
	PerSecond int64 `db:"per_second"`
	Slowed    int64 `db:"slowed"`
	SlowedAt  int64 `db:"slowed_at"`
	FreeAt    int64 `db:"free_at"`
}

// recovery is how much of the full rate comes back per second after the
// platform asked to slow down, in ten-thousandths.
const recovery = 200

// rate is the tokens per second now.
func (b bucket) rate(now time.Time) int64 {
	if b.Slowed == 0 {
		return b.PerSecond
	}
	back := b.Slowed + recovery*(clock.Millis(now)-b.SlowedAt)/1000
	return max(1, b.PerSecond*min(back, 10_000)/10_000)
}

// burst is how far ahead of the rate a lease may run: short enough that the
// platform's own second is never overfilled.
const burst = 250 * time.Millisecond

// take is the pure part of a lease, a generic cell rate algorithm: at most
// want tokens, and at most a burst ahead of now. Fewer than half a burst are
// not worth a claim of their own: then wait says how long until they are free.
func (b bucket) take(now time.Time, want int64) (got int64, freeAt int64, wait time.Duration) {
	micros := now.UnixMicro()
	rate := b.rate(now)
	interval := (1_000_000 + rate - 1) / rate // rounded up: never above the rate
	ahead := max(burst.Microseconds(), interval)
	start := max(b.FreeAt, micros)
	free := (micros + ahead - start) / interval
	if need := min(want, max(1, ahead/interval/2)); free < need {
		return 0, b.FreeAt, time.Duration(start+need*interval-micros-ahead) * time.Microsecond
	}
	got = min(free, want)
	return got, start + got*interval, 0
}

// lease takes send tokens of a number, or says how long to wait for one.
// Tokens of a process that dies are lost, which is the safe side.
func (e *Engine) lease(ctx context.Context, number string, want int) (got int, wait time.Duration, err error) {
	now := e.clock.Now()
	err = e.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		var b bucket
		err := tx.Get(ctx, &b, `SELECT per_second, slowed, slowed_at, free_at FROM rate WHERE number_id = ?`+tx.Engine().ForUpdate(), number)
		if err != nil {
			return fmt.Errorf("number %s has no rate: %w", number, err)
		}
		n, freeAt, pause := b.take(now, int64(want))
		got, wait = int(n), pause
		if n == 0 {
			return nil
		}
		_, err = tx.Exec(ctx, `UPDATE rate SET free_at = ? WHERE number_id = ?`, freeAt, number)
		return err
	})
	return got, wait, err
}

// slowed is the pure part of a slow-down: of so many calls, some were refused
// for being too fast. That share of the rate is taken away, at most half, and
// that share of a second is waited: a lone refusal in a thousand calls must not
// cost what a wall of them does. At most once a second, because the calls of a
// second are refused for the same reason.
func (b bucket) slowed(now time.Time, refused, calls int) bucket {
	if b.Slowed > 0 && clock.Millis(now)-b.SlowedAt < 1000 {
		return b
	}
	share := min(10_000*int64(refused)/int64(max(calls, 1)), 10_000)
	left := 10_000 - min(share, 5000)
	b.Slowed = max(100, b.rate(now)*left/b.PerSecond)
	b.SlowedAt = clock.Millis(now)
	b.FreeAt = max(b.FreeAt, now.UnixMicro()+share*100)
	return b
}

// slowDownTx lowers a number's rate because the platform asked for it; it
// recovers by itself.
func (e *Engine) slowDownTx(ctx context.Context, tx *db.Tx, number string, refused, calls int) error {
	var b bucket
	if err := tx.Get(ctx, &b, `SELECT per_second, slowed, slowed_at, free_at FROM rate WHERE number_id = ?`+tx.Engine().ForUpdate(), number); err != nil {
		return err
	}
	b = b.slowed(e.clock.Now(), refused, calls)
	_, err := tx.Exec(ctx, `UPDATE rate SET slowed = ?, slowed_at = ?, free_at = ? WHERE number_id = ?`, b.Slowed, b.SlowedAt, b.FreeAt, number)
	return err
}
