package campaign

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
)

// bookmark is a place in a list, by numbers: of which list, and after what.
// Outside it is opaque text. Nothing personal is in it: it travels in
// addresses of pages, and those end up in logs.
type bookmark struct {
	list    byte
	numbers []int64
}

// String is the bookmark as it is given out.
func (b bookmark) String() string {
	text := []byte{b.list}
	for _, n := range b.numbers {
		text = binary.BigEndian.AppendUint64(text, uint64(n))
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// openBookmark reads the numbers of a bookmark of one list. An empty text is
// the beginning of the list, without numbers; any other text is [ErrInvalid].
func openBookmark(text string, list byte, count int) ([]int64, error) {
	if text == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(b) != 1+8*count || b[0] != list {
		return nil, errBookmark()
	}
	numbers := make([]int64, count)
	for i := range numbers {
		numbers[i] = int64(binary.BigEndian.Uint64(b[1+8*i:]))
	}
	return numbers, nil
}

func errBookmark() error {
	return fmt.Errorf("%w cursor: it is not of this list and order, or what it named is gone; begin again without it", ErrInvalid)
}

// pageMax bounds the lines of one page of a list.
const pageMax = 500

// checkPage refuses a page that is empty or too long.
func checkPage(limit int) error {
	if limit < 1 || limit > pageMax {
		return fmt.Errorf("%w limit: %d lines; ask for 1 to %d", ErrInvalid, limit, pageMax)
	}
	return nil
}
