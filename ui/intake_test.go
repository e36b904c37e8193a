package ui_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"accord/ui"

	"github.com/valyala/fasthttp/fasthttputil"
)

// What follows the part of a body that the server reads ahead must never be
// taken for the next request, whoever sent it and wherever to.
func TestRestOfARefusedBodyIsNoRequest(t *testing.T) {
	_, config := build(t)
	s, err := ui.New(config)
	if err != nil {
		t.Fatal(err)
	}
	ln := fasthttputil.NewInmemoryListener()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		_ = s.Run(ctx, ln) // this kind of listener calls it an error to be closed twice
		close(ended)
	}()
	body := strings.Repeat("x", 8<<10) + strings.Repeat("GET /healthz HTTP/1.1\r\nHost: accord.example\r\n\r\n", 100)
	for _, path := range []string{"/nowhere", "/api/v1/conversions"} {
		t.Run(path, func(t *testing.T) {
			conn, err := ln.Dial()
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			go func() {
				_, _ = io.WriteString(conn, "POST "+path+" HTTP/1.1\r\nHost: accord.example\r\nContent-Length: 12892\r\n\r\n"+body)
			}()
			got, _ := io.ReadAll(conn) // to the end of the connection, however it ends
			if n := strings.Count(string(got), "HTTP/1.1 "); n != 1 {
				t.Errorf("%d answers to one request: %.200s", n, got)
			}
		})
	}
	stop()
	<-ended
}
