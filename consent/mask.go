package consent

import (
	"context"
	"fmt"
	"strings"

	"accord/internal/db"
)

// Masked is what a page shows of an address: "+33 6 •• •• •• 78" (calling
// code, first digit, last two), "FR.…bc". It is no pseudonym: several people
// may share it.
func (a Address) Masked() string {
	if a.Kind == Phone {
		return maskPhone(strings.TrimPrefix(a.Value, "+"))
	}
	country, id, _ := strings.Cut(a.Value, ".")
	if len(id) < 6 {
		return country + ".…"
	}
	return country + ".…" + id[len(id)-2:]
}

const (
	bullet = "•"
	// shownFrom is how many digits a national number needs before its first one
	// is shown: of a short one, three digits would tell too much.
	shownFrom = 8
)

func maskPhone(digits string) string {
	code := callingCode(digits)
	national := digits[len(code):]
	if len(national) < 4 {
		return "+" + code + " " + strings.Repeat(bullet, len(national))
	}
	var b strings.Builder
	b.WriteString("+" + code)
	for i, digit := range national {
		left := len(national) - i
		if i == 0 || left%2 == 0 {
			b.WriteByte(' ')
		}
		if left <= 2 || i == 0 && len(national) >= shownFrom {
			b.WriteRune(digit)
		} else {
			b.WriteString(bullet)
		}
	}
	return b.String()
}

// twoDigits are the calling codes of two digits; 1 and 7 have one, all others
// three (ITU-T E.164, list of assigned codes).
const twoDigits = " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 " +
	"60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 "

func callingCode(digits string) string {
	n := 3
	switch {
	case strings.HasPrefix(digits, "1") || strings.HasPrefix(digits, "7"):
		n = 1
	case len(digits) > 1 && strings.Contains(twoDigits, " "+digits[:2]+" "):
		n = 2
	}
	return digits[:min(n, len(digits))]
}

// MaskedOf shows where people are reached, as [Store.Reach] has it: a person
// without an address is absent.
func (s *Store) MaskedOf(ctx context.Context, r db.Reader, ids []SubjectID) (map[SubjectID]string, error) {
	reach, err := s.Reach(ctx, r, ids)
	if err != nil {
		return nil, err
	}
	masked := make(map[SubjectID]string, len(reach))
	for id, a := range reach {
		masked[id] = a.Masked()
	}
	return masked, nil
}

// Reveal is the clear address of one person, or [ErrUnknown]. It leaves no
// trace: who shows it to somebody records the look in the operators' audit.
func (s *Store) Reveal(ctx context.Context, r db.Reader, id SubjectID) (Address, error) {
	reach, err := s.Reach(ctx, r, []SubjectID{id})
	if err != nil {
		return Address{}, err
	}
	a, ok := reach[id]
	if !ok {
		return Address{}, fmt.Errorf("address of subject %d: %w", id, ErrUnknown)
	}
	return a, nil
}
