package ui

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"net"
	"time"

	"accord/internal/clock"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// A page that is alive hears by server-sent events what has changed: once a
// second at most, and only when something has.

const (
	livePeriod = time.Second
	liveBeats  = 15  // periods without news after which a browser hears that the stream stands, and after which the session is asked for again
	liveMost   = 200 // streams at once, since each asks the database once a period
	liveOwn    = 10  // of these, of one session
	// livePatience is how long a browser may take to read what it is told: one
	// that stopped reading must not keep its place.
	livePatience = 10 * time.Second
)

// look is what the live part of a page shows at the moment; last says that
// nothing in it will change any more. It goes on after the request has been
// answered, so it must not hold on to it.
type look func(ctx context.Context) (html []byte, last bool, err error)

// live is one browser that listens.
type live struct {
	server *Server
	conn   net.Conn
	token  string // of the session: it may end while the stream stands
	needs  operator.Permission
	show   look
	shown  [sha256.Size]byte // what the browser has
	looks  int               // periods since the session was asked for
	beats  int               // periods without news
}

// stream answers with what show shows, again and again, until that is the last
// of it, the visitor may see it no longer, or the server stops. The browser
// comes back by itself unless it has heard the event "done".
func (s *Server) stream(c *fiber.Ctx, needs operator.Permission, show look) error {
	l := live{server: s, conn: c.Context().Conn(), token: visitorOf(c).token, needs: needs, show: show}
	if !s.streams.begin(l.token) {
		return &problem{Status: fiber.StatusServiceUnavailable, Detail: "Too many pages listen; try again.", key: "error.busy"}
	}
	c.Set(fiber.HeaderContentType, "text/event-stream")
	c.Set("X-Accel-Buffering", "no") // a proxy must pass each event on at once
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		defer s.streams.end(l.token)
		l.tell(w)
	})
	return nil
}

// tell writes events until there is nobody or nothing to tell. That a browser
// is gone shows only when something is written.
func (l *live) tell(w *bufio.Writer) {
	for more := true; more; {
		more = l.event(w) && l.flush(w) == nil && clock.Wait(l.server.life, livePeriod) == nil
	}
	_ = l.flush(w) // the last event; a browser that is gone does not miss it
}

// flush hands on what was written, while the browser reads.
func (l *live) flush(w *bufio.Writer) error {
	if err := l.conn.SetWriteDeadline(new(clock.Real).Now().Add(livePatience)); err != nil { // by the wall, as deadlines of connections are
		return err
	}
	return w.Flush()
}

// event writes what is new, or a sign of life when nothing has been for long.
func (l *live) event(w *bufio.Writer) (more bool) {
	ctx, cancel := context.WithTimeout(l.server.life, handleTimeout)
	defer cancel()
	if l.looks++; l.looks%liveBeats == 0 && !l.allowed(ctx) {
		return false
	}
	html, last, err := l.show(ctx)
	if err != nil {
		if l.server.life.Err() == nil {
			l.server.Log.Warn("a live page", "error", err)
		}
		return false
	}
	l.beats++
	if sum := sha256.Sum256(html); sum != l.shown {
		l.shown, l.beats = sum, 0
		writeEvent(w, html)
	}
	if last {
		_, _ = w.WriteString("event: done\ndata: done\n\n")
		return false
	}
	if l.beats >= liveBeats {
		l.beats = 0
		_, _ = w.WriteString(": still here\n\n")
	}
	return true
}

// allowed asks from time to time whether the session stands.
func (l *live) allowed(ctx context.Context) bool {
	session, err := l.server.Office.Operators.Session(ctx, l.token)
	return err == nil && session.Operator.May(l.needs)
}

// writeEvent writes a message without a name; htmx puts it into the page.
func writeEvent(w *bufio.Writer, html []byte) {
	for line := range bytes.Lines(html) {
		_, _ = w.WriteString("data: ")
		_, _ = w.Write(bytes.TrimRight(line, "\r\n"))
		_ = w.WriteByte('\n')
	}
	_ = w.WriteByte('\n')
}
