package secret

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// What does not fit into memory is sealed piece by piece. Each piece is bound
// to its place in the stream, and the last one to being the last, so that a
// stream that was cut, reordered or lengthened does not open. Source: Hoang,
// Reyhanitabar, Rogaway and Vizár, "Online Authenticated-Encryption and its
// Nonce-Reuse Misuse-Resistance" (2015), the STREAM construction.

// pieceSize is the clear length of every piece but the last, in bytes.
const pieceSize = 64 << 10

func piecePlace(place string, number int, last bool) string {
	return fmt.Sprintf("stream/%s/%d/%t", place, number, last)
}

// SealTo seals what is written to it into w. Close writes the last piece,
// without which nothing of the stream counts; it does not close w.
func (d DataKey) SealTo(w io.Writer, place string) io.WriteCloser {
	return &sealer{key: d, to: w, place: place, piece: make([]byte, 0, pieceSize)}
}

// sealer holds a whole piece back: whether it is the last one shows only when
// there is more.
type sealer struct {
	key    DataKey
	to     io.Writer
	place  string
	number int
	piece  []byte
}

// Write implements [io.Writer].
func (s *sealer) Write(p []byte) (int, error) {
	written := 0
	for len(p) > 0 {
		if len(s.piece) == pieceSize {
			if err := s.flush(false); err != nil {
				return written, err
			}
		}
		n := min(len(p), pieceSize-len(s.piece))
		s.piece, p = append(s.piece, p[:n]...), p[n:]
		written += n
	}
	return written, nil
}

// Close implements [io.Closer].
func (s *sealer) Close() error { return s.flush(true) }

func (s *sealer) flush(last bool) error {
	_, err := s.to.Write(s.key.Seal(s.piece, piecePlace(s.place, s.number, last)))
	s.number, s.piece = s.number+1, s.piece[:0]
	return err
}

// OpenFrom reads what [DataKey.SealTo] wrote. What it gives out is genuine;
// that nothing is missing shows at the end, which is [ErrUnreadable] instead
// of [io.EOF] where the stream was cut.
func (d DataKey) OpenFrom(r io.Reader, place string) io.Reader {
	return &opener{key: d, from: bufio.NewReader(r), place: place, sealed: make([]byte, pieceSize+d.gcm.Overhead())}
}

type opener struct {
	key    DataKey
	from   *bufio.Reader
	place  string
	number int
	sealed []byte
	plain  []byte // of the piece at hand, as far as it was not read
	err    error  // after it
}

// Read implements [io.Reader].
func (o *opener) Read(p []byte) (int, error) {
	for len(o.plain) == 0 {
		if o.err != nil {
			return 0, o.err
		}
		o.plain, o.err = o.next()
	}
	n := copy(p, o.plain)
	o.plain = o.plain[n:]
	return n, nil
}

// next opens one piece; the last one comes with [io.EOF].
func (o *opener) next() ([]byte, error) {
	n, err := io.ReadFull(o.from, o.sealed)
	switch {
	case errors.Is(err, io.EOF):
		return nil, ErrUnreadable // there is no last piece
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return nil, err
	}
	_, after := o.from.Peek(1)
	last := errors.Is(after, io.EOF)
	plain, err := o.key.Open(o.sealed[:n], piecePlace(o.place, o.number, last))
	if err != nil {
		return nil, err
	}
	o.number++
	if last {
		return plain, io.EOF
	}
	return plain, nil
}
