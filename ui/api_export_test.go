package ui

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
)

// Operations are what programs can ask, for the golden list.
func (s *Server) Operations() (lines []string) {
	for _, o := range s.operations() {
		lines = append(lines, fmt.Sprintf("%-6s %-50s %-16s %s", o.Method, o.Path, o.permissions(), o.Name))
	}
	return lines
}

// OpenAPI is the description of the API.
func (s *Server) OpenAPI() *huma.OpenAPI { return s.api.OpenAPI() }

// Conforms says whether an answer is as the description has it.
func (s *Server) Conforms(method, path string, status int, body []byte) error {
	o := s.describedAt(method, path)
	if o == nil {
		return fmt.Errorf("%s %s is not described", method, path)
	}
	answer := o.Responses[strconv.Itoa(status)]
	if answer == nil {
		return fmt.Errorf("%s answers %d, which is not described: %s", o.OperationID, status, body)
	}
	if len(answer.Content) == 0 {
		if len(bytes.TrimSpace(body)) > 0 {
			return fmt.Errorf("%s answers %q, but a body is not described", o.OperationID, body)
		}
		return nil
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return fmt.Errorf("%s: %w", o.OperationID, err)
	}
	for _, media := range answer.Content {
		if err := s.Allows(media.Schema, value, huma.ModeReadFromServer); err != nil {
			return fmt.Errorf("%s answers what is not described: %w in %s", o.OperationID, err, body)
		}
	}
	return nil
}

// Allows says whether a schema allows a value that is read or written.
func (s *Server) Allows(schema *huma.Schema, value any, mode huma.ValidateMode) error {
	var found huma.ValidateResult
	huma.Validate(s.OpenAPI().Components.Schemas, schema, huma.NewPathBuffer(nil, 0), mode, value, &found)
	return errors.Join(found.Errors...)
}

func (s *Server) describedAt(method, path string) *huma.Operation {
	path, _, _ = strings.Cut(path, "?")
	best, fixed := (*huma.Operation)(nil), -1
	for pattern, item := range s.OpenAPI().Paths {
		o := map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "DELETE": item.Delete}[method]
		if same, ok := alike(pattern, path); ok && o != nil && same > fixed {
			best, fixed = o, same
		}
	}
	return best
}

// alike says whether a path is of a pattern, and how many of its parts are the
// pattern's own words.
func alike(pattern, path string) (same int, ok bool) {
	a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(a) != len(b) {
		return 0, false
	}
	for i := range a {
		switch {
		case a[i] == b[i]:
			same++
		case !strings.HasPrefix(a[i], "{"):
			return 0, false
		}
	}
	return same, true
}
