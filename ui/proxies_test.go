package ui

import (
	"net/netip"
	"testing"
)

func TestClientAddress(t *testing.T) {
	trusted := proxies{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::/32")}
	cases := []struct {
		name            string
		proxies         proxies
		peer, forwarded string
		want            string
	}{
		{"nobody is trusted", nil, "10.0.0.1", "203.0.113.7", "10.0.0.1"},
		{"a stranger speaks for another", trusted, "198.51.100.4", "203.0.113.7", "198.51.100.4"},
		{"one proxy", trusted, "10.0.0.1", "203.0.113.7", "203.0.113.7"},
		{"what the client wrote itself", trusted, "10.0.0.1", "1.2.3.4, 203.0.113.7", "203.0.113.7"},
		{"two proxies", trusted, "10.0.0.1", "203.0.113.7,10.9.9.9", "203.0.113.7"},
		{"only proxies", trusted, "10.0.0.1", "10.9.9.9", "10.9.9.9"},
		{"no header", trusted, "10.0.0.1", "", "10.0.0.1"},
		{"not an address", trusted, "10.0.0.1", "unknown", "10.0.0.1"},
		{"address with a port", trusted, "10.0.0.1", "203.0.113.7:80", "10.0.0.1"},
		{"IPv4 inside IPv6", trusted, "::ffff:10.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"},
		{"IPv6", trusted, "2001:db8::1", "2001:4860::8888", "2001:4860::8888"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := c.proxies.client(netip.MustParseAddr(c.peer), c.forwarded); got != netip.MustParseAddr(c.want) {
				t.Errorf("client = %s, want %s", got, c.want)
			}
		})
	}
}
