package ui

import (
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// proxies are the machines whose X-Forwarded-… headers are believed.
type proxies []netip.Prefix

func (p proxies) trust(a netip.Addr) bool {
	for _, prefix := range p {
		if prefix.Contains(a) {
			return true
		}
	}
	return false
}

// names is the list as Fiber takes it.
func (p proxies) names() []string {
	names := make([]string, len(p))
	for i, prefix := range p {
		names[i] = prefix.Masked().String()
	}
	return names
}

// client walks X-Forwarded-For from its end, where each trusted proxy wrote
// whom it heard from, to the first address that nobody vouches for. What lies
// before that is the client's own word.
func (p proxies) client(peer netip.Addr, forwarded string) netip.Addr {
	client := peer.Unmap()
	hops := strings.Split(forwarded, ",")
	for i := len(hops) - 1; i >= 0 && p.trust(client); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		client = hop.Unmap().WithZone("")
	}
	return client
}

// network is where a request comes from, coarse enough (/24, /48) that it is
// no longer one person's address.
func (p proxies) network(c *fiber.Ctx) string {
	peer, _ := netip.AddrFromSlice(c.Context().RemoteIP())
	var forwarded []string
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		forwarded = append(forwarded, string(line))
	}
	client := p.client(peer, strings.Join(forwarded, ","))
	bits := 48
	if client.Is4() {
		bits = 24
	}
	prefix, err := client.Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return prefix.String()
}
