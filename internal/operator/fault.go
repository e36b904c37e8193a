package operator

import "fmt"

// Fault says in one word what is wrong with something that was entered, for
// the words of a page.
type Fault string

// The faults.
const (
	Missing    Fault = "missing"     // nothing was entered
	Malformed  Fault = "malformed"   // it has another shape
	TooShort   Fault = "too_short"   // fewer characters than it needs
	TooLong    Fault = "too_long"    // more characters, or more of them, than it may have
	NotOffered Fault = "not_offered" // none of the values that exist
	LikeEmail  Fault = "like_email"  // a password that is the e-mail
	BeyondRole Fault = "beyond_role" // a scope that the token's role does not allow
	Past       Fault = "past"        // an instant that is over
	Elsewhere  Fault = "elsewhere"   // a stored secret that was entered for another address
)

// FieldError is one entry that cannot be accepted. It is [ErrPassword] for a
// password and [ErrInvalid] for anything else; what was entered for a secret
// is not in it.
type FieldError struct {
	Field  string // "email"
	Fault  Fault
	Remedy string // what to change, in English: "want an address such as …"
}

// Error names the field and the remedy.
func (e *FieldError) Error() string { return "invalid " + e.Field + ": " + e.Remedy }

// Unwrap makes the error one of the kinds of this package.
func (e *FieldError) Unwrap() error {
	if e.Field == passwordField {
		return ErrPassword
	}
	return ErrInvalid
}

func invalid(field string, fault Fault, remedy string, args ...any) error {
	return &FieldError{Field: field, Fault: fault, Remedy: fmt.Sprintf(remedy, args...)}
}

// FieldErrors are all entries that an error complains of, in the order in
// which they were found: a form shows each beside its field.
func FieldErrors(err error) []*FieldError {
	switch e := err.(type) { //nolint:errorlint // the tree of errors is walked here
	case nil:
		return nil
	case *FieldError:
		return []*FieldError{e}
	case interface{ Unwrap() error }:
		return FieldErrors(e.Unwrap())
	case interface{ Unwrap() []error }:
		var all []*FieldError
		for _, one := range e.Unwrap() {
			all = append(all, FieldErrors(one)...)
		}
		return all
	}
	return nil
}
