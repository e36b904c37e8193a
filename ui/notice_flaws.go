package ui

import (
	"strconv"

	"accord/consent"
	"accord/ui/words"

	"golang.org/x/text/language"
)

// flaws say what keeps words from being published as the next version, on a
// page and by the API alike.
func (d noticeDraft) flaws(w *words.Words, purposes []consent.Purpose, known []consent.Notice) (found flaws) {
	if !noticeID.MatchString(d.Ref.ID) {
		found.add("notice", w.T("notice.malformed"))
	}
	for _, n := range known {
		if n.Ref.ID == d.Ref.ID && n.Purpose != d.Purpose {
			found.add("notice", w.T("notice.other_purpose", string(n.Purpose)))
			break
		}
	}
	if _, err := language.Parse(d.Ref.Lang); err != nil {
		found.add("lang", w.T("notice.no_language"))
	}
	if !hasPurpose(purposes, d.Purpose) {
		found.add("purpose", w.T("error.choose"))
	}
	switch old := newestWords(known, d.Ref.ID, d.Ref.Lang); {
	case d.Body == "":
		found.add("body", w.T("fault.missing", w.T("notice.words")))
	case d.Body == old.Body:
		found.add("body", w.T("notice.unchanged", strconv.Itoa(old.Ref.Version)))
	}
	return found
}
