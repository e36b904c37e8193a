package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"accord/internal/netx"

	"github.com/go-json-experiment/json"
)

const (
	// DefaultBaseURL is Meta's Graph API.
	DefaultBaseURL = "https://graph.facebook.com"
	// DefaultVersion is the Graph version this package is written for.
	DefaultVersion = "v26.0"

	// maxConns lets one number at 1,000 messages a second work with calls
	// that take half a second.
	maxConns = 512
)

// Config names a business number and how to reach it. Zero values of BaseURL,
// Version and Timeout mean the defaults.
type Config struct {
	BaseURL       string        // default [DefaultBaseURL]; any other one may be a loopback or private address
	Version       string        // default [DefaultVersion]
	Token         string        // access token; never part of a URL or an error
	PhoneNumberID string        // the number that sends, "106540352242922"
	WABAID        string        // the account that owns the templates; needed for templates only
	Timeout       time.Duration // of one call, default 10 s
}

// Client calls the Cloud API for one business number. It is safe for
// concurrent use, keeps no state but connections, and never repeats a call.
type Client struct {
	http   *netx.Client
	root   string // "https://graph.facebook.com/v26.0/"
	auth   string
	token  string
	number string
	waba   string
}

var (
	versionShape = regexp.MustCompile(`^v\d{1,3}\.\d{1,2}$`)
	idShape      = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`) // one path segment
	tokenShape   = regexp.MustCompile(`^[\x21-\x7e]+$`)
)

// PhoneNumberID is the number that sends.
func (c *Client) PhoneNumberID() string { return c.number }

// NewClient checks the configuration; the error says what to mend.
func NewClient(cfg Config) (*Client, error) {
	base := strings.TrimRight(orElse(cfg.BaseURL, DefaultBaseURL), "/")
	version := orElse(cfg.Version, DefaultVersion)
	if err := errors.Join(checkBase(base), cfg.check(version)); err != nil {
		return nil, fmt.Errorf("whatsapp client: %w", err)
	}
	return &Client{
		http:   netx.NewClient(netx.Config{Operator: base != DefaultBaseURL, Timeout: cfg.Timeout, MaxConnsPerHost: maxConns}),
		root:   base + "/" + version + "/",
		auth:   "Bearer " + cfg.Token,
		token:  cfg.Token,
		number: cfg.PhoneNumberID,
		waba:   cfg.WABAID,
	}, nil
}

func checkBase(base string) error {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("the base URL is not an http or https address")
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("the base URL holds more than an address and a path")
	}
	return nil
}

func (cfg Config) check(version string) error {
	switch {
	case !versionShape.MatchString(version):
		return fmt.Errorf("version %q is not like %s", version, DefaultVersion)
	case !tokenShape.MatchString(cfg.Token):
		return errors.New("the access token is empty or holds blanks")
	case !idShape.MatchString(cfg.PhoneNumberID):
		return fmt.Errorf("phone number id %q is not an id", cfg.PhoneNumberID)
	case cfg.WABAID != "" && !idShape.MatchString(cfg.WABAID):
		return fmt.Errorf("business account id %q is not an id", cfg.WABAID)
	}
	return nil
}

// call makes one call and returns the body of a 2xx answer. Any other end is
// a [*RefusedError] or wraps [ErrUnknown].
func (c *Client) call(ctx context.Context, method, path, contentType string, body []byte) ([]byte, error) {
	header := map[string]string{"Authorization": c.auth}
	if contentType != "" {
		header["Content-Type"] = contentType
	}
	resp, err := c.http.Do(ctx, netx.Request{Method: method, URL: c.root + path, Header: header, Body: body})
	if err != nil {
		return nil, failure(err)
	}
	if resp.Status < 200 || resp.Status > 299 {
		return nil, refusal(resp.Status, resp.Body, c.token)
	}
	return resp.Body, nil
}

// get reads a JSON answer into a value.
func (c *Client) get(ctx context.Context, path string, into any) error {
	body, err := c.call(ctx, "GET", path, "", nil)
	if err != nil {
		return err
	}
	return readAnswer(body, into)
}

// post sends a JSON body and reads a JSON answer.
func (c *Client) post(ctx context.Context, path string, body, into any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode %T: %w", body, err)
	}
	answer, err := c.call(ctx, "POST", path, "application/json", raw)
	if err != nil {
		return err
	}
	return readAnswer(answer, into)
}

func readAnswer(body []byte, into any) error {
	if err := unmarshal(body, into); err != nil {
		return fmt.Errorf("%w: unreadable answer: %s", ErrUnknown, misfit(err))
	}
	return nil
}

// account is the path prefix of calls about templates.
func (c *Client) account() (string, error) {
	if c.waba == "" {
		return "", errors.New("templates need the id of the WhatsApp business account")
	}
	return c.waba, nil
}
