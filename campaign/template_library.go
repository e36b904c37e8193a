package campaign

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"accord/internal/db"
)

// library are the templates of every account, "102290129340398", by key.
type library map[string]map[TemplateKey]Template

// Templates loads the templates that a number can send, by key: those of its
// account. For a number that nobody knows, or none yet, they are those of all
// accounts.
func (s *Store) Templates(ctx context.Context, r db.Reader, number string) (map[TemplateKey]Template, error) {
	l, err := readLibrary(ctx, r)
	return l.of(s.numbers().account(number)), err
}

func readLibrary(ctx context.Context, r db.Reader) (library, error) {
	var rows []struct {
		WABA       string `db:"waba_id"`
		Components string `db:"components"`
		Status     string `db:"status"`
	}
	if err := r.Select(ctx, &rows, `SELECT waba_id, components, status FROM template`); err != nil {
		return nil, fmt.Errorf("load templates: %w", err)
	}
	l := library{}
	for _, row := range rows {
		var t Template
		if err := json.Unmarshal([]byte(row.Components), &t); err != nil {
			return nil, fmt.Errorf("load templates: %w", err)
		}
		t.Status = row.Status
		if l[row.WABA] == nil {
			l[row.WABA] = map[TemplateKey]Template{}
		}
		l[row.WABA][TemplateKey{t.Name, t.Language}] = t
	}
	return l, nil
}

// of are the templates of one account. Without one they are those of all: where
// several have the same key, one that may be sent stands for them.
func (l library) of(account string) map[TemplateKey]Template {
	if account != "" {
		return l[account]
	}
	all := map[TemplateKey]Template{}
	for _, account := range slices.Sorted(maps.Keys(l)) {
		for key, t := range l[account] {
			if all[key].Status != Approved {
				all[key] = t
			}
		}
	}
	return all
}
