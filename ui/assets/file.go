package assets

import (
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// contentTypes are those of everything the bundler makes.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".txt":   "text/plain; charset=utf-8",
	".woff2": "font/woff2",
}

// encodings are the ways a text file was compressed at bundle time, best first.
var encodings = []struct{ name, ending string }{{"br", ".br"}, {"gzip", ".gz"}}

// File returns what to answer for Root+name. The encoding is "br", "gzip" or
// empty, the best that the request's Accept-Encoding takes; the answer varies
// with that header. ok is false for a name that no page was given.
func File(name, acceptEncoding string) (body []byte, contentType, encoding string, ok bool) {
	return built.file(name, acceptEncoding)
}

func (s shelf) file(name, acceptEncoding string) (body []byte, contentType, encoding string, ok bool) {
	if !s.known[name] {
		return nil, "", "", false
	}
	contentType = contentTypes[path.Ext(name)]
	for _, e := range encodings {
		if !accepts(acceptEncoding, e.name) {
			continue
		}
		// What does not get smaller has no compressed twin.
		if body, err := fs.ReadFile(s.files, name+e.ending); err == nil {
			return body, contentType, e.name, true
		}
	}
	body, err := fs.ReadFile(s.files, name)
	return body, contentType, "", err == nil
}

// accepts reads Accept-Encoding (RFC 9110, 12.5.3): a coding that is named,
// with a weight above zero. The star is not taken up: plain bytes suit everybody.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		q, weighed := strings.CutPrefix(strings.ToLower(strings.TrimSpace(weight)), "q=")
		if !weighed {
			return true
		}
		value, err := strconv.ParseFloat(q, 64)
		return err == nil && value > 0
	}
	return false
}
