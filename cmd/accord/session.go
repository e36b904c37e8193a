package main

import (
	"context"
	"errors"
	"log/slog"

	"accord/cmd/accord/workspace"
	"accord/scheduler"
)

// session is an open workspace, with an engine when a server runs.
type session struct {
	*workspace.Workspace
	engine *scheduler.Engine // nil outside a server
	pages  string            // where people reach the server's pages; empty outside one
	lock   *folderLock
}

// open takes the data folder and opens its workspace.
func (a *app) open(ctx context.Context, f *folderFlags) (*session, error) {
	if a.server != nil {
		return a.server, nil
	}
	lock, err := lockFolder(f.Data)
	if err != nil {
		return nil, err
	}
	w, err := workspace.Open(ctx, workspace.Options{Data: f.Data, URL: f.DB, KeysDir: f.Keys,
		Log:    slog.New(slog.NewTextHandler(a.err, nil)),
		Notice: func(text string) { a.say(text) }})
	if err != nil {
		return nil, errors.Join(err, lock.release())
	}
	return &session{Workspace: w, lock: lock}, nil
}

// close leaves a server's session open.
func (a *app) close(s *session) error {
	if s == a.server {
		return nil
	}
	return errors.Join(s.Close(), s.lock.release())
}

// with opens the workspace for a command and closes it after.
func (a *app) with(ctx context.Context, f *folderFlags, fn func(*session) error) error {
	s, err := a.open(ctx, f)
	if err != nil {
		return err
	}
	return errors.Join(fn(s), a.close(s))
}

// say writes a remark that is no result.
func (a *app) say(text string) {
	_, _ = a.err.Write([]byte(text)) // a remark that nobody can read is no failure
}
