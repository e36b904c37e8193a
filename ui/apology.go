package ui

import (
	"fmt"

	"github.com/gofiber/fiber/v2"
)

// apology is what a person reads when there is no page.
type apology struct{ key, TitleFR, SaysFR, TitleEN, SaysEN string }

var (
	notFound = apology{"not_found",
		"Page introuvable", "Cette adresse n’existe pas, ou n’existe plus.",
		"Page not found", "This address does not exist, or no longer does."}
	unavailable = apology{"unavailable",
		"Service indisponible", "Réessayez dans quelques minutes.",
		"Service unavailable", "Please try again in a few minutes."}
	turnedAway = apology{"refused",
		"Demande refusée", "Cette demande n’a pas pu être traitée.",
		"Request refused", "This request could not be handled."}
)

// apologyPage holds no markup from outside, so nothing needs escaping.
const apologyPage = `<!doctype html>
<html lang="fr">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>%[1]s</title>
<main>
<h1>%[1]s</h1>
<p>%[2]s</p>
<section lang="en">
<h2>%[3]s</h2>
<p>%[4]s</p>
</section>
</main>
</html>
`

func apologyFor(status int) apology {
	switch {
	case status == fiber.StatusNotFound:
		return notFound
	case status >= fiber.StatusInternalServerError:
		return unavailable
	}
	return turnedAway
}

// apologyView is the same as a page, for whoever was on one.
type apologyView struct {
	frame
	Heading, Says string
}

// apologise answers a person: on a page in their language, elsewhere in both.
func (s *Server) apologise(c *fiber.Ctx, p problem) error {
	if _, onPage := c.Locals(visitorKey).(visitor); !onPage {
		return sendApology(c, p.Status)
	}
	w := s.words(c)
	v := apologyView{Heading: w.T("error." + apologyFor(p.Status).key), Says: w.T("error." + apologyFor(p.Status).key + "_says")}
	if p.Status == fiber.StatusForbidden {
		v.Heading, v.Says = w.T("error.forbidden"), w.T("error.forbidden_says")
	}
	if p.key != "" {
		v.Says = w.T(p.key) // words: error.*
	}
	v.frame = s.frame(c, "", v.Heading)
	return s.show(c, "apology", v)
}

func sendApology(c *fiber.Ctx, status int) error {
	a := apologyFor(status)
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.SendString(fmt.Sprintf(apologyPage, a.TitleFR, a.SaysFR, a.TitleEN, a.SaysEN))
}
