package ui

import (
	"slices"

	"accord/internal/operator"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// flaws are what is wrong with a form, in the visitor's words, in the order in
// which it was found. A flaw without a field concerns the whole form.
type flaws []flaw

// Of is what is wrong with one field, empty when nothing is.
func (f flaws) Of(field string) string {
	for _, one := range f {
		if one.Field == field {
			return one.Detail
		}
	}
	return ""
}

// Fields are the flaws that a field has.
func (f flaws) Fields() flaws {
	return slices.DeleteFunc(slices.Clone(f), func(one flaw) bool { return one.Field == "" })
}

// add notes a flaw of a field.
func (f *flaws) add(field, says string) { *f = append(*f, flaw{Field: field, Detail: says}) }

// flawsOf are the entries that package operator refuses, and what else it
// says to who filled the form in; empty when the error is none of theirs.
func (s *Server) flawsOf(c *fiber.Ctx, err error) flaws {
	var found flaws
	for _, f := range operator.FieldErrors(err) {
		found.add(f.Field, faultSays(s.words(c), f))
	}
	if found == nil {
		if says := s.whyNot(c, err); says != "" {
			found.add("", says)
		}
	}
	return found
}

// faultSays tells what a field should hold where the catalogue knows it, else
// what kind of fault it has.
func faultSays(w *words.Words, f *operator.FieldError) string {
	shape := f.Fault == operator.Malformed || f.Fault == operator.NotOffered
	if key := "wrong." + f.Field; shape && w.Has(key) {
		return w.T(key) // words: wrong.*
	}
	return w.T("fault."+string(f.Fault), w.T("field."+f.Field)) // words: fault.* field.*
}

// unprocessable answers a form that cannot be accepted with its page.
func (s *Server) unprocessable(c *fiber.Ctx, page string, view any) error {
	c.Status(fiber.StatusUnprocessableEntity)
	return s.show(c, page, view)
}
