package ui

import (
	"net/http"
	"regexp"
	"strings"
)

// robots are names by which link previews, crawlers, scanners and libraries
// call themselves in User-Agent, in lower case. Meta documents its own at
// developers.facebook.com/docs/sharing/webmasters/web-crawlers; WhatsApp's
// preview says WhatsApp/2.23 and nothing else.
var robots = regexp.MustCompile(`^whatsapp/|^facebook|meta-external|twitterbot|slackbot|slack-imgproxy` +
	`|bots?\b|bot[/_-]|crawl|spider|slurp|preview|scanner|headless|lighthouse|pagespeed|embedly|iframely` +
	`|^mozilla/5\.0$|^curl/|^wget/|^python|^go-http-client|^java/|^okhttp|^axios|^node|^undici|^php|^ruby|^libwww`)

// cubot is a maker of phones whose name ends like a robot's.
const cubot = "cubot"

// isRobot reports whether a visit is a machine's: a person opens a link with
// GET, from a browser with a name, and not ahead of time.
func isRobot(method string, header func(name string, fallback ...string) string) bool {
	if method == http.MethodHead {
		return true
	}
	for _, name := range []string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		if ahead := strings.ToLower(header(name)); strings.Contains(ahead, "prefetch") || strings.Contains(ahead, "preview") {
			return true
		}
	}
	agent := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(header("User-Agent"))), cubot, "")
	return agent == "" || robots.MatchString(agent)
}
