package netx

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// scriptServer reads whole requests from raw connections and lets a script
// answer the n-th one (from 1); a script that returns false closes the
// connection.
func scriptServer(t *testing.T, script func(n int32, conn net.Conn) bool) (url string, requests, conns *atomic.Int32) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	requests, conns = new(atomic.Int32), new(atomic.Int32)
	serve := func(conn net.Conn) {
		defer conn.Close()
		r := bufio.NewReader(conn)
		for {
			req, err := http.ReadRequest(r)
			if err != nil {
				return
			}
			io.Copy(io.Discard, req.Body)
			if !script(requests.Add(1), conn) {
				return
			}
		}
	}
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			conns.Add(1)
			go serve(conn)
		}
	}()
	return "http://" + ln.Addr().String(), requests, conns
}

func ok(conn net.Conn) bool {
	fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
	return true
}

func operator() *Client { return NewClient(Config{Operator: true, Timeout: 3 * time.Second}) }

// fasthttp's own Do repeats a GET, a HEAD or a PUT up to five times when the
// connection is closed before the answer. Here nothing is ever repeated.
func TestOneAttempt(t *testing.T) {
	cases := []struct {
		name   string
		method string
		script func(n int32, conn net.Conn) bool
		warm   int32 // calls that succeed first, so that the connection is reused
	}{
		{"POST, closed without an answer", "POST", func(int32, net.Conn) bool { return false }, 0},
		{"GET, closed without an answer", "GET", func(int32, net.Conn) bool { return false }, 0},
		{"PUT, closed within the answer", "PUT", func(_ int32, conn net.Conn) bool {
			fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Le")
			return false
		}, 0},
		{"POST on a reused connection", "POST", func(n int32, conn net.Conn) bool { return n == 1 && ok(conn) }, 1},
		{"POST, reset", "POST", func(_ int32, conn net.Conn) bool {
			conn.(*net.TCPConn).SetLinger(0)
			return false
		}, 0},
		{"POST, garbage", "POST", func(_ int32, conn net.Conn) bool {
			fmt.Fprint(conn, "nonsense\r\n\r\n")
			return false
		}, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			url, requests, _ := scriptServer(t, c.script)
			client := operator()
			req := Request{Method: c.method, URL: url}
			for range c.warm {
				if _, err := client.Do(context.Background(), req); err != nil {
					t.Fatal(err)
				}
			}
			_, err := client.Do(context.Background(), req)
			if err == nil || errors.Is(err, ErrNotSent) {
				t.Errorf("Do = %v, want an error that leaves the outcome unknown", err)
			}
			time.Sleep(50 * time.Millisecond) // room for a second attempt
			if n := requests.Load(); n != c.warm+1 {
				t.Errorf("the server read %d requests, want %d", n, c.warm+1)
			}
		})
	}
}

func TestStaleConnectionIsReplacedBeforeTheWrite(t *testing.T) {
	url, requests, conns := scriptServer(t, func(_ int32, conn net.Conn) bool {
		ok(conn)
		return false // closed without saying so in the answer
	})
	client := operator()
	for i := range 3 {
		if _, err := client.Do(context.Background(), Request{Method: "POST", URL: url}); err != nil {
			t.Fatalf("call %d: %v", i, err)
		}
		time.Sleep(20 * time.Millisecond) // let the close arrive
	}
	if requests.Load() != 3 || conns.Load() != 3 {
		t.Errorf("%d requests on %d connections, want 3 on 3", requests.Load(), conns.Load())
	}
}

func TestUnaskedBytesAreNotTheNextAnswer(t *testing.T) {
	url, _, conns := scriptServer(t, func(n int32, conn net.Conn) bool {
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d", n)
		fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nX")
		return true
	})
	client := operator()
	for _, want := range []string{"1", "2"} {
		resp, err := client.Do(context.Background(), Request{URL: url})
		if err != nil || string(resp.Body) != want {
			t.Fatalf("body %q, %v, want %q", resp.Body, err, want)
		}
	}
	if conns.Load() != 2 {
		t.Errorf("%d connections, want 2: the first one is out of step", conns.Load())
	}
}

func TestContext(t *testing.T) {
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	url, requests, _ := scriptServer(t, func(int32, net.Conn) bool { <-hang; return false })
	cases := []struct {
		name    string
		ctx     func() (context.Context, context.CancelFunc)
		timeout time.Duration
		want    error
		notSent bool
	}{
		{"over before the call", func() (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			return ctx, cancel
		}, time.Minute, context.Canceled, true},
		{"cancelled while waiting for the answer", func() (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(100*time.Millisecond, cancel)
			return ctx, cancel
		}, time.Minute, context.Canceled, false},
		{"deadline while waiting for the answer", func() (context.Context, context.CancelFunc) {
			return context.WithTimeout(context.Background(), 100*time.Millisecond)
		}, time.Minute, context.DeadlineExceeded, false},
		{"timeout of the client", func() (context.Context, context.CancelFunc) {
			return context.Background(), func() {}
		}, 100 * time.Millisecond, context.DeadlineExceeded, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			before := requests.Load()
			ctx, cancel := c.ctx()
			defer cancel()
			start := time.Now()
			_, err := NewClient(Config{Operator: true, Timeout: c.timeout}).Do(ctx, Request{Method: "POST", URL: url})
			if !errors.Is(err, c.want) || errors.Is(err, ErrNotSent) != c.notSent {
				t.Errorf("Do = %v, want %v, not sent: %v", err, c.want, c.notSent)
			}
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("returned after %v", took)
			}
			if n := requests.Load() - before; (n == 0) != c.notSent {
				t.Errorf("the server read %d requests, not sent: %v", n, c.notSent)
			}
		})
	}
}

func TestContextOverWhileWaitingForAConnection(t *testing.T) {
	hang := make(chan struct{})
	url, requests, _ := scriptServer(t, func(_ int32, conn net.Conn) bool { <-hang; return ok(conn) })
	client := NewClient(Config{Operator: true, MaxConnsPerHost: 1, Timeout: 5 * time.Second})
	first := make(chan error, 1)
	go func() {
		_, err := client.Do(context.Background(), Request{Method: "POST", URL: url})
		first <- err
	}()
	for requests.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := client.Do(ctx, Request{Method: "POST", URL: url}); !errors.Is(err, ErrNotSent) {
		t.Errorf("second call: %v, want ErrNotSent", err)
	}
	close(hang)
	if err := <-first; err != nil {
		t.Errorf("first call: %v", err)
	}
	if _, err := client.Do(context.Background(), Request{Method: "POST", URL: url}); err != nil {
		t.Errorf("third call: %v, want the connection back", err)
	}
}

func TestMaxConnsPerHost(t *testing.T) {
	url, requests, conns := scriptServer(t, func(_ int32, conn net.Conn) bool {
		time.Sleep(5 * time.Millisecond)
		return ok(conn)
	})
	client := NewClient(Config{Operator: true, MaxConnsPerHost: 2})
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := client.Do(context.Background(), Request{Method: "POST", URL: url}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if requests.Load() != 20 || conns.Load() > 2 {
		t.Errorf("%d requests on %d connections, want 20 on at most 2", requests.Load(), conns.Load())
	}
}

func TestRequestAndResponse(t *testing.T) {
	var got struct {
		Method, URI, Host, ContentType, Auth, Agent, Body string
		Length                                            int64
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got.Method, got.URI, got.Host, got.Body, got.Length = r.Method, r.RequestURI, r.Host, string(body), r.ContentLength
		got.ContentType, got.Auth, got.Agent = r.Header.Get("Content-Type"), r.Header.Get("Authorization"), r.UserAgent()
		w.Header().Set("x-business-use-case-usage", "{}")
		w.Header().Add("Via", "a")
		w.Header().Add("Via", "b")
		w.WriteHeader(http.StatusTeapot)
		io.WriteString(w, "short and stout")
	}))
	defer srv.Close()
	resp, err := operator().Do(context.Background(), Request{
		Method: "POST", URL: srv.URL + "/v26.0/1065/messages?a=b%20c",
		Header: map[string]string{"content-type": "application/json", "Authorization": "Bearer x\r\nEvil: 1"},
		Body:   []byte(`{"to":"+33612345678"}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := got
	want.Method, want.URI, want.Host = "POST", "/v26.0/1065/messages?a=b%20c", strings.TrimPrefix(srv.URL, "http://")
	want.ContentType, want.Auth, want.Agent = "application/json", "Bearer x  Evil: 1", "accord"
	want.Body, want.Length = `{"to":"+33612345678"}`, 21
	if d := cmp.Diff(want, got, cmpopts.EquateComparable()); d != "" {
		t.Errorf("request (-want +got):\n%s", d)
	}
	if resp.Status != http.StatusTeapot || string(resp.Body) != "short and stout" {
		t.Errorf("response %d %q", resp.Status, resp.Body)
	}
	if resp.Header["X-Business-Use-Case-Usage"] != "{}" || resp.Header["Via"] != "a, b" {
		t.Errorf("headers %v", resp.Header)
	}
}

func TestAnswers(t *testing.T) {
	cases := []struct {
		name, answer string
		status       int
		body         string
	}{
		{"redirect is not followed", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 302, ""},
		{"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200, "ok"},
		{"until close", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok", 200, "ok"},
		{"early hints first", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok"},
		{"no content", "HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			url, _, _ := scriptServer(t, func(_ int32, conn net.Conn) bool {
				fmt.Fprint(conn, c.answer)
				return !strings.Contains(c.answer, "close")
			})
			resp, err := operator().Do(context.Background(), Request{Method: "POST", URL: url})
			if err != nil || resp.Status != c.status || string(resp.Body) != c.body {
				t.Errorf("Do = %d %q %v, want %d %q", resp.Status, resp.Body, err, c.status, c.body)
			}
		})
	}
}

func TestBodyIsBounded(t *testing.T) {
	url, _, _ := scriptServer(t, func(_ int32, conn net.Conn) bool {
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", maxBody+1)
		return false
	})
	if _, err := operator().Do(context.Background(), Request{URL: url}); err == nil || errors.Is(err, ErrNotSent) {
		t.Errorf("Do = %v, want an unknown outcome", err)
	}
}

func TestBodyIsACopy(t *testing.T) {
	url, _, _ := scriptServer(t, func(n int32, conn net.Conn) bool {
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d", n)
		return true
	})
	client := operator()
	first, err := client.Do(context.Background(), Request{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Do(context.Background(), Request{URL: url}); err != nil {
		t.Fatal(err)
	}
	if string(first.Body) != "1" {
		t.Errorf("the first body became %q", first.Body)
	}
}

func TestTLS(t *testing.T) {
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) }))
	defer srv.Close()
	client := operator()
	client.tls.RootCAs = x509.NewCertPool()
	client.tls.RootCAs.AddCert(srv.Certificate())
	for range 3 { // the later calls reuse the connection
		resp, err := client.Do(context.Background(), Request{URL: srv.URL})
		if err != nil || string(resp.Body) != "HTTP/1.1" {
			t.Fatalf("Do = %q, %v", resp.Body, err)
		}
	}
	srv.CloseClientConnections()
	time.Sleep(20 * time.Millisecond)
	if _, err := client.Do(context.Background(), Request{Method: "POST", URL: srv.URL}); err != nil {
		t.Errorf("after the server closed the connection: %v", err)
	}
}

func TestPoolsAreBounded(t *testing.T) {
	client := operator()
	for i := range 3 * maxPools {
		client.pool(target{addr: fmt.Sprintf("h%d:443", i), secure: true})
	}
	if n := len(client.pools); n > maxPools {
		t.Errorf("%d pools are kept, want at most %d", n, maxPools)
	}
}

func BenchmarkDo(b *testing.B) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		io.WriteString(w, `{"messages":[{"id":"wamid.x"}]}`)
	}))
	defer srv.Close()
	client := operator()
	body := []byte(strings.Repeat("x", 600))
	b.ReportAllocs()
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := client.Do(context.Background(), Request{Method: "POST", URL: srv.URL, Body: body}); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
