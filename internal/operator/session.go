package operator

import (
	"context"
	"errors"
	"fmt"
	"time"

	"accord/internal/clock"
	"accord/internal/db"
)

// SessionID names a session; it is no secret.
type SessionID int64

// Session is a browser in which somebody has signed in. Its instants are of
// Config.Wall.
type Session struct {
	ID       SessionID
	Operator Operator // as they are now
	Network  string   // "203.0.113.0/24"
	Agent    string   // what the browser says it is, shortened
	Opened   time.Time
	Seen     time.Time // last request, to the minute
}

const (
	sessionIdle = 12 * time.Hour     // without a request
	sessionLife = 7 * 24 * time.Hour // in all
)

// Until is the last instant of a session that is used all the time.
func (s Session) Until() time.Time { return s.Opened.Add(sessionLife) }

// over is how a session ends by itself.
func (s Session) over(now time.Time) bool {
	return !now.Before(s.Until()) || !now.Before(s.Seen.Add(sessionIdle))
}

// sessionRow is how a session is read, with its operator.
type sessionRow struct {
	operatorRow
	SessionID SessionID `db:"session_id"`
	Network   string    `db:"network"`
	Agent     string    `db:"agent"`
	Opened    int64     `db:"opened_at"`
	Seen      int64     `db:"seen_at"`
}

const sessionQuery = `SELECT s.id AS session_id, s.network, s.agent, s.opened_at, s.seen_at, ` + operatorColumns + `
	FROM ` + operatorTables + ` JOIN session s ON s.operator_id = o.id `

func (r sessionRow) session() Session {
	return Session{ID: r.SessionID, Operator: r.operator(), Network: r.Network, Agent: r.Agent, Opened: clock.At(r.Opened), Seen: clock.At(r.Seen)}
}

// Session finds whose session a token opens, or returns [ErrSession]. What
// changes about the operator shows at once in this process, within five
// seconds in others.
func (s *Store) Session(ctx context.Context, token string) (Session, error) {
	if len(token) != secretLength {
		return Session{}, ErrSession
	}
	tag, now := s.sessionTag(token), s.wall.Now()
	found, err := s.sessions.find(tag, now, s.wall.ProcessTime(recallLife), func() (Session, time.Time, error) { return s.loadSession(ctx, tag) })
	if err != nil {
		return Session{}, err
	}
	if found.value.over(now) || !found.value.Operator.Disabled.IsZero() {
		return Session{}, ErrSession
	}
	if s.sessions.due(found, now, s.wall.ProcessTime(usedEvery)) {
		s.noteUse(ctx, "session", `UPDATE session SET seen_at = ? WHERE id = ? AND seen_at < ?`, int64(found.value.ID), now)
	}
	return found.value, nil
}

func (s *Store) loadSession(ctx context.Context, tag []byte) (Session, time.Time, error) {
	var row sessionRow
	err := s.db.Get(ctx, &row, sessionQuery+`WHERE s.tag = ?`, tag)
	if errors.Is(err, db.ErrNotFound) {
		return Session{}, time.Time{}, ErrSession
	}
	if err != nil {
		return Session{}, time.Time{}, fmt.Errorf("look a session up: %w", err)
	}
	return row.session(), clock.At(row.Seen), nil
}

// Sessions are the open sessions of an operator, the last used first.
func (s *Store) Sessions(ctx context.Context, id ID) ([]Session, error) {
	idle, life := s.expiry()
	var rows []sessionRow
	err := s.db.Select(ctx, &rows, sessionQuery+`WHERE o.id = ? AND s.seen_at > ? AND s.opened_at > ? ORDER BY s.seen_at DESC, s.id DESC`,
		int64(id), idle, life)
	if err != nil {
		return nil, fmt.Errorf("list the sessions of operator %d: %w", id, err)
	}
	list := make([]Session, len(rows))
	for i, r := range rows {
		list[i] = r.session()
	}
	return list, nil
}

// expiry is what a session must have been seen and opened after to be open.
func (s *Store) expiry() (idle, life int64) {
	now := s.wall.Now()
	return clock.Millis(now.Add(-sessionIdle)), clock.Millis(now.Add(-sessionLife))
}

func (s *Store) sessionTag(token string) []byte { return s.keys.Tag("session", token) }
