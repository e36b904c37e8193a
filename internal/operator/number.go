package operator

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"accord/internal/db"
)

// Number is a business number of WhatsApp and what it takes to use it. The
// secrets are stored sealed and formatted as [Redacted].
type Number struct {
	ID          string   // WhatsApp's phone number id, "106540352242922"
	WABAID      string   // account that owns its templates, "102290129340398"
	Label       string   // how people here call it, "Boutique"
	BaseURL     string   // of the platform; Meta's when empty
	Version     string   // of its API, "v26.0"; the one Accord is written for when empty
	Token       Secret   // opens the platform
	AppSecrets  []Secret // sign webhooks; two while one replaces the other, the newer first
	VerifyToken Secret   // Meta shows it when it subscribes; without one no subscription succeeds
	Given       bool     // by the environment of the server, which alone changes it; never so of a stored one
}

const numberPrefix = "number/"

// Numbers are all business numbers, sorted by id, with their secrets.
func (s *Store) Numbers(ctx context.Context) ([]Number, error) {
	found, err := s.settings(ctx, s.db, numberPrefix)
	if err != nil {
		return nil, err
	}
	byID := map[string]map[string]string{}
	for key, text := range found {
		id, name, _ := strings.Cut(key, "/")
		if byID[id] == nil {
			byID[id] = map[string]string{}
		}
		byID[id][name] = text
	}
	var list []Number
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		n, err := readNumber(id, byID[id])
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, nil
}

// SaveNumber adds a number or replaces what is known of it. Secrets are kept as
// [Number.Over] says. The error is [ErrInvalid]. by is who does it.
func (s *Store) SaveNumber(ctx context.Context, n Number, by string) error {
	n = n.trimmed()
	if err := n.Validate(); err != nil { // before its id names settings
		return fmt.Errorf("save number: %w", err)
	}
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockSettings(ctx, tx); err != nil {
			return err
		}
		prefix := numberPrefix + n.ID + "/"
		old, err := s.settings(ctx, tx, prefix)
		if err != nil {
			return err
		}
		stored, err := readNumber(n.ID, old)
		if err != nil {
			return err
		}
		if n, err = n.Over(stored); err != nil {
			return err
		}
		if err := n.complete(); err != nil {
			return err
		}
		changed, err := s.writeSettingsTx(ctx, tx, prefix, old, n.fields())
		if err != nil || len(changed) == 0 {
			return err
		}
		return s.RecordTx(ctx, tx, Entry{Operator: by, Action: NumberSaved, Subject: numberPrefix + n.ID, Detail: n.whatChanged(changed)})
	})
	if err != nil {
		return fmt.Errorf("save number %s: %w", n.ID, err)
	}
	return nil
}

// whatChanged is the detail of an audit entry. Where the platform stands is
// told with its value: whoever answers there is shown the token.
func (n Number) whatChanged(fields []string) map[string]any {
	detail := map[string]any{"changed": fields}
	if slices.Contains(fields, "base_url") {
		detail["base_url"] = n.BaseURL
	}
	return detail
}

// RemoveNumber forgets a number and its secrets. The error is [ErrUnknown]. by
// is who does it.
func (s *Store) RemoveNumber(ctx context.Context, id, by string) error {
	if !numberID.MatchString(id) {
		return fmt.Errorf("remove number %q: %w", id, ErrUnknown)
	}
	prefix := numberPrefix + id + "/"
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockSettings(ctx, tx); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `DELETE FROM setting WHERE substr(key, 1, ?) = ?`, len(prefix), prefix)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrUnknown
		}
		return s.RecordTx(ctx, tx, Entry{Operator: by, Action: NumberRemoved, Subject: numberPrefix + id})
	})
	if err != nil {
		return fmt.Errorf("remove number %s: %w", id, err)
	}
	return nil
}
