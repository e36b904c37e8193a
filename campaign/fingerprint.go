package campaign

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"accord/internal/db"
)

// fingerprint tells whether something is as it was.
func fingerprint(v any) string {
	text, _ := json.Marshal(v) // what cannot be written cannot be stored either
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Basis is the fingerprint of what a launch makes of a draft at this moment:
// the draft, but for its name, and the rule behind its segment. A forecast with
// the same basis, see [Forecast.Basis], told of the same campaign.
func (s *Store) Basis(ctx context.Context, r db.Reader, d Draft) (string, error) {
	rule, err := s.audienceOf(ctx, r, d.campaign().Content)
	if err != nil {
		return "", err
	}
	return d.basis(rule), nil
}

func (d Draft) basis(audience Rule) string {
	d.Name = ""
	return fingerprint(struct {
		Draft
		Audience string
	}{d, string(audience.Canonical())})
}
