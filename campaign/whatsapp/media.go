package whatsapp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"mime/multipart"
	"net/textproto"
)

// UploadMedia stores a file with the platform and returns its id, which sends
// refer to for 30 days. name is shown to nobody but used for the type; mimeType
// is "image/jpeg" and the like. Errors are those of [Client.Send].
func (c *Client) UploadMedia(ctx context.Context, name, mimeType string, data []byte) (string, error) {
	if _, _, err := mime.ParseMediaType(mimeType); err != nil {
		return "", fmt.Errorf("upload media: type %q: %w", mimeType, err)
	}
	form, contentType, err := mediaForm(name, mimeType, data)
	if err != nil {
		return "", fmt.Errorf("upload media: %w", err)
	}
	answer, err := c.call(ctx, "POST", c.number+"/media", contentType, form)
	if err != nil {
		return "", err
	}
	var reply struct {
		ID looseText `json:"id"`
	}
	if err := readAnswer(answer, &reply); err != nil {
		return "", err
	}
	if reply.ID == "" {
		return "", fmt.Errorf("%w: a success without a media id", ErrUnknown)
	}
	return string(reply.ID), nil
}

func mediaForm(name, mimeType string, data []byte) (body []byte, contentType string, err error) {
	var buf bytes.Buffer
	buf.Grow(len(data) + 1024)
	w := multipart.NewWriter(&buf)
	err = errors.Join(w.WriteField("messaging_product", "whatsapp"), w.WriteField("type", mimeType))
	if err != nil {
		return nil, "", err
	}
	head := textproto.MIMEHeader{}
	head.Set("Content-Disposition", multipart.FileContentDisposition("file", name))
	head.Set("Content-Type", mimeType)
	part, err := w.CreatePart(head)
	if err != nil {
		return nil, "", err
	}
	if _, err := part.Write(data); err != nil {
		return nil, "", err
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return buf.Bytes(), w.FormDataContentType(), nil
}
