package ui

import (
	"strconv"

	"accord/consent"
	"accord/ui/words"
)

// filed is where the evidence is filed, as a person reads it.
func filed(w *words.Words, e consent.Evidence) string {
	switch {
	case e.Batch != 0:
		return w.T("release.title", strconv.FormatInt(int64(e.Batch), 10))
	case e.Row != 0:
		return w.T("person.row", e.Reference, strconv.Itoa(e.Row))
	}
	return maskedReference(e.Reference)
}
