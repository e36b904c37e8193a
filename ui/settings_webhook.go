package ui

import (
	"net/netip"
	"net/url"
	"strings"

	"accord/campaign/whatsapp"
)

// webhookHelp is what to enter at Meta, so that it reports here.
type webhookHelp struct {
	URL    string
	Local  bool // Meta cannot reach it
	Fields []string
}

// webhookOf is what to enter at Meta when the server is reached under base.
func webhookOf(base string) webhookHelp {
	return webhookHelp{URL: base + "/webhooks/whatsapp", Local: !reachable(base), Fields: whatsapp.Fields()}
}

// reachable says that Meta's servers could reach an address: it is https and
// no address of this machine or of a private network.
func reachable(base string) bool {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" {
		return false
	}
	host := u.Hostname()
	if a, err := netip.ParseAddr(host); err == nil {
		return !a.IsLoopback() && !a.IsPrivate() && !a.IsLinkLocalUnicast()
	}
	return host != "localhost" && strings.Contains(host, ".")
}
