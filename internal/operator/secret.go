package operator

import (
	"fmt"
	"log/slog"
)

// Secret is a text that no log, page or answer shows: whatever formats it
// writes [Redacted] instead, and only [Secret.Reveal] gives it away. The zero
// value is no secret.
type Secret struct {
	// A pointer, because fmt does not ask the methods of what stands in an
	// unexported field: there it prints an address.
	text *string
}

// Redacted stands for a secret wherever one would be shown. Entered as a
// secret it means the stored one: it was shown and came back.
const Redacted = "[secret]"

// NewSecret keeps a text to itself.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{&text}
}

// Reveal is the text itself, for whom it was made.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Equal compares the texts.
func (s Secret) Equal(o Secret) bool { return s.Reveal() == o.Reveal() }

// String is Redacted, or empty where there is no secret: whether one is set may
// be known.
func (s Secret) String() string {
	if s.text == nil {
		return ""
	}
	return Redacted
}

// GoString is String, for %#v.
func (s Secret) GoString() string { return s.String() }

// Format is String under every verb, the wrong ones too.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// MarshalText is String, for encodings other than JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON is String.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + s.String() + `"`), nil }

// UnmarshalText takes the text as it was entered; JSON strings come this way
// too.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return nil
}

// LogValue is String, for package slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
