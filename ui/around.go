package ui

import (
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"accord/internal/clock"

	"github.com/gofiber/fiber/v2"
)

// securityHeaders go with every answer. Pages loosen what they need.
var securityHeaders = [][2]string{
	{fiber.HeaderCacheControl, "no-store"},
	{fiber.HeaderContentSecurityPolicy, "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
	{fiber.HeaderReferrerPolicy, "no-referrer"},
	{fiber.HeaderXContentTypeOptions, "nosniff"},
	{fiber.HeaderXRobotsTag, "noindex"},
}

// hsts is sent over https alone, as browsers ask (RFC 6797, 7.2).
const hsts = "max-age=31536000"

// patternKey holds the pattern of the route that took a request.
const patternKey = "pattern"

// around is the first handler of every request, and the last to see it.
func (s *Server) around(c *fiber.Ctx) error {
	started := clock.Start()
	s.dress(c)
	// Fiber's own context does not end when the handler should.
	ctx, cancel := context.WithTimeout(context.Background(), handleTimeout)
	defer cancel()
	c.SetUserContext(ctx)
	err := plain(c)
	if err == nil {
		err = c.Next()
	}
	return s.finish(c, started.Elapsed(), err)
}

// early answers a request that could not be read, before any handler.
func (s *Server) early(c *fiber.Ctx, err error) error {
	s.dress(c)
	return s.finish(c, 0, err)
}

// dress sets the headers that no answer goes without. The id is ours: a
// client's own could carry anything into the log.
func (s *Server) dress(c *fiber.Ctx) {
	c.Set(fiber.HeaderXRequestID, rand.Text())
	for _, h := range securityHeaders {
		c.Set(h[0], h[1])
	}
}

// plain refuses a body in any encoding, an empty name included.
func plain(c *fiber.Ctx) error {
	if len(c.Request().Header.PeekAll(fiber.HeaderContentEncoding)) > 0 {
		return &problem{Status: fiber.StatusUnsupportedMediaType, Detail: "Send the body without Content-Encoding."}
	}
	return nil
}

// finish answers an error and writes the line of the access log.
func (s *Server) finish(c *fiber.Ctx, took time.Duration, failure error) error {
	var err error
	if failure != nil {
		err = s.answer(c, failure)
	}
	dropRest(c)
	if s.secure(c) { // guard has found out whose address counts
		c.Set(fiber.HeaderStrictTransportSecurity, hsts)
	}
	s.meters.count(c, took)
	s.logAccess(c, took, failure)
	return err
}

// logAccess names the route's pattern, never the path: a path holds codes. The
// length is the announced one: to ask for the body would read what was refused.
func (s *Server) logAccess(c *fiber.Ctx, took time.Duration, failure error) {
	status, level := c.Response().StatusCode(), slog.LevelDebug // thousands a second, when all goes well
	line := []slog.Attr{
		slog.String("id", requestID(c)), slog.String("method", c.Method()), slog.String("route", pattern(c)),
		slog.Int("status", status), slog.Int("bytes", max(0, c.Request().Header.ContentLength())), slog.Duration("took", took),
	}
	switch {
	case status >= fiber.StatusInternalServerError:
		level = slog.LevelError
		line = append(line, slog.Any("error", failure))
	case status == fiber.StatusUnauthorized || status == fiber.StatusForbidden:
		level = slog.LevelWarn
		line = append(line, slog.String("from", s.proxies.network(c)))
	}
	s.Log.LogAttrs(c.UserContext(), level, "request", line...)
}

func requestID(c *fiber.Ctx) string { return c.GetRespHeader(fiber.HeaderXRequestID) }

func pattern(c *fiber.Ctx) string {
	if p, ok := c.Locals(patternKey).(string); ok {
		return p
	}
	return "none"
}
