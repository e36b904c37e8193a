package netx

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

const (
	defaultTimeout  = 10 * time.Second
	defaultMaxConns = 64

	// idleLife is short so that the far side rarely closes first: a request
	// that crosses a close has an unknown outcome.
	idleLife = 15 * time.Second

	// maxHeader bounds the head of an answer; Graph sends some KiB of usage headers.
	maxHeader = 16 << 10

	// maxBody bounds an answer.
	maxBody = 8 << 20

	// maxPools bounds the hosts that are remembered with their connections.
	maxPools = 256
)

// ErrNotSent says that the far side certainly never saw the request: the URL
// was refused, the name did not resolve, the connection or its TLS was not
// made, or the context was over before the first byte. After any other error
// of [Client.Do] the outcome is unknown.
var ErrNotSent = errors.New("request was not sent")

// Config says how a [Client] behaves. The zero value is a client for
// addresses that strangers may choose.
type Config struct {
	// Operator is true when the base URL was set by the operator of this
	// installation: loopback and private addresses are allowed then.
	Operator bool
	// Timeout bounds a whole call, waiting for a connection included.
	// Default 10 s.
	Timeout time.Duration
	// MaxConnsPerHost bounds the connections to one host; further calls wait
	// for one. Default 64.
	MaxConnsPerHost int
}

// Client makes HTTP/1.1 calls, each at most once, over kept-alive connections.
// It is safe for concurrent use.
type Client struct {
	timeout  time.Duration
	maxConns int
	dialer   net.Dialer
	tls      *tls.Config

	mu    sync.Mutex
	pools map[target]*fasthttp.HostClient
}

// NewClient returns a client; there is nothing to close, idle connections end
// by themselves.
func NewClient(cfg Config) *Client {
	c := &Client{
		timeout:  cfg.Timeout,
		maxConns: cfg.MaxConnsPerHost,
		tls:      &tls.Config{MinVersion: tls.VersionTLS12, ClientSessionCache: tls.NewLRUClientSessionCache(0)},
		pools:    map[target]*fasthttp.HostClient{},
	}
	if c.timeout <= 0 {
		c.timeout = defaultTimeout
	}
	if c.maxConns <= 0 {
		c.maxConns = defaultMaxConns
	}
	if !cfg.Operator {
		c.dialer.ControlContext = refuseNonPublic
	}
	return c
}

// Request is one call. Method defaults to GET, which carries no body.
type Request struct {
	Method string
	URL    string // absolute, http or https
	Header map[string]string
	Body   []byte
}

// Response is the answer, whatever its status. Header has canonical names
// ("Content-Type"); values of a repeated name are joined by ", ". Body is a
// copy that the caller owns, at most 8 MiB.
type Response struct {
	Status int
	Header map[string]string
	Body   []byte
}

// Do makes one call and never repeats it. It ends with ctx or with the
// client's timeout, whichever comes first. An error either wraps [ErrNotSent]
// or leaves the outcome unknown; it names method and host only, since paths
// and queries may hold what must not be logged.
func (c *Client) Do(ctx context.Context, r Request) (Response, error) {
	to, uri, err := parseURL(r.URL)
	if err != nil {
		return Response{}, notSent(err)
	}
	wire, err := encode(r, to, uri)
	if err != nil {
		return Response{}, notSent(err)
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	resp, err := c.attempt(ctx, to, wire, r.Method == fasthttp.MethodHead)
	if err != nil {
		return Response{}, fmt.Errorf("%s %s: %w", orDefault(r.Method, fasthttp.MethodGet), to.addr, err)
	}
	return resp, nil
}

// attempt leases a connection, uses it once and gives it back or closes it.
func (c *Client) attempt(ctx context.Context, to target, wire []byte, head bool) (Response, error) {
	if err := ctx.Err(); err != nil {
		return Response{}, notSent(err)
	}
	pool := c.pool(to)
	l, err := c.lease(ctx, pool)
	if err != nil {
		return Response{}, notSent(err)
	}
	unbind := l.bind(ctx)
	resp := fasthttp.AcquireResponse()
	defer fasthttp.ReleaseResponse(resp)
	resp.SkipBody = head
	reusable, err := l.exchange(pool, wire, resp)
	// Once the context has reached the socket its deadlines are spoilt.
	if unbind() && reusable {
		l.keep()
	} else {
		l.drop()
	}
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	if err != nil {
		return Response{}, err
	}
	return copyResponse(resp), nil
}

// pool is the set of connections to one host. fasthttp's HostClient is used
// for that alone: its Do repeats requests, so it is never called.
func (c *Client) pool(to target) *fasthttp.HostClient {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.pools[to]; p != nil {
		return p
	}
	if len(c.pools) >= maxPools {
		c.forgetUnused()
	}
	p := &fasthttp.HostClient{
		Addr:                to.addr,
		IsTLS:               to.secure,
		DialTimeout:         func(string, time.Duration) (net.Conn, error) { return c.dial(to) },
		MaxConns:            c.maxConns,
		MaxConnWaitTimeout:  c.timeout,
		MaxIdleConnDuration: idleLife,
		ReadBufferSize:      maxHeader,
		ConnPoolStrategy:    fasthttp.LIFO, // a busy connection stays warm, the others expire
	}
	c.pools[to] = p
	return p
}

// forgetUnused drops the pools without a connection. A call that just took
// such a pool still works; its connection expires with it.
func (c *Client) forgetUnused() {
	for to, p := range c.pools {
		if p.ConnsCount() == 0 {
			delete(c.pools, to)
		}
	}
}

func copyResponse(resp *fasthttp.Response) Response {
	out := Response{
		Status: resp.StatusCode(),
		Header: make(map[string]string, resp.Header.Len()),
		Body:   bytes.Clone(resp.Body()),
	}
	for k, v := range resp.Header.All() {
		name, value := string(k), string(v)
		if earlier, ok := out.Header[name]; ok {
			value = earlier + ", " + value
		}
		out.Header[name] = value
	}
	return out
}

func notSent(err error) error { return fmt.Errorf("%w: %w", ErrNotSent, err) }
