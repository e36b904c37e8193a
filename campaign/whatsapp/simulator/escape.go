package simulator

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// escapes are the ASCII characters that the platform does not write as they
// are, although JSON would let it.
var escapes = [utf8.RuneSelf]string{'/': `\/`, '<': `\u003C`, '%': `\u0025`, '@': `\u0040`}

// escape writes JSON as the platform does before it signs: everything outside
// ASCII as \uXXXX in lower case, in pairs beyond the basic plane, and four
// characters of ASCII besides. All of them occur inside strings only, so the
// text can be walked without a parser.
//
// Source: Messenger platform, validating payloads: "an escaped unicode version
// of the payload, with lowercase hex digits"; older copies of the page name
// the four. Receivers of WhatsApp met them: @ in tawn33y/whatsapp-cloud-api
// issue 60, accents and / in Secreto31126/whatsapp-api-js issues 290 and 380.
func escape(raw []byte) []byte {
	out := make([]byte, 0, len(raw)+32)
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		switch {
		case r < utf8.RuneSelf && escapes[r] != "":
			out = append(out, escapes[r]...)
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
