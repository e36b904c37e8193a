package simulator

import (
	"bufio"
	"fmt"
	"io"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Call is one line of the log: a send that was accepted (Code 0) or refused.
type Call struct {
	At            time.Time `json:"at"` // of the simulator's clock, whole milliseconds
	PhoneNumberID string    `json:"phone_number_id"`
	To            string    `json:"to"`       // "+33612345678" as the platform understood it, or a user id, or as sent when it was refused before
	Template      string    `json:"template"` // empty for free-form messages
	Category      string    `json:"category"` // "marketing", "utility", "authentication", "service", "marketing_lite"
	Opaque        string    `json:"opaque"`   // biz_opaque_callback_data
	WAMID         string    `json:"wamid"`    // empty when refused
	Code          int       `json:"code"`     // 0 is accepted; otherwise the Graph error code
}

// instant is the layout of Call.At: RFC 3339 with milliseconds.
const instant = "2006-01-02T15:04:05.000Z07:00"

// appendLine appends the JSON line of the call, newline included.
func (c Call) appendLine(b []byte) []byte {
	b = append(b, `{"at":"`...)
	b = c.At.UTC().AppendFormat(b, instant)
	b = append(b, '"')
	for _, field := range [...]struct{ name, value string }{
		{"phone_number_id", c.PhoneNumberID}, {"to", c.To}, {"template", c.Template},
		{"category", c.Category}, {"opaque", c.Opaque}, {"wamid", c.WAMID},
	} {
		b = append(b, `,"`...)
		b = append(b, field.name...)
		b = append(b, `":`...)
		// The only error is invalid UTF-8, which is replaced: the line stays JSON.
		b, _ = jsontext.AppendQuote(b, field.value)
	}
	return fmt.Appendf(b, ",\"code\":%d}\n", c.Code)
}

// clip bounds what a refused call may put into the log; what is accepted
// is never longer.
func clip(text string) string {
	n := 0
	for i := range text {
		if n++; n > 512 {
			return text[:i]
		}
	}
	return text
}

// journal keeps the calls in memory and writes each as one line.
type journal struct {
	out   io.Writer
	calls []Call
	line  []byte
}

// write appends the call with exactly one Write, so that lines of a file
// opened for appending never interleave.
func (j *journal) write(c Call) error {
	j.line = c.appendLine(j.line[:0])
	if _, err := j.out.Write(j.line); err != nil {
		return fmt.Errorf("write the log of calls: %w", err)
	}
	j.calls = append(j.calls, c)
	return nil
}

// ReadLog reads what a simulator wrote. The calls before a broken line are
// returned with the error, which names the line.
func ReadLog(r io.Reader) ([]Call, error) {
	var calls []Call
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 4096), 1<<20)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var c Call
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return calls, fmt.Errorf("read the log of calls, line %d: %w", n, err)
		}
		calls = append(calls, c)
	}
	if err := lines.Err(); err != nil {
		return calls, fmt.Errorf("read the log of calls: %w", err)
	}
	return calls, nil
}
