package netx

import (
	"net/netip"
	"testing"
)

func TestPublic(t *testing.T) {
	cases := []struct {
		name string
		addr string
		want bool
	}{
		{"public v4", "8.8.8.8", true},
		{"public v6", "2606:4700:4700::1111", true},
		{"loopback v4", "127.0.0.1", false},
		{"loopback v4 far end", "127.255.255.254", false},
		{"loopback v6", "::1", false},
		{"unspecified v4", "0.0.0.0", false},
		{"unspecified v6", "::", false},
		{"this network", "0.1.2.3", false},
		{"private 10", "10.0.0.1", false},
		{"private 172", "172.31.255.255", false},
		{"just outside private 172", "172.32.0.1", true},
		{"private 192", "192.168.1.1", false},
		{"carrier-grade NAT", "100.64.0.1", false},
		{"carrier-grade NAT end", "100.127.255.255", false},
		{"just outside carrier-grade NAT", "100.128.0.1", true},
		{"metadata of most clouds", "169.254.169.254", false},
		{"metadata of Alibaba", "100.100.100.200", false},
		{"metadata of Oracle", "192.0.0.192", false},
		{"platform endpoint of Azure", "168.63.129.16", false},
		{"metadata v6 of AWS", "fd00:ec2::254", false},
		{"link-local v6", "fe80::1", false},
		{"zone", "2606:4700::1%eth0", false},
		{"ULA", "fc00::1", false},
		{"site-local", "fec0::1", false},
		{"multicast v4", "224.0.0.1", false},
		{"multicast v6", "ff02::1", false},
		{"broadcast", "255.255.255.255", false},
		{"documentation v4", "203.0.113.7", false},
		{"documentation v6", "2001:db8::1", false},
		{"benchmark", "198.19.255.255", false},
		{"v4-mapped loopback", "::ffff:127.0.0.1", false},
		{"v4-mapped public", "::ffff:8.8.8.8", false},
		{"v4-compatible", "::8.8.8.8", false},
		{"NAT64 of loopback", "64:ff9b::7f00:1", false},
		{"local NAT64", "64:ff9b:1::1", false},
		{"6to4 of loopback", "2002:7f00:1::", false},
		{"Teredo", "2001::1", false},
		{"discard only", "100::1", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := public(netip.MustParseAddr(c.addr)); got != c.want {
				t.Errorf("public(%s) = %v, want %v", c.addr, got, c.want)
			}
		})
	}
}
