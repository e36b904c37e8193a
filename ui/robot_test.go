package ui

import (
	"net/http"
	"testing"
)

func TestIsRobot(t *testing.T) {
	const (
		iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
		pixel  = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
	)
	cases := []struct {
		name, method, agent string
		header              [2]string
		robot               bool
	}{
		{"iPhone", http.MethodGet, iphone, [2]string{}, false},
		{"Android", http.MethodGet, pixel, [2]string{}, false},
		{"inside an Android app", http.MethodGet, "Mozilla/5.0 (Linux; Android 13; SM-A546B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/121.0.0.0 Mobile Safari/537.36", [2]string{}, false},
		{"inside Facebook's app", http.MethodGet, iphone + " [FBAN/FBIOS;FBAV/450.0.0.38.108]", [2]string{}, false},
		{"Firefox", http.MethodGet, "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0", [2]string{}, false},
		{"a Cubot phone", http.MethodGet, "Mozilla/5.0 (Linux; Android 9; CUBOT_X18_Plus) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0.4664.45 Mobile Safari/537.36", [2]string{}, false},
		{"a Cubot phone, name apart", http.MethodGet, "Mozilla/5.0 (Linux; Android 10; CUBOT KING KONG 5) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0 Mobile Safari/537.36", [2]string{}, false},
		{"another purpose", http.MethodGet, iphone, [2]string{"Purpose", "navigate"}, false},

		{"HEAD", http.MethodHead, iphone, [2]string{}, true},
		{"no name", http.MethodGet, "", [2]string{}, true},
		{"blanks", http.MethodGet, "  ", [2]string{}, true},
		{"WhatsApp on Android", http.MethodGet, "WhatsApp/2.23.20.0 A", [2]string{}, true},
		{"WhatsApp on iOS", http.MethodGet, "WhatsApp/2.23.18.78 i", [2]string{}, true},
		{"Facebook's preview", http.MethodGet, "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", [2]string{}, true},
		{"Meta's crawler", http.MethodGet, "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)", [2]string{}, true},
		{"Twitterbot", http.MethodGet, "Twitterbot/1.0", [2]string{}, true},
		{"Slack", http.MethodGet, "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", [2]string{}, true},
		{"Telegram", http.MethodGet, "TelegramBot (like TwitterBot)", [2]string{}, true},
		{"Google", http.MethodGet, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", [2]string{}, true},
		{"Bing's preview", http.MethodGet, "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b", [2]string{}, true},
		{"Skype", http.MethodGet, "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5", [2]string{}, true},
		{"a browser without a screen", http.MethodGet, "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36", [2]string{}, true},
		{"a name without a body", http.MethodGet, "Mozilla/5.0", [2]string{}, true},
		{"curl", http.MethodGet, "curl/8.7.1", [2]string{}, true},
		{"python", http.MethodGet, "python-requests/2.32.3", [2]string{}, true},
		{"Go", http.MethodGet, "Go-http-client/1.1", [2]string{}, true},
		{"prefetch by Chrome", http.MethodGet, pixel, [2]string{"Sec-Purpose", "prefetch;prerender"}, true},
		{"prefetch, older", http.MethodGet, pixel, [2]string{"Purpose", "prefetch"}, true},
		{"prefetch by Firefox", http.MethodGet, pixel, [2]string{"X-Moz", "prefetch"}, true},
		{"preview by Safari", http.MethodGet, iphone, [2]string{"X-Purpose", "preview"}, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			header := func(name string, _ ...string) string {
				switch name {
				case "User-Agent":
					return c.agent
				case c.header[0]:
					return c.header[1]
				}
				return ""
			}
			if got := isRobot(c.method, header); got != c.robot {
				t.Errorf("isRobot = %v, want %v", got, c.robot)
			}
		})
	}
}
