package simulator

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	templateName = regexp.MustCompile(`^[a-z0-9_]{1,512}$`)
	edgeVariable = regexp.MustCompile(`^\s*\{\{[^}]*\}\}|\{\{[^}]*\}\}\s*$`)
	twoVariables = regexp.MustCompile(`\}\}\s*\{\{`)
)

// checkTemplate checks a definition as far as the creation edge does:
// the limits of templates/components, 2026-05-06.
func checkTemplate(t Template) *refusal {
	switch {
	case !templateName.MatchString(t.Name):
		return refuse(100, "name wants 1 to 512 of a-z, 0-9 and _.")
	case t.Language == "":
		return refuse(100, "language is required.")
	case !oneOf(t.Category, "MARKETING", "UTILITY", "AUTHENTICATION"):
		return refuse(100, "category must be MARKETING, UTILITY or AUTHENTICATION.")
	case !oneOf(t.ParameterFormat, "", "POSITIONAL", "NAMED"):
		return refuse(100, "parameter_format must be POSITIONAL or NAMED.")
	}
	bodies := 0
	for _, c := range t.Components {
		if oneOf(c.Type, "BODY") {
			bodies++
		}
		if wrong := c.check(t.Category); wrong != nil {
			return wrong
		}
	}
	if bodies != 1 {
		return refuse(100, "A template has exactly one BODY.")
	}
	return nil
}

func (c Component) check(category string) *refusal {
	switch strings.ToUpper(c.Type) {
	case "HEADER":
		return c.checkHeader()
	case "BODY":
		return c.checkBody(category)
	case "FOOTER":
		if len(variables(c.Text)) > 0 || utf8.RuneCountInString(c.Text) > 60 {
			return refuse(100, "A FOOTER has at most 60 characters and no variables.")
		}
	case "BUTTONS":
		return checkButtons(c.Buttons)
	case "LIMITED_TIME_OFFER":
	case "CAROUSEL":
		if len(c.Cards) < 1 || len(c.Cards) > 10 {
			return refuse(100, "A CAROUSEL has 1 to 10 cards.")
		}
	default:
		return refuse(100, "Component type %q is unknown.", c.Type)
	}
	return nil
}

func (c Component) checkHeader() *refusal {
	switch {
	case !oneOf(c.Format, "TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION", "GIF"):
		return refuse(100, "HEADER format %q is unknown.", c.Format)
	case oneOf(c.Format, "TEXT") && (c.Text == "" || utf8.RuneCountInString(c.Text) > 60 || len(variables(c.Text)) > 1):
		return refuse(100, "A text HEADER has 1 to 60 characters and at most one variable.")
	}
	return nil
}

func (c Component) checkBody(category string) *refusal {
	// Bodies of authentication templates are the platform's own.
	if oneOf(category, "AUTHENTICATION") {
		return nil
	}
	n := utf8.RuneCountInString(c.Text)
	if n < 1 || n > maxBody {
		return refuse(100, "A BODY has 1 to %d characters.", maxBody)
	}
	if edgeVariable.MatchString(c.Text) || twoVariables.MatchString(c.Text) {
		r := refuse(100, "Variables can't be at the start or the end of the BODY, nor next to each other.")
		r.subcode = 2388299
		return r
	}
	return nil
}

// mostButtons of each kind; what is not named here is only bound by the ten
// in all.
var mostButtons = map[string]int{"URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1}

func checkButtons(buttons []Button) *refusal {
	if len(buttons) < 1 || len(buttons) > 10 {
		return refuse(100, "BUTTONS wants 1 to 10 buttons.")
	}
	count, groups := map[string]int{}, 0
	for i, b := range buttons {
		kind := strings.ToUpper(b.Type)
		count[kind]++
		if most, ok := mostButtons[kind]; ok && count[kind] > most {
			return refuse(100, "At most %d buttons of type %s.", most, kind)
		}
		if b.is("QUICK_REPLY") && (i == 0 || !buttons[i-1].is("QUICK_REPLY")) {
			groups++
		}
		if wrong := b.check(); wrong != nil {
			return wrong
		}
	}
	if groups > 1 {
		return refuse(100, "Quick replies must stand next to each other.")
	}
	return nil
}

func (b Button) check() *refusal {
	if b.is("QUICK_REPLY") || b.is("URL") || b.is("PHONE_NUMBER") {
		if n := utf8.RuneCountInString(b.Text); n < 1 || n > 25 {
			return refuse(100, "A button label has 1 to 25 characters.")
		}
	}
	if b.is("URL") {
		names := variables(b.URL)
		if b.URL == "" || len(b.URL) > 2000 || len(names) > 1 || len(names) == 1 && !strings.HasSuffix(b.URL, "}}") {
			return refuse(100, "A URL has at most 2000 characters and one variable, at its end.")
		}
	}
	return nil
}

// oneOf compares without regard to case, as the platform does.
func oneOf(value string, names ...string) bool {
	for _, n := range names {
		if strings.EqualFold(value, n) {
			return true
		}
	}
	return false
}
