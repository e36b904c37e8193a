package ui_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"accord/internal/operator"
	"accord/ui"
)

// behindNginx is a workplace whose pages a real nginx on this machine serves;
// front is its address. The server trusts 127.0.0.1, where nginx speaks from;
// clients come from other loopback addresses.
func behindNginx(t *testing.T) (w *workplace, front string) {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		t.Fatal("nginx is missing: run .ci/install nginx")
	}
	w = desk(t, func(c *ui.Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")} })
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	w.must(err)
	front = ln.Addr().String()
	w.must(ln.Close()) // nginx opens it itself
	dir := t.TempDir()
	w.must(os.WriteFile(filepath.Join(dir, "nginx.conf"), []byte(fmt.Sprintf(`
pid nginx.pid; error_log stderr warn; worker_processes 1; daemon off;
events {}
http {
  access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  server {
    listen %s;
    location / {
      proxy_pass %s; proxy_bind 127.0.0.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto https;
    }
  }
}`, front, w.url)), 0o600))
	nginx := exec.CommandContext(t.Context(), program, "-p", dir, "-c", "nginx.conf", "-e", "stderr")
	nginx.Cancel = func() error { return nginx.Process.Signal(os.Interrupt) }
	var says strings.Builder
	nginx.Stderr = &says
	w.must(nginx.Start())
	t.Cleanup(func() { _ = nginx.Wait() }) // the end of the test interrupts it
	for range 100 {
		if c, err := net.Dial("tcp", front); err == nil {
			w.must(c.Close())
			return w, front
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("nginx does not answer: %s", says.String())
	return nil, ""
}

// client is a browser at one address.
type client struct {
	*workplace
	http http.Client
	base string
	jar  map[string]string
}

// at is a browser at an address of the loopback network that speaks to base.
func (w *workplace) at(address, base string) *client {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	return &client{workplace: w, base: "http://" + base, jar: map[string]string{}, http: http.Client{Timeout: 10 * time.Second,
		Transport:     &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (c *client) do(method, path, body string, header ...string) sheet {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, strings.NewReader(body))
	c.must(err)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Add(header[i], header[i+1])
	}
	for name, value := range c.jar {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res, err := c.http.Do(req)
	c.must(err)
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	c.must(err)
	for _, k := range res.Cookies() {
		c.jar[k.Name] = k.Value
	}
	return readPage(c.t, answer{res.StatusCode, res.Header, string(read)})
}

// signIn opens the login page and sends it.
func (c *client) signIn(email, password string, header ...string) sheet {
	c.t.Helper()
	shown := c.do(http.MethodGet, "/login", "", header...)
	form := url.Values{"form_tag": {shown.all("input[name=form_tag]")[0].attr["value"]}, "email": {email}, "password": {password}}
	return c.do(http.MethodPost, "/login", form.Encode(), append(header, "Content-Type", "application/x-www-form-urlencoded")...)
}

const phrase = "a long enough sentence"

func (w *workplace) operator(email string) operator.ID {
	w.t.Helper()
	id, err := w.operators.AddWithPassword(context.Background(), operator.Operator{Email: email, Name: "Camille", Role: operator.Analyst}, phrase)
	w.must(err)
	return id
}

// network is where the last session of an operator came from.
func (w *workplace) network(id operator.ID) string {
	w.t.Helper()
	list, err := w.operators.Sessions(context.Background(), id)
	w.must(err)
	if len(list) == 0 {
		return ""
	}
	return list[0].Network
}

func TestTheTrueAddressIsKeptWhateverTheHeadersSay(t *testing.T) {
	w, front := behindNginx(t)
	direct := strings.TrimPrefix(w.url, "http://")
	cases := []struct {
		name, from, through string
		header              []string
		network             string
		https               bool
	}{
		{"through nginx", "127.1.2.3", front, nil, "127.1.2.0/24", true},
		{"through nginx, forged", "127.1.2.3", front, []string{"X-Forwarded-For", "203.0.113.9"}, "127.1.2.0/24", true},
		{"through nginx, forged twice", "127.1.2.3", front, []string{"X-Forwarded-For", "203.0.113.9, 127.0.0.1", "X-Forwarded-For", "198.51.100.1"}, "127.1.2.0/24", true},
		{"through nginx, forged for others", "127.1.2.3", front, []string{"X-Real-Ip", "203.0.113.9", "Forwarded", "for=203.0.113.9", "X-Forwarded-Host", "evil.example"}, "127.1.2.0/24", true},
		{"past the proxy, forged", "127.1.2.4", direct, []string{"X-Forwarded-For", "203.0.113.9", "X-Forwarded-Proto", "https"}, "127.1.2.0/24", false},
		// Caddy forgets what the client said and names the client alone.
		{"as Caddy writes it", "127.0.0.1", direct, []string{"X-Forwarded-For", "198.51.100.7", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "accord.example.org"}, "198.51.100.0/24", true},
		{"as Caddy writes it, IPv6", "127.0.0.1", direct, []string{"X-Forwarded-For", "2001:db8:1:2::7", "X-Forwarded-Proto", "https"}, "2001:db8:1::/48", true},
		{"nonsense from a proxy", "127.0.0.1", direct, []string{"X-Forwarded-For", "not an address"}, "127.0.0.0/24", false},
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			email := fmt.Sprintf("person%d@example.org", i)
			id := w.operator(email)
			got := w.at(c.from, c.through).signIn(email, phrase, c.header...)
			if got.status != http.StatusSeeOther || got.header.Get("Location") != "/" {
				t.Fatalf("sign in: %d, the page says %q", got.status, got.text())
			}
			if n := w.network(id); n != c.network {
				t.Errorf("the session came from %q, want %q", n, c.network)
			}
			cookie := strings.Join(got.header.Values("Set-Cookie"), "\n")
			if secure := strings.Contains(cookie, "__Host-accord=") && strings.Contains(cookie, "secure"); secure != c.https {
				t.Errorf("cookies %q over https: %v", cookie, c.https)
			}
		})
	}
}

func TestForgedAddressesDoNotWidenTheLimitOfSigningIn(t *testing.T) {
	w, front := behindNginx(t)
	w.operator("target@example.org")
	attacker := w.at("127.1.2.3", front)
	limited := 0
	for i := range 12 {
		if attacker.signIn("target@example.org", "wrong", "X-Forwarded-For", fmt.Sprintf("203.0.%d.9", i)).status == http.StatusTooManyRequests {
			limited++
		}
	}
	if limited < 6 {
		t.Errorf("%d of 12 tries were refused unseen, want at least 6", limited)
	}
	if got := w.at("127.9.9.9", front).signIn("target@example.org", phrase); got.status != http.StatusSeeOther {
		t.Errorf("the owner, from elsewhere: %d, want the way in", got.status)
	}
}
