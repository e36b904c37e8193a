package campaign

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

func TestPhones(t *testing.T) {
	cases := []struct {
		name, cell, region string
		want, country      string
		code               FaultCode
	}{
		{"E.164", "+33612345678", "FR", "+33612345678", "FR", ""},
		{"national", "0612345678", "FR", "+33612345678", "FR", ""},
		{"spaces", " 06 12 34 56 78 ", "FR", "+33612345678", "FR", ""},
		{"narrow spaces and a hidden mark", "\u202a+33\u202f6\u00a012 34 56 78\u202c", "FR", "+33612345678", "FR", ""},
		{"dots", "06.12.34.56.78", "FR", "+33612345678", "FR", ""},
		{"the zero in parentheses", "+33 (0)6 12 34 56 78", "FR", "+33612345678", "FR", ""},
		{"international prefix", "0033612345678", "FR", "+33612345678", "FR", ""},
		{"the zero that a spreadsheet drops", "612345678", "FR", "+33612345678", "FR", ""},
		{"the plus that a spreadsheet drops", "33612345678", "FR", "+33612345678", "FR", ""},
		{"an apostrophe against formulas", "'+33612345678", "FR", "+33612345678", "FR", ""},
		{"overseas", "0692 12 34 56", "RE", "+262692123456", "RE", ""},
		{"a leading zero that belongs", "06 1234 5678", "IT", "+390612345678", "IT", ""},
		{"American", "(212) 555-0123", "US", "+12125550123", "US", ""},
		{"Canadian", "+1 416 555 0123", "FR", "+14165550123", "CA", ""},
		{"too short", "06 12", "FR", "", "", FaultPhoneShort},
		{"one digit", "7", "FR", "", "", FaultPhoneShort},
		{"too long", "06 12 34 56 78 90", "FR", "", "", FaultPhoneLong},
		{"two numbers", "0612345678 / 0612345679", "FR", "", "", FaultPhoneLong},
		{"far too long", strings.Repeat("1", 50), "FR", "", "", FaultPhoneLong},
		{"no such country", "+999612345678", "FR", "", "", FaultPhoneCountry},
		{"no such number", "+33012345678", "FR", "", "", FaultPhoneInvalid},
		{"letters", "06 12 34 56 AB", "FR", "", "", FaultPhoneSigns},
		{"an address", "lea@example.org", "FR", "", "", FaultPhoneSigns},
		{"an extension", "+33123456789 ext. 4", "FR", "", "", FaultPhoneSigns},
		{"no digits", "+", "FR", "", "", FaultPhoneSigns},
		{"a plus inside", "06+12345678", "FR", "", "", FaultPhoneSigns},
		{"shortened", "3,36123E+10", "FR", "", "", FaultPhoneScientific},
		{"a service, not a person", "+80012345678", "FR", "", "", FaultPhoneInvalid},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p, ok := newPhoneReader(c.region)
			if !ok {
				t.Fatalf("no region %s", c.region)
			}
			got, code := p.read(c.cell)
			if got.text != c.want || got.country != c.country || code != c.code {
				t.Errorf("%q is %q in %q, fault %q; want %q in %q, fault %q", c.cell, got.text, got.country, code, c.want, c.country, c.code)
			}
		})
	}
	if _, ok := newPhoneReader("XX"); ok {
		t.Error("a region that does not exist is accepted")
	}
}

// TestQuickPhoneAgreesWithTheLibrary changes digits of the example numbers of
// every region: what the quick way accepts, the library reads the same.
func TestQuickPhoneAgreesWithTheLibrary(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	accepted := 0
	for _, region := range regions() {
		reader, _ := newPhoneReader(region)
		for _, kind := range []phonenumbers.PhoneNumberType{phonenumbers.MOBILE, phonenumbers.FIXED_LINE} {
			example := phonenumbers.GetExampleNumberForType(region, kind)
			if example == nil {
				continue
			}
			for range 40 {
				digits := []byte(phonenumbers.Format(example, phonenumbers.E164)[1:])
				for range 1 + rnd.IntN(4) {
					digits[1+rnd.IntN(len(digits)-1)] = byte('0' + rnd.IntN(10))
				}
				cell := "+" + string(digits)
				if rnd.IntN(2) == 0 {
					cell = reader.trunk + strings.TrimPrefix(string(digits), reader.code)
				}
				if got, code := reader.read(cell); code == "" {
					accepted++
					agrees(t, reader.region, cell, got)
				}
			}
		}
	}
	if accepted < 5000 {
		t.Errorf("only %d numbers were accepted", accepted)
	}
}

func agrees(t *testing.T, region, cell string, got phone) {
	t.Helper()
	n, err := phonenumbers.Parse(cell, region)
	if err != nil || !phonenumbers.IsValidNumber(n) || phonenumbers.Format(n, phonenumbers.E164) != got.text ||
		phonenumbers.GetRegionCodeForNumber(n) != got.country {
		t.Errorf("%s from %s: %s in %s; the library has %v, %v", cell, region, got.text, got.country, n, err)
	}
}

func regions() []string {
	var list []string
	for region := range phonenumbers.GetSupportedRegions() {
		list = append(list, region)
	}
	slices.Sort(list)
	return list
}
