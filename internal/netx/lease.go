package netx

import (
	"context"
	"crypto/tls"
	"net"
	"syscall"
	"time"

	"github.com/valyala/fasthttp"
)

// lease is a connection in the hands of one call, which ends it with exactly
// one of keep and drop.
type lease struct {
	conn   net.Conn
	reused bool // it carried an earlier call and may have been closed since
	keep   func()
	drop   func()
	err    error
}

// lease hands out a connection on which nothing has happened since its last
// answer. Stale ones are closed on the way: no byte of the request was
// written, so taking another is not a second attempt.
func (c *Client) lease(ctx context.Context, pool *fasthttp.HostClient) (lease, error) {
	for {
		l := c.acquire(ctx, pool)
		if l.err != nil || !l.reused || quiet(l.conn) {
			return l, l.err
		}
		l.drop()
	}
}

// acquire takes a connection of the pool or has one made. The pool knows no
// contexts, hence the goroutine: a connection that comes too late for its
// call is left to the next one.
func (c *Client) acquire(ctx context.Context, pool *fasthttp.HostClient) lease {
	got := make(chan lease, 1)
	go func() {
		cc, err := pool.AcquireConn(c.timeout, false)
		if err != nil {
			got <- lease{err: err}
			return
		}
		got <- lease{
			conn:   cc.Conn(),
			reused: !cc.LastUseTime().IsZero(),
			keep:   func() { pool.ReleaseConn(cc) },
			drop:   func() { pool.CloseConn(cc) },
		}
	}()
	select {
	case l := <-got:
		return l
	case <-ctx.Done():
		go func() {
			if l := <-got; l.err == nil {
				l.keep()
			}
		}()
		return lease{err: ctx.Err()}
	}
}

// bind lets the end of ctx interrupt reads and writes. The function returned
// undoes that and reports whether the connection was left untouched.
func (l lease) bind(ctx context.Context) (unbind func() bool) {
	if err := l.conn.SetDeadline(time.Time{}); err != nil {
		return func() bool { return false } // closed already: the write will say so
	}
	past := time.Unix(1, 0)
	return context.AfterFunc(ctx, func() {
		// The only possible error is a closed connection, which is as good.
		_ = l.conn.SetDeadline(past)
	})
}

// exchange writes the request and reads the answer into resp. reusable is
// false when the connection must not carry another call.
func (l lease) exchange(pool *fasthttp.HostClient, wire []byte, resp *fasthttp.Response) (reusable bool, err error) {
	if n, err := l.conn.Write(wire); err != nil {
		if n == 0 {
			return false, notSent(err)
		}
		return false, err
	}
	r := pool.AcquireReader(l.conn)
	defer pool.ReleaseReader(r)
	for {
		if err := resp.ReadLimitBody(r, maxBody); err != nil {
			return false, err
		}
		if resp.StatusCode() >= 200 { // 1xx only announces an answer
			break
		}
	}
	// Bytes beyond the answer would be read as the answer to the next call.
	return !resp.ConnectionClose() && r.Buffered() == 0, nil
}

// quiet reports whether an idle connection is still open with nothing to
// read. A close, a TLS alert or an unasked-for answer all make it readable.
func quiet(conn net.Conn) bool {
	if t, ok := conn.(*tls.Conn); ok {
		conn = t.NetConn()
	}
	sock, ok := conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := sock.SyscallConn()
	if err != nil {
		return false
	}
	idle := false
	err = raw.Control(func(fd uintptr) {
		var b [1]byte
		_, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		idle = err == syscall.EAGAIN
	})
	return err == nil && idle
}
