package simulator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"accord/internal/netx"
)

const (
	// maxBytes keeps a body below the 3 MB that the platform promises.
	maxBytes = 2_800_000
	// keepTrying is how long a webhook is repeated before it is dropped.
	keepTrying = 7 * 24 * time.Hour
)

// post is the body of one webhook, kept until it is acknowledged.
type post struct {
	body    []byte
	updates int
	first   int64 // milliseconds since 1970 of the first attempt
	tries   int
}

// bind packs updates into bodies of at most most updates and maxBytes bytes,
// in order. Neighbouring messages of one account share an entry; a management
// change has an entry of its own, which carries its time.
func bind(updates []update, most int, now int64) []*post {
	var posts []*post
	for len(updates) > 0 {
		p := &post{first: now, body: []byte(`{"object":"whatsapp_business_account","entry":[`)}
		for p.updates < len(updates) && p.updates < most && len(p.body)+len(updates[p.updates].change) < maxBytes {
			p.add(updates[:p.updates+1])
		}
		if p.updates == 0 { // a single change above the limit still has to go
			p.add(updates[:1])
		}
		p.body = append(p.body, "]}]}"...)
		posts, updates = append(posts, p), updates[p.updates:]
	}
	return posts
}

// add appends the last of the updates; the one before decides whether the
// entry goes on.
func (p *post) add(updates []update) {
	u := updates[len(updates)-1]
	switch {
	case p.updates > 0 && u.time == 0 && updates[len(updates)-2].time == 0 && u.waba == updates[len(updates)-2].waba:
		p.body = append(p.body, ',')
	default:
		if p.updates > 0 {
			p.body = append(p.body, "]},"...)
		}
		p.body = append(p.body, `{"id":`...)
		p.body = strconv.AppendQuote(p.body, u.waba)
		if u.time != 0 {
			p.body = strconv.AppendInt(append(p.body, `,"time":`...), u.time, 10)
		}
		p.body = append(p.body, `,"changes":[`...)
	}
	p.body = append(p.body, u.change...)
	p.updates++
}

// backoff is the wait before the next attempt after tries failed ones: at
// once, then 10 s, doubled each time, at most 12 hours.
func backoff(tries int) time.Duration {
	if tries <= 1 {
		return 0
	}
	return min(10*time.Second<<min(tries-2, 20), 12*time.Hour)
}

// carry makes one attempt and says how many updates were acknowledged. What
// was not acknowledged goes back into the queue, until it is seven days old.
func (s *Simulator) carry(ctx context.Context, p *post, callback string) int {
	r, err := s.net.Do(ctx, netx.Request{
		Method: http.MethodPost, URL: callback, Body: p.body,
		Header: map[string]string{
			"Content-Type":        "application/json",
			"User-Agent":          "facebookexternalua",
			"X-Hub-Signature-256": s.secrets.Sign(p.body),
		},
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil && r.Status == http.StatusOK {
		s.stats.Posts++
		s.stats.Updates += p.updates
		return p.updates
	}
	p.tries++
	s.stats.Retried++
	due := s.clock.Now().Add(backoff(p.tries)).UnixMilli()
	if due > p.first+keepTrying.Milliseconds() {
		s.stats.Dropped += p.updates
		return 0
	}
	s.put(event{due: due, kind: retry, post: p})
	return 0
}

// ErrHandshake says that the callback did not prove that it knows the verify
// token.
var ErrHandshake = errors.New("webhook handshake failed")

// Handshake asks the callback as the platform does when a URL is saved: GET
// with hub.mode, hub.challenge and hub.verify_token, answered by the bare
// challenge.
func (s *Simulator) Handshake(ctx context.Context) error {
	s.mu.Lock()
	callback := s.callback
	s.mu.Unlock()
	return s.shakeHands(ctx, callback, s.cfg.VerifyToken)
}

func (s *Simulator) shakeHands(ctx context.Context, callback, token string) error {
	challenge := strconv.FormatUint(s.seed.hash("challenge", callback)%1e10, 10)
	query := url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {challenge}, "hub.verify_token": {token}}
	r, err := s.net.Do(ctx, netx.Request{Method: http.MethodGet, URL: callback + "?" + query.Encode()})
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrHandshake, err)
	case r.Status != http.StatusOK:
		return fmt.Errorf("%w: answered %d", ErrHandshake, r.Status)
	case string(r.Body) != challenge:
		return fmt.Errorf("%w: the challenge did not come back", ErrHandshake)
	}
	return nil
}
