package simulator

import "math/rand/v2"

// seed makes every chance of a run reproducible: a draw is a pure function of
// the seed and of words that name what is drawn for.
type seed uint64

// hash is FNV-1a over the words, each ended by a separator, with the
// finaliser of SplitMix64 so that neighbouring words fall far apart.
func (s seed) hash(words ...string) uint64 {
	h := uint64(14695981039346656037) ^ uint64(s)*0x9E3779B97F4A7C15
	for _, w := range words {
		for i := range len(w) {
			h = (h ^ uint64(w[i])) * 1099511628211
		}
		h = (h ^ 0xff) * 1099511628211
	}
	h = (h ^ h>>30) * 0xBF58476D1CE4E5B9
	h = (h ^ h>>27) * 0x94D049BB133111EB
	return h ^ h>>31
}

// chance is true with probability p for these words.
func (s seed) chance(p float64, words ...string) bool {
	return p > 0 && float64(s.hash(words...)>>11)/(1<<53) < p
}

// rnd is a generator of its own for these words.
func (s seed) rnd(words ...string) *rand.Rand {
	return rand.New(rand.NewPCG(uint64(s), s.hash(words...)))
}
