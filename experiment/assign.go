package experiment

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"math/bits"
	"strconv"
)

// Assign is the arm of a unit: a pure function of the design's salt, weights
// and holdout. The two halves of one SHA-256 decide the holdout and the
// variant, so changing the weights moves nobody in or out of the holdout.
func (d Design) Assign(u Unit) Arm {
	sum := sha256.Sum256([]byte("accord/assign/v1\n" + d.Salt + "\n" + strconv.FormatInt(int64(u), 10)))
	if scale(binary.BigEndian.Uint64(sum[:8]), 10_000) < uint64(d.Holdout) { //nolint:gosec // 0 to 5000
		return d.HoldoutArm()
	}
	total := 0
	for _, v := range d.Variants {
		total += v.Weight
	}
	ticket := int(scale(binary.BigEndian.Uint64(sum[8:16]), uint64(total))) //nolint:gosec // at most 80,000
	for i, v := range d.Variants {
		if ticket -= v.Weight; ticket < 0 {
			return Arm(i)
		}
	}
	return Arm(len(d.Variants) - 1) // not reached: ticket < total
}

// scale maps a uniform 64-bit number to 0…n-1, uniform up to n/2^64.
func scale(x, n uint64) uint64 {
	hi, _ := bits.Mul64(x, n)
	return hi
}

// Fingerprint hashes assignments that are fed in the order of their units:
// two runs that assigned alike have the same sum.
type Fingerprint struct{ h hash.Hash }

// NewFingerprint starts an empty one.
func NewFingerprint() Fingerprint { return Fingerprint{sha256.New()} }

// Add appends one assignment.
func (f Fingerprint) Add(u Unit, key VariantKey) {
	f.h.Write([]byte(strconv.FormatInt(int64(u), 10) + "," + string(key) + "\n"))
}

// Sum is the hash in hexadecimal.
func (f Fingerprint) Sum() string { return hex.EncodeToString(f.h.Sum(nil)) }
