package campaign

import (
	"slices"

	"accord/consent"

	"github.com/nyaruka/phonenumbers"
)

// PhoneAddress reads a number as a person types it: international, or national
// in a region such as "FR". The error is a [RowError] that says what is wrong.
func PhoneAddress(text, region string) (consent.Address, error) {
	reader, ok := newPhoneReader(region)
	if !ok {
		reader, _ = newPhoneReader(defaultRegion)
	}
	n, code := reader.read(text)
	if code != "" {
		return consent.Address{}, fault{code: code, value: text, want: reader.example}.explain()
	}
	return consent.Address{Kind: consent.Phone, Value: n.text}, nil
}

// defaultRegion is where national numbers are read that nothing else places.
const defaultRegion = "FR"

// RegionOf is the country whose national numbers an organisation in a time
// zone most likely has, "FR" where the zone does not tell.
func RegionOf(zone string) string {
	for _, region := range Regions() {
		if zoneOfCountry()[region] == zone {
			return region
		}
	}
	return defaultRegion
}

// Regions are the countries whose national numbers can be read, ISO 3166,
// sorted.
func Regions() []string {
	var list []string
	for region := range phonenumbers.GetSupportedRegions() {
		list = append(list, region)
	}
	slices.Sort(list)
	return list
}
