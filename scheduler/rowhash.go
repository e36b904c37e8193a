package scheduler

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
)

// rowHash commits to rows of numbers, in their order.
type rowHash struct{ h hash.Hash }

func newRowHash() rowHash { return rowHash{sha256.New()} }

func (r rowHash) add(values ...int64) {
	var b []byte
	for _, v := range values {
		b = binary.BigEndian.AppendUint64(b, uint64(v)) //nolint:gosec // the same 64 bits
	}
	r.h.Write(b)
}

func (r rowHash) hex() string { return hex.EncodeToString(r.h.Sum(nil)) }
