package campaign

import (
	"fmt"
	"strings"

	"accord/experiment"
)

// Finding is one thing that a check found in a campaign.
type Finding struct {
	Field    string                // of the draft: "name", "variants", …
	Variant  experiment.VariantKey // of Field "variants", where it is one's
	Code     string                // "name_missing"; the words are the reader's
	Blocking bool                  // the campaign cannot be launched
	Values   []any                 // strings and integers to put into the words, in the order in which Detail names them
	Detail   string                // in English, for programs and logs: what is wrong, and what to change
}

// block is a finding that stands against a launch; Detail is the format with
// its values.
func block(field, code, format string, values ...any) Finding {
	return Finding{Field: field, Code: code, Blocking: true, Values: plain(values), Detail: fmt.Sprintf(format, values...)}
}

// warn is a finding that a launch passes over.
func warn(field, code, format string, values ...any) Finding {
	f := block(field, code, format, values...)
	f.Blocking = false
	return f
}

// plain turns texts of our own types into strings.
func plain(values []any) []any {
	list := make([]any, len(values))
	for i, v := range values {
		switch v.(type) {
		case int, int64:
			list[i] = v
		default:
			list[i] = fmt.Sprint(v)
		}
	}
	return list
}

// of says whose finding it is.
func (f Finding) of(v Variant) Finding {
	f.Variant = v.Key
	return f
}

// Refused is a launch against which findings stand. It is an [ErrInvalid].
type Refused struct{ Findings []Finding }

// Error implements error: what is wrong, one after another.
func (r *Refused) Error() string {
	details := make([]string, len(r.Findings))
	for i, f := range r.Findings {
		details[i] = f.Detail
	}
	return fmt.Sprintf("%s: %s", ErrInvalid, strings.Join(details, "; "))
}

// Unwrap makes it an ErrInvalid.
func (r *Refused) Unwrap() error { return ErrInvalid }

// refusal is the error of findings of which some are blocking, nil of others.
func refusal(list []Finding) error {
	var r Refused
	for _, f := range list {
		if f.Blocking {
			r.Findings = append(r.Findings, f)
		}
	}
	if len(r.Findings) == 0 {
		return nil
	}
	return &r
}
