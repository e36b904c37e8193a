package netx

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// ErrForbiddenAddress says that a host is, or resolves to, an address that
// only the operator may choose. It comes wrapped in [ErrNotSent].
var ErrForbiddenAddress = errors.New("address is not public")

// maxSocketPath is the room for a path in sockaddr_un on Linux, without the
// final zero byte.
const maxSocketPath = 107

// dial connects and, where asked, shakes hands: a bad certificate is found
// before a byte of the request leaves. The name is resolved once, inside the
// dialer, and [refuseNonPublic] sees each address just before its connect, so
// a name that changes its mind (DNS rebinding) gains nothing.
func (c *Client) dial(to target) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), c.timeout)
	defer cancel()
	conn, err := c.dialer.DialContext(ctx, "tcp", to.addr)
	if err != nil || !to.secure {
		return conn, err
	}
	cfg := c.tls.Clone()
	cfg.ServerName, _, err = net.SplitHostPort(to.addr)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	secured := tls.Client(conn, cfg)
	if err := secured.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return secured, nil
}

// refuseNonPublic is the dialer's hook: it runs after the resolve, with the
// very address the socket is about to connect to.
func refuseNonPublic(_ context.Context, _, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrForbiddenAddress, err)
	}
	if !public(ap.Addr()) {
		return fmt.Errorf("%w: %s", ErrForbiddenAddress, ap.Addr())
	}
	return nil
}

// DialUnix connects to the socket of a server running on this machine.
func DialUnix(ctx context.Context, path string) (net.Conn, error) {
	if len(path) > maxSocketPath {
		return nil, fmt.Errorf("socket path has %d bytes, the system allows %d: choose a shorter data folder", len(path), maxSocketPath)
	}
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("dial socket: %w", err)
	}
	return conn, nil
}
