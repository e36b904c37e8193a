package whatsapp

import (
	"errors"
	"fmt"
	"strings"

	"accord/internal/netx"
)

// ErrUnknown says that nobody can tell whether the platform acted on a call:
// no answer came, or one that does not say. A status that carries our opaque
// data settles it later; until then a send is not repeated.
var ErrUnknown = errors.New("outcome unknown")

// Codes of our own, where a refusal has none of the platform. Both have a
// [Rule].
const (
	CodeNotSent     = -1 // the call never left this machine
	CodeUnexplained = -2 // refused without a code that could be read
)

// RefusedError is a definite no: the platform did not act on the call.
type RefusedError struct {
	Code       int    // of the platform, or CodeNotSent or CodeUnexplained
	HTTPStatus int    // 0 when there was no answer
	Title      string // in English, as the platform wrote it
	Details    string
	cause      error
}

// Error states code, title, details and status.
func (e *RefusedError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "refused with code %d", e.Code)
	for _, part := range []string{e.Title, e.Details} {
		if part != "" {
			b.WriteString(": " + part)
		}
	}
	if e.HTTPStatus != 0 {
		fmt.Fprintf(&b, " (HTTP %d)", e.HTTPStatus)
	}
	return b.String()
}

// Unwrap gives the network error behind CodeNotSent.
func (e *RefusedError) Unwrap() error { return e.cause }

// Rule says what to do about the refusal.
func (e *RefusedError) Rule() Rule { return RuleFor(e.Code) }

// failure sorts a call without an answer: what never left is refused, the
// rest is unknown.
func failure(err error) error {
	if errors.Is(err, netx.ErrNotSent) {
		return &RefusedError{Code: CodeNotSent, Title: err.Error(), cause: err}
	}
	return fmt.Errorf("%w: %w", ErrUnknown, err)
}

// refusal sorts an answer that is not a success.
//
//	below 500   refused: the platform, or a proxy before it, names our fault
//	503         refused: "unavailable" is said before any work is done
//	other 5xx   refused only with a code of the error table that names a
//	            cause (131016, 131045, 131057, …); codes 1 and 131000 mean
//	            "something went wrong" and may come after the message left
func refusal(status int, body []byte, token string) error {
	e, coded := readRefusal(status, body)
	e.Title, e.Details = conceal(e.Title, token), conceal(e.Details, token)
	if status >= 500 && status != 503 && !(coded && namesCause(e.Code)) {
		return fmt.Errorf("%w: HTTP %d: code %d: %s", ErrUnknown, status, e.Code, e.Title)
	}
	return e
}

// readRefusal reads the envelope; coded is false where the code was derived
// from the status because the body holds none.
func readRefusal(status int, body []byte) (e *RefusedError, coded bool) {
	var reply struct {
		Error struct {
			ErrorBody
			Code *int `json:"code"`
		} `json:"error"`
	}
	e = &RefusedError{HTTPStatus: status}
	// A body that is not JSON leaves the code nil, which is what counts.
	_ = unmarshal(body, &reply)
	e.Title = reply.Error.Message
	if d := reply.Error.ErrorData; d != nil {
		e.Details = d.Details
	}
	if reply.Error.Code != nil {
		e.Code = *reply.Error.Code
		return e, true
	}
	e.Code = codeOfStatus(status)
	return e, false
}

// codeOfStatus is the platform's code that means what a bare status means.
func codeOfStatus(status int) int {
	switch status {
	case 401:
		return 190
	case 403:
		return 10
	case 429:
		return 130429
	case 503:
		return 131016
	}
	return CodeUnexplained
}

// namesCause reports whether a code explains why nothing was done. Code 0
// also stands in answers that have no real code.
func namesCause(code int) bool {
	_, listed := rules[code]
	return listed && code != 0 && code != 1 && code != 131000
}

// conceal removes the access token, which the platform repeats when it finds
// it malformed.
func conceal(text, token string) string { return strings.ReplaceAll(text, token, "[token]") }
