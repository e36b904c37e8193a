package netx

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// nameServer answers every A question with one address, or with "no such
// name", over UDP on loopback.
func nameServer(t *testing.T, answer net.IP) *net.Resolver {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pc.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			pc.WriteTo(dnsAnswer(buf[:n], answer), from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", pc.LocalAddr().String())
	}}
}

func dnsAnswer(query []byte, answer net.IP) []byte {
	end := 12
	for query[end] != 0 {
		end += int(query[end]) + 1
	}
	question := query[12 : end+5]
	isA := binary.BigEndian.Uint16(question[len(question)-4:]) == 1
	flags, count := uint16(0x8180), uint16(0)
	switch {
	case answer == nil:
		flags = 0x8183 // no such name
	case isA:
		count = 1
	}
	out := append([]byte(nil), query[:2]...)
	for _, v := range []uint16{flags, 1, count, 0, 0} {
		out = binary.BigEndian.AppendUint16(out, v)
	}
	out = append(out, question...)
	if count == 1 {
		out = append(out, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4)
		out = append(out, answer.To4()...)
	}
	return out
}

// countingListener counts the connections that reach a loopback port.
func countingListener(t *testing.T) (port string, seen *atomic.Int32) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	seen = new(atomic.Int32)
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			seen.Add(1)
			conn.Close()
		}
	}()
	_, port, _ = net.SplitHostPort(ln.Addr().String())
	return port, seen
}

func TestDoRefusesNonPublicHosts(t *testing.T) {
	port, seen := countingListener(t)
	loopback := nameServer(t, net.IPv4(127, 0, 0, 1))
	cases := []struct{ name, url string }{
		{"literal loopback", "http://127.0.0.1:" + port},
		{"literal v6 loopback", "http://[::1]:" + port},
		{"v4-mapped loopback", "http://[::ffff:127.0.0.1]:" + port},
		{"v4-mapped in hexadecimal", "http://[::ffff:7f00:1]:" + port},
		{"NAT64", "http://[64:ff9b::7f00:1]:" + port},
		{"unspecified", "http://0.0.0.0:" + port},
		{"private", "http://10.1.2.3:" + port},
		{"metadata", "http://169.254.169.254/latest/meta-data"},
		{"name that resolves to loopback", "http://shop.example:" + port},
		{"with TLS", "https://127.0.0.1:" + port},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			client := NewClient(Config{Timeout: 3 * time.Second})
			client.dialer.Resolver = loopback
			_, err := client.Do(context.Background(), Request{URL: c.url})
			if !errors.Is(err, ErrForbiddenAddress) || !errors.Is(err, ErrNotSent) {
				t.Errorf("Do = %v, want ErrForbiddenAddress within ErrNotSent", err)
			}
		})
	}
	if n := seen.Load(); n != 0 {
		t.Errorf("%d connections reached loopback, want none", n)
	}
}

func TestDoReportsNotSent(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	tlsServer := httptest.NewUnstartedServer(nil)
	tlsServer.Config.ErrorLog = log.New(io.Discard, "", 0)
	tlsServer.StartTLS()
	defer tlsServer.Close()
	cases := []struct {
		name string
		req  Request
	}{
		{"connection refused", Request{Method: "POST", URL: "http://" + closed.Addr().String()}},
		{"no such name", Request{Method: "POST", URL: "http://nowhere.example/"}},
		{"certificate of a stranger", Request{Method: "POST", URL: tlsServer.URL}},
		{"decimal address", Request{URL: "http://2130706433/"}},
		{"no scheme", Request{URL: "graph.facebook.com/x"}},
		{"other scheme", Request{URL: "file:///etc/passwd"}},
		{"no host", Request{URL: "http:///x"}},
		{"two hosts", Request{URL: "http://a,b/"}},
		{"credentials in the URL", Request{URL: "http://u:p@127.0.0.1/"}},
		{"malformed URL", Request{URL: "http://%zz"}},
		{"GET with a body", Request{URL: tlsServer.URL, Body: []byte("x")}},
		{"header name with a line break", Request{URL: tlsServer.URL, Header: map[string]string{"A\r\nB": "1"}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			client := NewClient(Config{Operator: true, Timeout: 3 * time.Second})
			client.dialer.Resolver = nameServer(t, nil)
			if _, err := client.Do(context.Background(), c.req); !errors.Is(err, ErrNotSent) {
				t.Errorf("Do = %v, want ErrNotSent", err)
			}
		})
	}
}

func TestErrorsDoNotRepeatTheURL(t *testing.T) {
	client := NewClient(Config{Timeout: time.Second})
	for _, url := range []string{"http://127.0.0.1/x?access_token=s3cret", "http://%zz/?s3cret", "ftp://h/s3cret"} {
		_, err := client.Do(context.Background(), Request{Method: "POST", URL: url})
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("Do(%q) = %v, want an error without the secret", url, err)
		}
	}
}

func TestDialUnix(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "accord.sock")
	ln, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	go func() {
		if conn, err := ln.Accept(); err == nil {
			conn.Write([]byte("hello"))
			conn.Close()
		}
	}()
	conn, err := DialUnix(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	buf := make([]byte, 5)
	if _, err := conn.Read(buf); err != nil || string(buf) != "hello" {
		t.Errorf("read %q, %v", buf, err)
	}
	if _, err := DialUnix(context.Background(), filepath.Join(dir, "absent.sock")); err == nil {
		t.Error("dialling an absent socket succeeded")
	}
	if _, err := DialUnix(context.Background(), "/"+strings.Repeat("x", 107)); err == nil || !strings.Contains(err.Error(), "107") {
		t.Errorf("long path: %v, want an error that states the limit", err)
	}
}
