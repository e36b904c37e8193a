package campaign

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// RowError is one thing that is wrong with an imported file, in words a person
// can act on: what is wrong, where, and what to do. As an error it is an
// [ErrInvalid].
type RowError struct {
	Row   int       `json:"row,omitempty"`   // as a spreadsheet numbers rows, the header being 1; 0 for the whole file
	Field string    `json:"field,omitempty"` // the column's header
	Code  FaultCode `json:"code"`
	FR    string    `json:"fr"`
	EN    string    `json:"en"`
}

// Error is the English sentence.
func (e RowError) Error() string { return e.EN }

// Unwrap makes every RowError an [ErrInvalid].
func (e RowError) Unwrap() error { return ErrInvalid }

// FaultCode names what is wrong; it stays the same when the words change.
type FaultCode string

// Faults of the file: nothing of it is imported.
const (
	FaultEmpty          FaultCode = "empty"
	FaultNoRows         FaultCode = "no_rows"
	FaultEncoding       FaultCode = "encoding"
	FaultUTF16          FaultCode = "utf16"
	FaultNUL            FaultCode = "nul"
	FaultLineLong       FaultCode = "line_too_long"
	FaultRecordLong     FaultCode = "record_too_long"
	FaultQuote          FaultCode = "quote"
	FaultCells          FaultCode = "cells"
	FaultManyRows       FaultCode = "too_many_rows"
	FaultManyColumns    FaultCode = "too_many_columns"
	FaultManyAttributes FaultCode = "too_many_attributes"
	FaultHeaderLong     FaultCode = "header_too_long"
	FaultHeaderTwice    FaultCode = "header_twice"
	FaultPhoneColumn    FaultCode = "phone_column"
	FaultColumnMissing  FaultCode = "column_missing"
	FaultColumnTwice    FaultCode = "column_twice"
	FaultAmbiguous      FaultCode = "column_ambiguous"
	FaultAttribute      FaultCode = "attribute_name"
	FaultConsentMapped  FaultCode = "consent_mapped"
	FaultConsentUndated FaultCode = "consent_undated"
	FaultChanged        FaultCode = "changed"
)

// Faults of a row: it is not imported.
const (
	FaultPhoneEmpty      FaultCode = "phone_missing"
	FaultPhoneSigns      FaultCode = "phone_signs"
	FaultPhoneScientific FaultCode = "phone_scientific"
	FaultPhoneShort      FaultCode = "phone_short"
	FaultPhoneLong       FaultCode = "phone_long"
	FaultPhoneCountry    FaultCode = "phone_country"
	FaultPhoneInvalid    FaultCode = "phone_invalid"
	FaultPhoneTwice      FaultCode = "phone_twice"
	FaultExternalTwice   FaultCode = "external_id_twice"
	FaultExternalTaken   FaultCode = "external_id_taken"
	FaultFormula         FaultCode = "formula"
	FaultControl         FaultCode = "control_character"
	FaultLong            FaultCode = "too_long"
	FaultUnnamed         FaultCode = "column_unnamed"
	FaultNumber          FaultCode = "not_a_number"
	FaultBoolean         FaultCode = "not_a_boolean"
	FaultLanguage        FaultCode = "language"
	FaultZone            FaultCode = "zone"
	FaultTags            FaultCode = "tags"
	FaultConsentMissing  FaultCode = "consent_incomplete"
	FaultConsentPurpose  FaultCode = "consent_purpose"
	FaultConsentPurposes FaultCode = "consent_purposes"
	FaultConsentNotice   FaultCode = "consent_notice"
	FaultConsentDate     FaultCode = "consent_date"
	FaultConsentFuture   FaultCode = "consent_future"
	FaultConsentMethod   FaultCode = "consent_method"
	FaultConsentAct      FaultCode = "consent_act"
	FaultConsentChannel  FaultCode = "consent_channel"
)

// fault is a [RowError] before it is put into words.
type fault struct {
	code  FaultCode
	row   int
	field string
	value string // what stands there
	want  string // what should, where the words leave a place for it
	fr    string // the same in French, where it differs
}

// explain puts a fault into words.
func (f fault) explain() RowError {
	e := RowError{Row: f.row, Field: shown(f.field), Code: f.code}
	words := wordings[f.code]
	fr, en := typeset(words.fr), words.en
	if f.row > 0 {
		fr = typeset("Ligne {row} : ") + fr
		en = "Row {row}: " + en
	} else {
		fr, en = capital(fr), capital(en)
	}
	wantFR := f.fr
	if wantFR == "" {
		wantFR = f.want
	}
	e.FR = f.fill(fr, wantFR)
	e.EN = f.fill(en, f.want)
	return e
}

func (f fault) fill(text, want string) string {
	return strings.NewReplacer("{row}", strconv.Itoa(f.row), "{field}", shown(f.field), "{value}", shown(f.value), "{want}", want).Replace(text)
}

// shownRunes is how much of a cell an error repeats.
const shownRunes = 40

// shown is a cell fit for a message: short, and without what a terminal or a
// page would obey. Bytes that are not UTF-8 are shown as Latin-1, which is
// what they nearly always are.
func shown(text string) string {
	text = text[:min(len(text), 4*shownRunes+utf8.UTFMax)]
	var b strings.Builder
	for n := 0; text != ""; n++ {
		if n == shownRunes {
			b.WriteRune('…')
			break
		}
		r, size := utf8.DecodeRuneInString(text)
		if r == utf8.RuneError && size == 1 {
			r = rune(text[0])
		}
		if !unicode.IsPrint(r) && r != '\u00a0' && r != '\u202f' {
			r = utf8.RuneError
		}
		b.WriteRune(r)
		text = text[size:]
	}
	return b.String()
}

func capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}
