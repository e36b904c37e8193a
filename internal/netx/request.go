package netx

import (
	"errors"
	"net"
	"net/url"
	"strings"

	"github.com/valyala/fasthttp"
)

// target is the far end of a connection: "graph.facebook.com:443" over TLS.
type target struct {
	addr   string // host:port
	secure bool
}

// parseURL splits an absolute URL into the host to connect to and the URI to
// ask it for. Errors do not repeat the URL, which may hold a secret.
func parseURL(raw string) (target, string, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return target{}, "", errors.New("URL is malformed")
	}
	port := u.Port()
	switch u.Scheme {
	case "https":
		port = orDefault(port, "443")
	case "http":
		port = orDefault(port, "80")
	default:
		return target{}, "", errors.New("URL is neither http nor https")
	}
	host := u.Hostname()
	if host == "" || strings.ContainsAny(host, ", \t") {
		return target{}, "", errors.New("URL names no host")
	}
	if u.User != nil {
		return target{}, "", errors.New("URL holds credentials")
	}
	return target{addr: net.JoinHostPort(host, port), secure: u.Scheme == "https"}, u.RequestURI(), nil
}

func orDefault(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// encode renders the whole request. It is written with one call, so that a
// write that moved no byte proves that nothing was sent.
func encode(r Request, to target, uri string) ([]byte, error) {
	req := fasthttp.AcquireRequest()
	defer fasthttp.ReleaseRequest(req)
	h := &req.Header
	h.SetMethod(orDefault(r.Method, fasthttp.MethodGet))
	if (h.IsGet() || h.IsHead()) && len(r.Body) > 0 {
		return nil, errors.New("GET and HEAD carry no body")
	}
	h.SetRequestURI(uri)
	h.SetUserAgent("accord")
	h.SetNoDefaultContentType(true)
	for k, v := range r.Header {
		// fasthttp cleans values, not names.
		if k == "" || strings.ContainsAny(k, "\r\n: ") {
			return nil, errors.New("header name is malformed")
		}
		h.Set(k, v)
	}
	h.SetHost(hostHeader(to))
	h.SetContentLength(len(r.Body))
	out := h.AppendBytes(make([]byte, 0, 512+len(r.Body)))
	return append(out, r.Body...), nil
}

// hostHeader leaves the default port out, as servers compare the name.
func hostHeader(to target) string {
	if to.secure {
		return strings.TrimSuffix(to.addr, ":443")
	}
	return strings.TrimSuffix(to.addr, ":80")
}
