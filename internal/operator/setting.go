package operator

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"accord/internal/db"
)

// field is one setting: its name below the prefix of its group, and its text.
type field struct {
	Name   string
	Text   string
	Secret bool // stored sealed, and kept when Text is empty
}

// settings reads what stands under a prefix, "organisation/", secrets opened;
// the keys are returned without it.
func (s *Store) settings(ctx context.Context, r db.Reader, prefix string) (map[string]string, error) {
	var rows []struct {
		Key    string  `db:"key"`
		Value  *string `db:"value"`
		Sealed []byte  `db:"sealed"`
	}
	if err := r.Select(ctx, &rows, `SELECT key, value, sealed FROM setting WHERE substr(key, 1, ?) = ?`, len(prefix), prefix); err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	found := make(map[string]string, len(rows))
	for _, row := range rows {
		name := strings.TrimPrefix(row.Key, prefix)
		if row.Value != nil {
			found[name] = *row.Value
			continue
		}
		plain, err := s.keys.Open(row.Sealed, settingPlace(row.Key))
		if err != nil {
			return nil, fmt.Errorf("read setting %s: %w", row.Key, err)
		}
		found[name] = string(plain)
	}
	return found, nil
}

// writeSettingsTx stores the fields that differ from old, and returns their
// names, sorted.
func (s *Store) writeSettingsTx(ctx context.Context, tx *db.Tx, prefix string, old map[string]string, fields []field) (changed []string, err error) {
	set := db.NewSet(db.Text("key"), db.Text("value"), db.Bytes("sealed"))
	for _, f := range fields {
		was, known := old[f.Name]
		if known && was == f.Text || f.Secret && f.Text == "" {
			continue
		}
		key := prefix + f.Name
		if f.Secret {
			set.Add(key, nil, s.keys.Seal([]byte(f.Text), settingPlace(key)))
		} else {
			set.Add(key, f.Text, nil)
		}
		changed = append(changed, f.Name)
	}
	_, err = tx.ExecSet(ctx, set, `INSERT INTO setting (key, value, sealed) SELECT key, value, sealed FROM v WHERE true
		ON CONFLICT (key) DO UPDATE SET value = excluded.value, sealed = excluded.sealed`)
	if err != nil {
		return nil, fmt.Errorf("write settings: %w", err)
	}
	slices.Sort(changed)
	return changed, nil
}

// lockSettings makes those who save settings follow each other, so that each
// says truly what they changed.
func lockSettings(ctx context.Context, tx *db.Tx) error { return tx.Lock(ctx, "settings") }

func settingPlace(key string) string { return "setting/" + key }
