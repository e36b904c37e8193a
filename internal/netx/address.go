package netx

import "net/netip"

// reserved are the blocks that look global and are not: the IANA registries
// of special-purpose addresses (RFC 6890 and its updates), the relays that
// carry an IPv4 address inside an IPv6 one, and the one public address at
// which a cloud answers its guests.
var reserved = prefixes(
	"0.0.0.0/8",        // this network
	"100.64.0.0/10",    // carrier-grade NAT, and one cloud's metadata
	"168.63.129.16/32", // Azure's platform endpoint
	"192.0.0.0/24",     // protocol assignments, and one cloud's metadata
	"192.0.2.0/24",     // documentation
	"192.88.99.0/24",   // 6to4 relays
	"198.18.0.0/15",    // benchmarks
	"198.51.100.0/24",  // documentation
	"203.0.113.0/24",   // documentation
	"240.0.0.0/4",      // reserved, broadcast
	"2001::/23",        // Teredo, ORCHID and other assignments
	"2001:db8::/32",    // documentation
	"2002::/16",        // 6to4
	"3fff::/20",        // documentation
)

// globalUnicast is all of IPv6 that is routed. ULA, link-local, multicast,
// unspecified, v4-mapped, v4-compatible and NAT64 addresses lie outside.
var globalUnicast = netip.MustParsePrefix("2000::/3")

// public reports whether a stranger may make us connect to an address.
func public(a netip.Addr) bool {
	if a.Zone() != "" || !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	if a.Is6() && !globalUnicast.Contains(a) {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, s := range texts {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}
