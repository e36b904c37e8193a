package simulator

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"mime/multipart"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Size limits of uploads, in bytes, by the first part of the media type.
var maxSize = map[string]int64{
	"image": 5 << 20, "video": 16 << 20, "audio": 16 << 20,
	"application": 100 << 20, "text": 100 << 20,
}

// shelfSpace is how many bytes of uploads are kept for download in all; of
// what is above it only size and hash are kept.
const shelfSpace = 64 << 20

// shelf holds the uploaded files.
type shelf struct {
	files map[string]*file
	used  int
}

func newShelf() shelf { return shelf{files: map[string]*file{}} }

// file is one upload.
type file struct {
	id, mime, sha256 string
	size             int
	content          []byte
}

func (f *file) fields(base string) map[string]any {
	return map[string]any{
		"messaging_product": "whatsapp", "id": f.id, "mime_type": f.mime, "sha256": f.sha256,
		"file_size": f.size, "url": base + "/lookaside/" + f.id,
	}
}

// uploadMedia serves POST /{number}/media.
func (s *Simulator) uploadMedia(c *fiber.Ctx) (any, *refusal) {
	if s.numbers[c.Params("id")] == nil {
		return nil, unknownObject(c.Params("id"))
	}
	if c.FormValue("messaging_product") != "whatsapp" {
		return nil, refuse(100, "The parameter messaging_product is required.")
	}
	header, err := c.FormFile("file")
	if err != nil {
		return nil, refuse(100, "The parameter file is required.")
	}
	mime := c.FormValue("type", header.Header.Get(fiber.HeaderContentType))
	family, _, _ := strings.Cut(mime, "/")
	most, ok := maxSize[family]
	if !ok {
		return nil, refuse(100, "Param file must be a file with one of the supported types, received %q.", mime)
	}
	if header.Size > most {
		return nil, refuse(131053, "The file has %d bytes, at most %d are allowed for %s.", header.Size, most, family)
	}
	content, err := readForm(header)
	if err != nil {
		return nil, refuse(131053, "The file could not be read.")
	}
	return map[string]string{"id": s.shelve(mime, content)}, nil
}

func readForm(header *multipart.FileHeader) ([]byte, error) {
	f, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// shelve keeps a file; the same content gets the same id.
func (s *Simulator) shelve(mime string, content []byte) string {
	sum := sha256.Sum256(content)
	f := &file{mime: mime, size: len(content), sha256: hex.EncodeToString(sum[:])}
	f.id = s.seed.objectID("media", mime, f.sha256)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.media.files[f.id] == nil && s.media.used+len(content) <= shelfSpace {
		f.content = content
		s.media.used += len(content)
	}
	if s.media.files[f.id] == nil {
		s.media.files[f.id] = f
	}
	return f.id
}

// downloadMedia serves the url of a media object.
func (s *Simulator) downloadMedia(c *fiber.Ctx) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.media.files[c.Params("id")]
	if f == nil || f.content == nil {
		return nil, unknownObject(c.Params("id"))
	}
	return rawAnswer{f.mime, f.content}, nil
}

// deleteMedia serves DELETE /{media}.
func (s *Simulator) deleteMedia(c *fiber.Ctx) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.media.files[c.Params("id")]
	if f == nil {
		return nil, unknownObject(c.Params("id"))
	}
	s.media.used -= len(f.content)
	delete(s.media.files, f.id)
	return success(), nil
}
