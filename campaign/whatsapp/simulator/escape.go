package simulator

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// escape writes JSON as PHP does: everything outside ASCII as \uXXXX, in
// pairs beyond the basic plane, and a slash as \/. Both occur inside strings
// only, so the text can be walked without a parser.
func escape(raw []byte) []byte {
	out := make([]byte, 0, len(raw)+32)
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		switch {
		case r == '/':
			out = append(out, '\\', '/')
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		raw = raw[size:]
	}
	return out
}
