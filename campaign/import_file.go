package campaign

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// sheet reads a CSV file row by row in bounded memory. What it refuses it
// refuses as a [RowError] of the file.
type sheet struct {
	guard  *guard
	csv    *csv.Reader
	header []string
	row    int // of the record last read, as a spreadsheet numbers rows
	breaks int // line breaks inside the cells so far: lines that are no rows
}

// openSheet reads the header. The separator is the one that stands most often
// in it.
func openSheet(src io.Reader) (*sheet, error) {
	s := &sheet{guard: newGuard(src)}
	buffer := bufio.NewReaderSize(s.guard, sheetBuffer)
	start, err := buffer.Peek(sheetBuffer)
	if err != nil && err != io.EOF && len(start) == 0 { //nolint:errorlint // Peek returns it unwrapped
		return nil, s.refuse(err, 0)
	}
	switch {
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return nil, fault{code: FaultUTF16}.explain()
	case bytes.HasPrefix(start, []byte("\ufeff")):
		start = start[3:]
		if _, err := buffer.Discard(3); err != nil {
			return nil, fmt.Errorf("read the file: %w", err)
		}
	}
	s.csv = csv.NewReader(buffer)
	s.csv.Comma = separator(start)
	s.csv.ReuseRecord = true
	header, err := s.next()
	switch {
	case err == io.EOF: //nolint:errorlint // next returns it unwrapped
		return nil, fault{code: FaultEmpty}.explain()
	case err != nil:
		return nil, err
	}
	s.header = slices.Clone(header)
	for i := range s.header {
		s.header[i] = strings.TrimSpace(s.header[i])
	}
	return s, nil
}

// separator counts the candidates outside quotation marks in the first line.
func separator(start []byte) rune {
	line, _, _ := bytes.Cut(start, []byte("\n"))
	candidates := [...]byte{',', ';', '\t', '|'}
	var count [len(candidates)]int
	quoted := false
	for _, b := range line {
		if b == '"' {
			quoted = !quoted
		} else if i := bytes.IndexByte(candidates[:], b); i >= 0 && !quoted {
			count[i]++
		}
	}
	best := 0
	for i := range count {
		if count[i] > count[best] {
			best = i
		}
	}
	return rune(candidates[best])
}

// next is the cells of the next row that has any; they are valid until the
// call after. It returns [io.EOF] at the end.
func (s *sheet) next() ([]string, error) {
	for {
		cells, err := s.csv.Read()
		if err == io.EOF { //nolint:errorlint // Read returns it unwrapped
			return nil, err
		}
		if err != nil {
			return nil, s.refuse(err, len(cells))
		}
		line, _ := s.csv.FieldPos(0)
		s.row = line - s.breaks
		start := s.guard.record
		s.guard.record = s.csv.InputOffset()
		if s.guard.record-start > maxRecord {
			return nil, fault{code: FaultRecordLong, row: s.row}.explain()
		}
		if empty, err := s.inspect(cells); err != nil || !empty {
			return cells, err
		}
	}
}

// inspect makes sure that the cells of the row are text, and says whether all
// are empty.
func (s *sheet) inspect(cells []string) (empty bool, err error) {
	empty = true
	for i, cell := range cells {
		if code := unreadable(cell); code != "" {
			return false, fault{code: code, row: s.row, field: s.name(i), value: cell}.explain()
		}
		s.breaks += strings.Count(cell, "\n")
		empty = empty && strings.TrimSpace(cell) == ""
	}
	return empty, nil
}

func unreadable(cell string) FaultCode {
	switch {
	case !utf8.ValidString(cell):
		return FaultEncoding
	case strings.IndexByte(cell, 0) >= 0:
		return FaultNUL
	}
	return ""
}

// name is the header of a column, or its number where it has none.
func (s *sheet) name(i int) string {
	if i < len(s.header) && s.header[i] != "" {
		return s.header[i]
	}
	return strconv.Itoa(i + 1)
}

// refuse turns an error of the readers below into a fault with its row.
func (s *sheet) refuse(err error, cells int) error {
	var parse *csv.ParseError
	switch {
	case errors.Is(err, errLine):
		return fault{code: FaultLineLong, row: s.guard.line - s.breaks}.explain()
	case errors.Is(err, errRecord):
		return fault{code: FaultRecordLong, row: s.row + 1}.explain()
	case !errors.As(err, &parse):
		return fmt.Errorf("read the file: %w", err)
	case errors.Is(parse.Err, csv.ErrFieldCount):
		return fault{code: FaultCells, row: parse.StartLine - s.breaks,
			value: strconv.Itoa(cells), want: strconv.Itoa(len(s.header))}.explain()
	}
	return fault{code: FaultQuote, row: parse.StartLine - s.breaks}.explain()
}

// sha256 is the fingerprint of what was read, all of the file at its end.
func (s *sheet) sha256() string { return hex.EncodeToString(s.guard.sum.Sum(nil)) }
