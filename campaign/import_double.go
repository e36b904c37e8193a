package campaign

import "hash/maphash"

// doubles remembers in which row each number and each external id stood. A
// number is kept whole; an id as a hash of 64 bits, which confuses two ids of
// five million in one file out of a million.
type doubles struct {
	phones map[uint64]int32
	ids    map[uint64]int32
	seed   maphash.Seed
}

func newDoubles() doubles {
	return doubles{phones: map[uint64]int32{}, ids: map[uint64]int32{}, seed: maphash.MakeSeed()}
}

// phone is the earlier row with the same number, 0 for none.
func (d doubles) phone(e entry) int { return int(d.phones[e.phone.digits]) }

// id is the earlier row with the same external id, 0 for none.
func (d doubles) id(e entry) int {
	if e.contact.ExternalID == "" {
		return 0
	}
	return int(d.ids[maphash.String(d.seed, e.contact.ExternalID)])
}

func (d doubles) remember(e entry) {
	d.phones[e.phone.digits] = int32(e.row)
	if e.contact.ExternalID != "" {
		d.ids[maphash.String(d.seed, e.contact.ExternalID)] = int32(e.row)
	}
}

// rowSet is a set of rows by their index, a bit each.
type rowSet []uint64

func (r *rowSet) add(i int) {
	for len(*r) <= i/64 {
		*r = append(*r, 0)
	}
	(*r)[i/64] |= 1 << (i % 64)
}

func (r rowSet) has(i int) bool { return i/64 < len(r) && r[i/64]&(1<<(i%64)) != 0 }
