package simulator

import (
	"encoding/base64"
	"fmt"
	"strconv"
)

// wamid builds an id that looks like the platform's: the party's digits and
// nine bytes, wrapped and in base64. Receivers must treat it as opaque. It is
// a pure function of the seed and the words, so a run can be repeated.
func (s seed) wamid(party string, words ...string) string {
	raw := make([]byte, 0, len(party)+32)
	raw = append(raw, 0x1c, 0x18, byte(len(party)))
	raw = append(raw, party...)
	raw = append(raw, 0x15, 0x02, 0x00, 0x11, 0x18, 0x12)
	raw = fmt.Appendf(raw, "%016X%02X", s.hash(words...), byte(s.hash(append(words, "tail")...)))
	return "wamid." + base64.StdEncoding.EncodeToString(append(raw, 0))
}

// objectID is a Graph id: decimal digits, stable for the words.
func (s seed) objectID(words ...string) string {
	return strconv.FormatUint(1e15+s.hash(words...)%9e15, 10)
}
