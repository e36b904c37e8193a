package campaign

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
)

// Bounds of a file, in bytes.
const (
	maxLine     = 64 << 10
	maxRecord   = 256 << 10
	sheetBuffer = 64 << 10
)

// Refusals of a [guard].
var (
	errLine   = errors.New("a line is longer than 64 KiB")
	errRecord = errors.New("a record is longer than 256 KiB")
)

// guard passes a file on to the CSV reader, hashed and counted, and refuses
// what would not fit into the memory set aside for it: the CSV reader gathers
// a line, and a quoted cell over many lines, before it looks at them.
type guard struct {
	src    io.Reader
	sum    hash.Hash
	read   int64 // bytes passed on
	line   int   // the line that is being read, from 1
	length int   // of that line so far
	record int64 // where the record under way began; the reader above tells
	err    error // once said, said again
}

func newGuard(src io.Reader) *guard { return &guard{src: src, sum: sha256.New(), line: 1} }

// Read implements [io.Reader].
func (g *guard) Read(p []byte) (int, error) {
	if g.err != nil {
		return 0, g.err
	}
	n, err := g.src.Read(p)
	g.sum.Write(p[:n])
	g.read += int64(n)
	if g.err = g.measure(p[:n]); g.err != nil {
		return 0, g.err
	}
	g.err = err
	return n, err
}

func (g *guard) measure(p []byte) error {
	if g.read-g.record > maxRecord+sheetBuffer { // the reader above may be a buffer behind
		return errRecord
	}
	for {
		i := bytes.IndexByte(p, '\n')
		if i < 0 {
			break
		}
		if g.length+i > maxLine {
			return errLine
		}
		g.line, g.length, p = g.line+1, 0, p[i+1:]
	}
	if g.length += len(p); g.length > maxLine {
		return errLine
	}
	return nil
}
