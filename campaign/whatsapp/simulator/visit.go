package simulator

import (
	"context"
	"net/http"

	"accord/internal/netx"
)

// opening is one link that one person opens.
type opening struct {
	link  string
	agent string
	robot bool // WhatsApp's preview robot comes first
}

// robotAgent is how the link preview names itself.
const robotAgent = "WhatsApp/2.23.20.0"

// phones are browsers people tap a link with.
var phones = []string{
	"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
	"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
	"Mozilla/5.0 (Linux; Android 13; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
}

func (s *Simulator) opening(e event) opening {
	m := e.message
	h := s.seed.hash("phone", m.to.address())
	return opening{
		link:  m.filled.links[m.reaction.Click.Button],
		agent: phones[h%uint64(len(phones))],
		robot: s.seed.chance(s.cfg.Scenario.LinkPreview, "preview", m.call.WAMID),
	}
}

// open lets the robot, then the person, get the link. Redirects are not
// followed: the tap is over when the first server has answered.
func (s *Simulator) open(ctx context.Context, o opening) int {
	if o.robot {
		s.count(s.get(ctx, o.link, robotAgent), &s.stats.Robots)
	}
	return s.count(s.get(ctx, o.link, o.agent), &s.stats.Visits)
}

// get tries three times, as a browser does when a kept-alive connection
// turns out to be closed; any answer of a server will do.
func (s *Simulator) get(ctx context.Context, link, agent string) bool {
	for range 3 {
		_, err := s.net.Do(ctx, netx.Request{
			Method: http.MethodGet, URL: link,
			Header: map[string]string{"User-Agent": agent, "Accept": "text/html", "Accept-Language": "fr-FR,fr;q=0.9"},
		})
		if err == nil {
			return true
		}
	}
	return false
}

func (s *Simulator) count(ok bool, counter *int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !ok {
		s.stats.Missed++
		return 0
	}
	*counter++
	return 1
}

// purchase is an order on its way to the shop.
type purchase struct {
	person string
	order  Order
	at     int64 // milliseconds since 1970
}
