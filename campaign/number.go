package campaign

import "slices"

// Number is a business number that can send.
type Number struct {
	ID   string // WhatsApp's phone number id, "106540352242922"
	WABA string // the account whose templates it sends, "102290129340398"
}

// numbers are those that can send; any can when it is nil.
type numbers []Number

func (s *Store) numbers() numbers {
	if s.Numbers == nil {
		return nil
	}
	return append(numbers{}, s.Numbers()...)
}

// send says whether a number can.
func (l numbers) send(id string) bool {
	return id != "" && (l == nil || slices.ContainsFunc(l, func(n Number) bool { return n.ID == id }))
}

// account is that of a number, "" where nobody knows the number.
func (l numbers) account(id string) string {
	if i := slices.IndexFunc(l, func(n Number) bool { return n.ID == id }); i >= 0 {
		return l[i].WABA
	}
	return ""
}
