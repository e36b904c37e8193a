package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"time"

	"accord/internal/clock"
	"accord/internal/netx"
)

// errand is a command on its way to a running server: its name and its flags.
type errand struct {
	Name  string          `json:"name"`
	Flags json.RawMessage `json:"flags"`
}

// frame is a piece of what the command writes; the last one has Done.
type frame struct {
	Out   []byte `json:"out,omitempty"`
	Err   []byte `json:"err,omitempty"`
	Done  bool   `json:"done,omitempty"`
	Fault string `json:"fault,omitempty"` // of the command, when Done
}

// errands are the commands that a server carries out for others.
var errands = map[string]func() remote{}

func init() {
	for _, fresh := range []func() remote{
		func() remote { return &importCommand{} }, func() remote { return &releaseCommand{} },
		func() remote { return &listCommand{} }, func() remote { return &pauseCommand{} },
		func() remote { return &resumeCommand{} }, func() remote { return &cancelCommand{} },
		func() remote { return &purposeCommand{} }, func() remote { return &noticeCommand{} },
		func() remote { return &addOperatorCommand{} }, func() remote { return &createTokenCommand{} },
	} {
		errands[nameOf(fresh())] = fresh
	}
}

// nameOf is a command's name on the socket.
func nameOf(c command) string { return reflect.TypeOf(c).Elem().Name() }

// socketName is the server's door for commands, in its data folder: whoever
// may enter the folder may command.
const socketName = "accord.sock"

// runOn runs a command here, or on the server that holds the folder.
func (a *app) runOn(ctx context.Context, c remote) error {
	lock, err := lockFolder(c.folder().Data)
	if !errors.Is(err, errHeld) {
		if err = errors.Join(err, lock.release()); err != nil {
			return err
		}
		return c.run(ctx, a)
	}
	conn, dialErr := netx.DialUnix(ctx, filepath.Join(c.folder().Data, socketName))
	if dialErr != nil {
		return fmt.Errorf("%w, and it does not answer on its socket: %w", err, dialErr)
	}
	defer func() { _ = conn.Close() }() // everything has been read
	flags, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(conn).Encode(errand{nameOf(c), flags}); err != nil {
		return err
	}
	return a.relay(conn)
}

// relay writes what the server's command writes.
func (a *app) relay(conn io.Reader) error {
	for frames := json.NewDecoder(conn); ; {
		var f frame
		if err := frames.Decode(&f); err != nil {
			return fmt.Errorf("the server ended before the command did: %w", err)
		}
		_, outErr := a.out.Write(f.Out)
		_, errErr := a.err.Write(f.Err)
		if err := errors.Join(outErr, errErr); err != nil {
			return err
		}
		if f.Done && f.Fault != "" {
			return errors.New(f.Fault)
		}
		if f.Done {
			return nil
		}
	}
}

// listenForErrands serves the socket until ctx ends, and returns when no
// command works on the session any more.
func listenForErrands(ctx context.Context, s *session) error {
	path := filepath.Join(s.Data, socketName)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "unix", path)
	if err != nil {
		return fmt.Errorf("listen for commands: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return errors.Join(err, ln.Close())
	}
	defer context.AfterFunc(ctx, func() { _ = ln.Close() })() // ends Accept
	var underWay sync.WaitGroup
	defer underWay.Wait()
	for {
		conn, err := ln.Accept()
		if err != nil {
			return cmp.Or(ctx.Err(), err)
		}
		underWay.Go(func() { serveErrand(ctx, s, conn) })
	}
}

// lastWords is how long a command's answer may take once the server ends.
const lastWords = 2 * time.Second

func serveErrand(ctx context.Context, s *session, conn net.Conn) {
	defer func() { _ = conn.Close() }() // the other side has its answer
	answering, answered := context.WithCancel(context.WithoutCancel(ctx))
	defer answered()
	defer context.AfterFunc(ctx, func() { cutOff(answering, conn) })()
	out := json.NewEncoder(conn)
	last := frame{Done: true}
	if err := carryOut(ctx, s, conn, out); err != nil {
		last.Fault = err.Error()
	}
	_ = out.Encode(last) // whoever asked may have gone
}

// cutOff lets nobody who says nothing, or does not listen, keep a server from
// its end.
func cutOff(answering context.Context, conn net.Conn) {
	_ = conn.SetReadDeadline(time.Unix(1, 0)) // long ago
	_ = clock.Wait(answering, lastWords)
	_ = conn.Close()
}

func carryOut(ctx context.Context, s *session, in io.Reader, out *json.Encoder) error {
	var e errand
	if err := json.NewDecoder(io.LimitReader(in, 1<<20)).Decode(&e); err != nil {
		return err
	}
	fresh, ok := errands[e.Name]
	if !ok {
		return fmt.Errorf("this server does not know the command %q; is it of another version?", e.Name)
	}
	c := fresh()
	if err := json.Unmarshal(e.Flags, c); err != nil {
		return err
	}
	if err := s.holds(c.folder()); err != nil {
		return err
	}
	return c.run(ctx, &app{out: frameWriter{out, false}, err: frameWriter{out, true}, server: s})
}

// holds refuses a command that was meant for another database or other keys
// than those the server works with.
func (s *session) holds(f *folderFlags) error {
	switch {
	case f.DB != "" && f.DB != s.URL:
		return fmt.Errorf("a server holds %s and works on another database; leave --db out, or name another folder with --data", s.Data)
	case f.Keys != "" && filepath.Clean(f.Keys) != filepath.Clean(s.KeysDir):
		return fmt.Errorf("a server holds %s and works with the keys in %s; leave --keys out, or name another folder with --data", s.Data, s.KeysDir)
	}
	return nil
}

// frameWriter sends what is written to it over the socket.
type frameWriter struct {
	to     *json.Encoder
	remark bool
}

func (w frameWriter) Write(p []byte) (int, error) {
	f := frame{Out: p}
	if w.remark {
		f = frame{Err: p}
	}
	return len(p), w.to.Encode(f)
}
