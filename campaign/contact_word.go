package campaign

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"accord/internal/db"

	"golang.org/x/text/unicode/norm"
)

// Bounds of what is kept for a search, so that no import fills the index with
// one person.
const (
	wordBytes = 40 // of one word; what follows is not compared
	wordCount = 16 // of one person
	nameBytes = 60 // of a name's place in the alphabet
)

// letters are those that Unicode does not take apart.
var letters = strings.NewReplacer("œ", "oe", "æ", "ae", "ß", "ss", "ø", "o", "ł", "l", "đ", "d", "ı", "i", "ς", "σ")

// Fold makes texts comparable as people compare them: without case and
// accents. "Élise" is "elise", "Cœur" is "coeur".
func Fold(text string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(text))
	return letters.Replace(plain)
}

// pieces are the runs of letters and digits of a text, folded.
func pieces(text string) []string {
	return strings.FieldsFunc(Fold(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r)
	})
}

// shortened is the beginning of a text, at most so many bytes of whole letters.
func shortened(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// words are what a contact is found by. What stands between two spaces is one
// word, and where signs part it, each further piece is one too: "O'Brien" is
// found by "obr", by "o'br" and by "bri".
func (c Contact) words() []string {
	var words []string
	for _, text := range []string{c.Name, attributeText(c.Attributes["first_name"]), attributeText(c.Attributes["last_name"]), c.ExternalID} {
		for field := range strings.FieldsSeq(text) {
			parts := pieces(field)
			if len(parts) == 0 {
				continue
			}
			parts[0] = strings.Join(parts, "") // it begins with the first piece
			for _, word := range parts {
				if word = shortened(word, wordBytes); len(words) < wordCount && !slices.Contains(words, word) {
					words = append(words, word)
				}
			}
		}
	}
	return words
}

// sought is the words in one text, to ask somebody at hand whether a word of
// theirs begins with some letters.
func sought(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return " " + strings.Join(words, " ")
}

// sortName is the place of a contact in the alphabet: the name, then the id,
// so that no two have one place; the nameless come last.
func (c Contact) sortName() []byte {
	place := []byte(shortened(strings.Join(pieces(c.Name), " "), nameBytes))
	if len(place) == 0 {
		place = []byte{0xFF} // no letter has it
	}
	return binary.BigEndian.AppendUint64(append(place, 0), uint64(c.ID))
}

// wordEntry is one line of contact_word.
type wordEntry struct {
	word    []byte
	contact ContactID
}

// writeWords brings the index of words from what contacts were to what they
// are: the same people imported again write nothing.
func writeWords(ctx context.Context, tx *db.Tx, before, after map[ContactID]Contact) error {
	var add, drop []wordEntry
	for id, c := range after {
		had, has := before[id].words(), c.words()
		add, drop = appendWords(add, id, has, had), appendWords(drop, id, had, has)
	}
	_, err := tx.ExecSet(ctx, wordSet(drop), `DELETE FROM contact_word WHERE (word, contact_id) IN (SELECT word, contact_id FROM v)`)
	if err != nil {
		return fmt.Errorf("drop words: %w", err)
	}
	_, err = tx.ExecSet(ctx, wordSet(add), `INSERT INTO contact_word (word, contact_id)
		SELECT word, contact_id FROM v WHERE true ON CONFLICT DO NOTHING`)
	if err != nil {
		return fmt.Errorf("write words: %w", err)
	}
	return nil
}

// appendWords adds the words that are not among the others.
func appendWords(entries []wordEntry, id ContactID, words, others []string) []wordEntry {
	for _, word := range words {
		if !slices.Contains(others, word) {
			entries = append(entries, wordEntry{[]byte(word), id})
		}
	}
	return entries
}

// wordSet is in the order of the table: neighbours are written together.
func wordSet(entries []wordEntry) *db.Set {
	slices.SortFunc(entries, func(a, b wordEntry) int {
		return cmp.Or(bytes.Compare(a.word, b.word), cmp.Compare(a.contact, b.contact))
	})
	set := db.NewSet(db.Bytes("word"), db.Int("contact_id"))
	for _, e := range entries {
		set.Add(e.word, int64(e.contact))
	}
	return set
}
