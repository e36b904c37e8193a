package ui

import (
	"net/url"

	"github.com/gofiber/fiber/v2"
)

// address is this page's own with some parameters changed, given as names and
// values in turn; an empty value takes one away.
func address(c *fiber.Ctx, changes ...string) string {
	query, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	if err != nil {
		query = url.Values{}
	}
	for i := 0; i+1 < len(changes); i += 2 {
		if query.Set(changes[i], changes[i+1]); changes[i+1] == "" {
			query.Del(changes[i])
		}
	}
	if len(query) == 0 {
		return c.Path()
	}
	return c.Path() + "?" + query.Encode()
}
