package campaign

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// phone is a number that exists in a numbering plan.
type phone struct {
	text    string // E.164, "+33612345678"
	digits  uint64 // the same as a number
	country string // ISO 3166
}

// phoneReader reads numbers as people write them.
type phoneReader struct {
	region  string // whose national numbers are understood
	code    string // its calling code, "33"
	trunk   string // what stands before a national number, "0"; empty where there is more to it than leaving it out
	example string
}

// newPhoneReader is for a region such as FR; ok is false for an unknown one.
func newPhoneReader(region string) (p phoneReader, ok bool) {
	region = strings.ToUpper(region)
	if !phonenumbers.GetSupportedRegions()[region] {
		return p, false
	}
	p = phoneReader{region: region, code: strconv.Itoa(phonenumbers.GetCountryCodeForRegion(region)),
		trunk: phonenumbers.GetNddPrefixForRegion(region, true), example: "+33612345678"}
	if n := phonenumbers.GetExampleNumberForType(region, phonenumbers.MOBILE); n != nil {
		p.example = phonenumbers.Format(n, phonenumbers.E164)
	}
	whole, code := p.parse(p.trunk + strings.TrimPrefix(p.example, "+"+p.code))
	if code != "" || whole.text != p.example { // Colombia: the library keeps the 0 before a mobile number
		p.trunk = ""
	}
	return p, true
}

// read is the number in a cell, or what is wrong with it.
func (p phoneReader) read(cell string) (phone, FaultCode) {
	digits, plus, code := dialled(cell)
	if code != "" {
		return phone{}, code
	}
	if plus {
		if n, ok := quickPhone(digits); ok {
			return n, ""
		}
		return p.parse("+" + digits)
	}
	if national, ok := strings.CutPrefix(digits, p.trunk); ok && p.trunk != "" {
		if n, ok := quickPhone(p.code + national); ok {
			return n, ""
		}
	}
	return p.parse(digits)
}

// phoneDigits bounds what is looked at: E.164 has at most 15 digits, and an
// international prefix may stand before them.
const phoneDigits = 20

// dialled are the digits of a cell without what people put between them.
func dialled(cell string) (digits string, plus bool, code FaultCode) {
	var b [phoneDigits]byte
	n := 0
	for _, r := range strings.TrimPrefix(strings.TrimSpace(cell), "'") {
		switch {
		case r >= '0' && r <= '9':
			if n == len(b) {
				return "", plus, FaultPhoneLong
			}
			b[n] = byte(r)
			n++
		case r == '+' && n == 0 && !plus:
			plus = true
		case strings.ContainsRune(" .-/()\u2010\u2011\u2012\u2013", r), unicode.Is(unicode.Zs, r), unicode.Is(unicode.Cf, r):
		case scientific(cell):
			return "", plus, FaultPhoneScientific
		default:
			return "", plus, FaultPhoneSigns
		}
	}
	if n == 0 {
		return "", plus, FaultPhoneSigns
	}
	return string(b[:n]), plus, ""
}

// scientific tells 3,36123E+10, what a spreadsheet makes of a long number.
func scientific(cell string) bool {
	mantissa, exponent, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(cell)), "E+")
	_, ok := readNumber(mantissa)
	return ok && exponent != "" && digitsIn(exponent) == len(exponent)
}

// callingCodes are the calling codes with what may stand before the national
// numbers of their regions.
var callingCodes = sync.OnceValue(func() map[int][]string {
	trunks := map[int][]string{}
	for code := range phonenumbers.GetSupportedCallingCodes() {
		trunks[code] = []string{"0"}
		for _, region := range phonenumbers.GetRegionCodesForCountryCode(code) {
			if trunk := phonenumbers.GetNddPrefixForRegion(region, true); trunk != "" {
				trunks[code] = append(trunks[code], trunk)
			}
		}
	}
	return trunks
})

// quickPhone is a tenth of the library's parsing: digits that are E.164
// already need only be looked up in the numbering plan. It leaves to the
// parser whatever could be read in two ways: a zero or a trunk prefix after
// the calling code.
func quickPhone(digits string) (phone, bool) {
	if len(digits) < 7 || len(digits) > 15 || digits[0] == '0' { // no calling code begins with a zero
		return phone{}, false
	}
	for n := 1; n <= 3; n++ {
		code := int32(decimal(digits[:n]))
		trunks, ok := callingCodes()[int(code)]
		if !ok {
			continue
		}
		for _, trunk := range trunks {
			if strings.HasPrefix(digits[n:], trunk) {
				return phone{}, false
			}
		}
		national := decimal(digits[n:])
		return existing(&phonenumbers.PhoneNumber{CountryCode: &code, NationalNumber: &national}, "+"+digits)
	}
	return phone{}, false
}

// existing is a number when a country's numbering plan has it.
func existing(n *phonenumbers.PhoneNumber, text string) (phone, bool) {
	region := phonenumbers.GetRegionCodeForNumber(n)
	if region == "" || region == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY || len(text) < 8 || len(text) > 16 ||
		!phonenumbers.IsValidNumberForRegion(n, region) {
		return phone{}, false
	}
	return phone{text: text, digits: decimal(text[1:]), country: region}, true
}

// decimal is the value of at most 19 digits.
func decimal(digits string) uint64 {
	var n uint64
	for i := 0; i < len(digits); i++ {
		n = n*10 + uint64(digits[i]-'0')
	}
	return n
}

// parse asks the library, which knows every way to write a number.
func (p phoneReader) parse(text string) (phone, FaultCode) {
	n, err := phonenumbers.Parse(text, p.region)
	switch {
	case errors.Is(err, phonenumbers.ErrInvalidCountryCode):
		return phone{}, FaultPhoneCountry
	case errors.Is(err, phonenumbers.ErrNumTooLong):
		return phone{}, FaultPhoneLong
	case err != nil:
		return phone{}, FaultPhoneShort
	}
	if found, ok := existing(n, phonenumbers.Format(n, phonenumbers.E164)); ok {
		return found, ""
	}
	switch phonenumbers.IsPossibleNumberWithReason(n) {
	case phonenumbers.TOO_SHORT:
		return phone{}, FaultPhoneShort
	case phonenumbers.TOO_LONG:
		return phone{}, FaultPhoneLong
	case phonenumbers.INVALID_COUNTRY_CODE:
		return phone{}, FaultPhoneCountry
	}
	return phone{}, FaultPhoneInvalid
}
