package ui

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"time"

	"accord/campaign"
	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/operator"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

const (
	uploadPause  = 30 * time.Second // within which something of a file must arrive
	uploadWhole  = 30 * time.Minute // for all of it
	uploadLinger = 64 << 20         // bytes that are still read of a file that was refused
	tagBytes     = 200              // of a form's tag, at most
)

// importNewView is the page on which a file is chosen.
type importNewView struct {
	frame
	Flaw    string
	Limit   int64  // bytes
	TooLong string // what is wrong with a longer file
}

func (s *Server) importNewPage(c *fiber.Ctx) error { return s.show(c, "import_new", s.importNew(c)) }

func (s *Server) importNew(c *fiber.Ctx) importNewView {
	w := s.words(c)
	return importNewView{frame: s.frame(c, "imports", w.T("import.new")), Limit: campaign.UploadMax, TooLong: tooLong(w)}
}

func tooLong(w *words.Words) string { return w.T("error.file_large", w.Bytes(campaign.UploadMax)) }

// upload takes a file bit by bit. Its form's tag comes first, so that nothing
// of a file is kept that a page of ours did not send.
func (s *Server) upload(c *fiber.Ctx) error {
	if err := s.checkOrigin(c); err != nil {
		return err
	}
	kind, parameters, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || kind != fiber.MIMEMultipartForm {
		return s.refuseFile(c, errNoFile)
	}
	body := patient(c)
	id, err := s.takeFile(c, multipart.NewReader(body, parameters["boundary"]))
	if err == nil {
		return c.Redirect(importPath(id)+"/columns", fiber.StatusSeeOther)
	}
	_, _ = io.CopyN(io.Discard, body, uploadLinger) // a browser reads the answer only after it has sent
	return s.refuseFile(c, err)
}

// errNoFile is a form without a file in it.
var errNoFile = errors.New("no file")

// takeFile reads the parts of the form: the tag, then the file.
func (s *Server) takeFile(c *fiber.Ctx, parts *multipart.Reader) (campaign.ImportJobID, error) {
	tag, err := parts.NextPart()
	if err != nil || tag.FormName() != formField {
		return 0, errForeignForm
	}
	given, err := io.ReadAll(io.LimitReader(tag, tagBytes))
	if err != nil || !s.formTagHolds(c, visitorOf(c), string(given)) {
		return 0, errForeignForm
	}
	file, err := parts.NextPart()
	if err != nil || file.FormName() != "file" || file.FileName() == "" {
		return 0, errNoFile
	}
	// A file may take longer than any other request.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), uploadWhole)
	defer cancel()
	by := author(c)
	return s.imports.Receive(ctx, campaign.Upload{Name: file.FileName(), By: by, Region: campaign.RegionOf(s.zone(c).String()), Content: file,
		Kept: func(ctx context.Context, tx *db.Tx, id campaign.ImportJobID, sha256 string) error {
			entry := importEntry(operator.ImportUploaded, id, sha256)
			entry.Operator = by
			return s.Office.Operators.RecordTx(ctx, tx, entry)
		}})
}

// refuseFile shows the page again with what is wrong with the file. Anything
// else is no page's matter.
func (s *Server) refuseFile(c *fiber.Ctx, err error) error {
	v, w := s.importNew(c), s.words(c)
	var refused campaign.RowError
	switch {
	case errors.Is(err, errNoFile):
		v.Flaw = w.T("error.file_missing")
	case errors.Is(err, campaign.ErrUploadLarge):
		v.Flaw = tooLong(w)
	case errors.As(err, &refused):
		v.Flaw = rowErrorSays(w, refused)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &problem{Status: fiber.StatusBadRequest, Detail: "The body ended too early.", cause: err}
	default:
		return err
	}
	return s.unprocessable(c, "import_new", v)
}

// rowErrorSays is what is wrong with a file or a row in the visitor's words.
func rowErrorSays(w *words.Words, e campaign.RowError) string {
	if w.Lang() == words.English {
		return e.EN
	}
	return e.FR
}

// patient reads the body of a request as slowly as it comes: the server's
// deadline is for small ones.
func patient(c *fiber.Ctx) io.Reader {
	return &patientReader{from: c.Context().RequestBodyStream(), conn: c.Context().Conn(), until: new(clock.Real).Now().Add(uploadWhole)}
}

type patientReader struct {
	from  io.Reader
	conn  net.Conn
	until time.Time // by the wall, as deadlines of connections are
	err   error     // once said, said again: fasthttp would read on into the next request
}

// Read implements [io.Reader].
func (p *patientReader) Read(b []byte) (n int, err error) {
	if p.err != nil {
		return 0, p.err
	}
	deadline := new(clock.Real).Now().Add(uploadPause)
	if deadline.After(p.until) {
		deadline = p.until
	}
	if p.err = p.conn.SetReadDeadline(deadline); p.err == nil {
		n, p.err = p.from.Read(b)
	}
	return n, p.err
}
