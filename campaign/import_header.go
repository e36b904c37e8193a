package campaign

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// recognised tells the columns that people call by these names, in
// [snake]: without case, accents and punctuation.
var recognised = map[string]Target{
	"telephone": TargetPhone, "numero_de_telephone": TargetPhone, "telephone_portable": TargetPhone, "telephone_mobile": TargetPhone,
	"phone": TargetPhone, "phone_number": TargetPhone, "mobile": TargetPhone, "mobile_phone": TargetPhone, "portable": TargetPhone,
	"tel": TargetPhone, "whatsapp": TargetPhone,
	"nom": TargetName, "name": TargetName, "nom_complet": TargetName, "full_name": TargetName,
	"langue": TargetLanguage, "language": TargetLanguage,
	"fuseau": TargetZone, "fuseau_horaire": TargetZone, "timezone": TargetZone, "time_zone": TargetZone,
	"etiquettes": TargetTags, "etiquette": TargetTags, "tags": TargetTags, "tag": TargetTags,
	"id": TargetExternalID, "external_id": TargetExternalID, "identifiant": TargetExternalID,
	"consent_purpose": partPurpose.target(), "consent_at": partAt.target(), "consent_notice": partNotice.target(),
	"consent_method": partMethod.target(), "consent_act": partAct.target(), "consent_source": partSource.target(),
	"consent_reference": partReference.target(), "consent_channel": partChannel.target(),
}

// dated are columns that probably tell when somebody agreed. That is proposed
// to who looks at the columns, and never taken for granted: evidence needs more
// than a date.
var dated = map[string]bool{"accord": true, "accord_le": true, "date_accord": true, "date_d_accord": true, "date_de_l_accord": true,
	"consentement": true, "consentement_le": true, "date_consentement": true, "date_du_consentement": true, "date_de_consentement": true,
	"consent": true, "consent_date": true, "consented_at": true, "opt_in": true, "opt_in_at": true, "opt_in_date": true, "optin": true, "optin_at": true}

// renamed are attributes whose name does not depend on the language of the
// header, so that a template can count on them.
var renamed = map[string]string{"prenom": "first_name", "firstname": "first_name", "given_name": "first_name"}

// reserved are names that a [Variable] reads as a field of the contact.
var reserved = map[string]bool{"": true, "name": true, "language": true}

// snake is a header as the name of an attribute: "Date d’achat" is
// date_d_achat.
func snake(header string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(header) {
		switch {
		case unicode.Is(unicode.Mn, r): // the accent, apart from its letter
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			b.WriteRune(unicode.ToLower(r))
			gap = false
		default:
			gap = true
		}
	}
	return b.String()
}

// attributeName is the attribute that a column without another use becomes.
func attributeName(header string) string {
	name := snake(header)
	if better, ok := renamed[name]; ok {
		return better
	}
	return name
}
