package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"accord/internal/netx"
)

// held is a folder whose server takes commands until stop.
func held(t *testing.T) (dir string, stop func() error) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	a := &app{out: t.Output(), err: t.Output()}
	s, err := a.open(t.Context(), &folderFlags{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	s.pages = "http://localhost:9000"
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- listenForErrands(ctx, s) }()
	until(t, "the socket", 10*time.Second, func() bool {
		conn, err := netx.DialUnix(t.Context(), filepath.Join(dir, socketName))
		return err == nil && conn.Close() == nil
	})
	t.Cleanup(func() {
		cancel()
		if err := a.close(s); err != nil {
			t.Error(err)
		}
	})
	return dir, func() error {
		cancel()
		select {
		case err := <-ended:
			return err
		case <-time.After(time.Minute):
			return errors.New("it listens a minute later")
		}
	}
}

// TestACommandMeantForAnotherDatabaseIsRefused: it would change the server's
// and say that it is done.
func TestACommandMeantForAnotherDatabaseIsRefused(t *testing.T) {
	dir, _ := held(t)
	add := []string{"operator", "add", "eve@example.org", "--name", "Eve", "--role", "administrator", "--data", dir}
	for _, c := range []struct {
		name  string
		flags []string
		fault string
	}{
		{"another database", []string{"--db", "postgres://other.example/accord"}, "another database"},
		{"other keys", []string{"--keys", t.TempDir()}, "the keys in " + filepath.Join(dir, "keys")},
		{"the server's own, where nobody was added before", []string{"--db", filepath.Join(dir, "accord.db"), "--keys", filepath.Join(dir, "keys")}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := accord(t, nil, append(add, c.flags...)...)
			if c.fault == "" && s.fault != nil || c.fault != "" && (s.fault == nil || !strings.Contains(s.fault.Error(), c.fault)) {
				t.Errorf("said %q, %v; want %q", s.out, s.fault, c.fault)
			}
		})
	}
}

// lingering goes on for a moment when the server ends.
type lingering struct{ folderFlags }

var lingers = make(chan error, 2) // that it began, and how its last look at the database went

func (c *lingering) run(ctx context.Context, a *app) error {
	return a.with(ctx, c.folder(), func(s *session) error {
		lingers <- nil
		<-ctx.Done()
		time.Sleep(200 * time.Millisecond)
		_, err := s.Campaigns.List(context.WithoutCancel(ctx))
		lingers <- err
		return err
	})
}

// TestAServerWaitsForItsCommands: the database is closed behind the last one,
// and whoever asked hears how it went.
func TestAServerWaitsForItsCommands(t *testing.T) {
	errands["lingering"] = func() remote { return &lingering{} }
	t.Cleanup(func() { delete(errands, "lingering") })
	dir, stop := held(t)
	silent, err := netx.DialUnix(t.Context(), filepath.Join(dir, socketName)) // who says nothing does not hold it up
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	answered := make(chan error, 1)
	go func() {
		a := &app{out: t.Output(), err: t.Output()}
		answered <- a.run(t.Context(), &lingering{folderFlags{Data: dir}})
	}()
	if err := <-lingers; err != nil {
		t.Fatal(err)
	}
	if err := stop(); !errors.Is(err, context.Canceled) {
		t.Errorf("the socket ended with %v", err)
	}
	select {
	case err := <-lingers:
		if err != nil {
			t.Errorf("the command's last look at the database: %v", err)
		}
	default:
		t.Error("the server ended before its command")
	}
	if err := <-answered; err != nil {
		t.Errorf("whoever asked heard: %v", err)
	}
}
