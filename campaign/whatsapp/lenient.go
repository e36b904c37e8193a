package whatsapp

import (
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// lenient reads what Meta sends as it is: neither a repeated name nor a
// broken character is worth losing an update for.
var lenient = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

func unmarshal(raw []byte, into any) error { return json.Unmarshal(raw, into, lenient) }

// Unix seconds outside these are mistakes: WhatsApp did not exist before
// 2009, and nothing of 2100 has happened.
const (
	earliest = 1230768000
	latest   = 4102444800
)

// instant is a point in time in Unix seconds, on the wire a string in
// messages and a number in management fields. 0 stands for none.
type instant int64

// UnmarshalJSONFrom never fails on the value itself.
func (t *instant) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	*t = parseInstant(v)
	return nil
}

func parseInstant(v jsontext.Value) instant {
	if v.Kind() == '"' {
		v = v[1 : len(v)-1]
	}
	if len(v) != 10 { // all instants between the bounds have ten digits
		return 0
	}
	var sec int64
	for _, c := range v {
		if c < '0' || c > '9' {
			return 0
		}
		sec = sec*10 + int64(c-'0')
	}
	if sec < earliest || sec > latest {
		return 0
	}
	return instant(sec)
}

func (t instant) time() time.Time {
	if t == 0 {
		return time.Time{}
	}
	return time.Unix(int64(t), 0).UTC()
}

// looseText is a text that sometimes comes as a number (ids, limits). What
// is neither reads as empty.
type looseText string

// UnmarshalJSONFrom never fails on the value itself.
func (s *looseText) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	switch v.Kind() {
	case '"':
		// The only error left is a broken character, which was replaced.
		text, _ := jsontext.AppendUnquote(nil, v)
		*s = looseText(text)
	case '0':
		*s = looseText(v)
	default:
		*s = ""
	}
	return nil
}

// misfit explains why a part was not read, without the content, which may be
// personal.
func misfit(err error) string {
	var semantic *json.SemanticError
	if errors.As(err, &semantic) {
		return fmt.Sprintf("member %q holds %v where %v is expected", semantic.JSONPointer, semantic.JSONKind, semantic.GoType)
	}
	return "not the expected shape"
}
