package ui

import (
	"strconv"

	"accord/campaign"

	"github.com/gofiber/fiber/v2"
)

// campaignID is the campaign that the address names.
func campaignID(c *fiber.Ctx) (campaign.ID, error) {
	n, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil || n < 1 {
		return 0, campaign.ErrNotFound
	}
	return campaign.ID(n), nil
}
