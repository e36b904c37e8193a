package campaign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// TemplateID names a stored template.
type TemplateID int64

// StoredTemplate is a template as it was last read from its account.
type StoredTemplate struct {
	ID       TemplateID
	WABA     string // the WhatsApp Business account
	SyncedAt time.Time
	Template
}

// Key names the template within its account.
func (t StoredTemplate) Key() TemplateKey { return TemplateKey{t.Name, t.Language} }

// templateRow is a line of template.
type templateRow struct {
	ID         TemplateID `db:"id"`
	WABA       string     `db:"waba_id"`
	Category   string     `db:"category"`
	Status     string     `db:"status"`
	Components string     `db:"components"`
	SyncedAt   int64      `db:"synced_at"`
}

const templateColumns = `id, waba_id, category, status, components, synced_at`

func (r templateRow) template() (StoredTemplate, error) {
	t := StoredTemplate{ID: r.ID, WABA: r.WABA, SyncedAt: clock.At(r.SyncedAt)}
	if err := json.Unmarshal([]byte(r.Components), &t.Template); err != nil {
		return t, fmt.Errorf("template %d: %w", r.ID, err)
	}
	t.Category, t.Status = r.Category, r.Status // in capitals
	return t, nil
}

// TemplateList loads all templates, those that vanished from their account
// too, by account and name: the languages of one text follow each other.
func (s *Store) TemplateList(ctx context.Context, r db.Reader) ([]StoredTemplate, error) {
	var rows []templateRow
	letter := r.Engine().ByLetter
	err := r.Select(ctx, &rows, `SELECT `+templateColumns+` FROM template
		ORDER BY `+letter("waba_id")+`, `+letter("name")+`, `+letter("language"))
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	list := make([]StoredTemplate, len(rows))
	for i, row := range rows {
		if list[i], err = row.template(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// TemplateByID loads one template, or returns [ErrNotFound].
func (s *Store) TemplateByID(ctx context.Context, r db.Reader, id TemplateID) (StoredTemplate, error) {
	var row templateRow
	err := r.Get(ctx, &row, `SELECT `+templateColumns+` FROM template WHERE id = ?`, int64(id))
	if errors.Is(err, db.ErrNotFound) {
		return StoredTemplate{}, fmt.Errorf("template %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return StoredTemplate{}, fmt.Errorf("template %d: %w", id, err)
	}
	return row.template()
}
