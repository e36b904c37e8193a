package campaign

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPlanColumns(t *testing.T) {
	cases := []struct {
		name, header, mapping string
		want                  string // header=target per column
	}{
		{"French", "Téléphone;Nom;Prénom;Langue;Fuseau horaire;Étiquettes;Identifiant;Ville", `{}`,
			"phone name attribute:first_name language zone tags external_id attribute:ville"},
		{"English", "PHONE;Full name;First name;language;time-zone;tags;external id;City", `{}`,
			"phone name attribute:first_name language zone tags external_id attribute:city"},
		{"evidence", "phone;consent_purpose;consent_at;consent_notice;consent_method;consent_act;consent_source;consent_reference", `{}`,
			"phone consent.purpose consent.at consent.notice consent.method consent.act consent.source consent.reference"},
		{"what a mapping leaves open is recognised", "Contact;Nom;Ville", `{"phone":"contact"}`, "phone name attribute:ville"},
		{"a second phone stays as an attribute", "Téléphone;Mobile", `{"phone":"Mobile"}`, "attribute:telephone phone"},
		{"ignored", "phone;Nom;Ville", `{"ignore":["nom","Ville"]}`, "phone ignored ignored"},
		{"typed", "phone;CP", `{"attributes":{"postcode":{"column":"CP","type":"text"}}}`, "phone attribute:postcode:text"},
		{"a column without a name", "phone;", `{}`, "phone unnamed"},
		{"other alphabets keep their letters", "phone;Город;都市", `{}`, "phone attribute:город attribute:都市"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m, err := ParseMapping([]byte(c.mapping))
			if err != nil {
				t.Fatal(err)
			}
			columns, err := planColumns(strings.Split(c.header, ";"), m)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range columns {
				use := string(c.Target)
				for _, more := range []string{c.Attribute, string(c.Type)} {
					if more != "" {
						use += ":" + more
					}
				}
				got = append(got, use)
			}
			if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPlanColumnsRefuses(t *testing.T) {
	cases := []struct {
		name, header, mapping string
		code                  FaultCode
		says                  string
	}{
		{"a column that is not there", "Nom;Mobile", `{"phone":"Téléphone"}`, FaultColumnMissing, "Column “Téléphone” of the mapping is not in the file; it has: Nom, Mobile."},
		{"a column with two uses", "Nom;Mobile", `{"phone":"Mobile","name":"mobile"}`, FaultColumnTwice, "(phone, name)"},
		{"a field as an attribute", "Mobile;Client;Name", `{"name":"Client"}`, FaultAttribute, "“name”"},
		{"a purpose for all beside a column of purposes", "phone;consent_purpose;d", `{"consent":{"purpose":"marketing.offers","at":"d"}}`, FaultConsentMapped, "consent.purpose"},
		{"consent without a date", "phone;d", `{"consent":{"purpose":"marketing.offers","act":"box"}}`, FaultConsentUndated, "“at”"},
		{"a long header", "phone;" + strings.Repeat("x", 101), `{}`, FaultHeaderLong, "100"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m, err := ParseMapping([]byte(c.mapping))
			if err != nil {
				t.Fatal(err)
			}
			_, err = planColumns(strings.Split(c.header, ";"), m)
			var e RowError
			if !errors.As(err, &e) || e.Code != c.code || !strings.Contains(e.EN, c.says) {
				t.Errorf("error %v (%s), want %s with %q", err, e.Code, c.code, c.says)
			}
		})
	}
}

func TestParseMappingRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"an unknown member":        `{"telephone":"T"}`,
		"an unknown member inside": `{"consent":{"state":"granted"}}`,
		"a channel":                `{"consent":{"channel":"sms"}}`,
		"two values":               `{} {}`,
		"no object":                `[]`,
		"no column":                `{"attributes":{"city":{}}}`,
		"an unknown type":          `{"attributes":{"born":{"column":"d","type":"date"}}}`,
		"a name with spaces":       `{"attributes":{"my city":{"column":"d"}}}`,
		"the name of a field":      `{"attributes":{"language":{"column":"d"}}}`,
		"a text and a column":      `{"consent":{"at":"d","act":"box","act_column":"a"}}`,
	} {
		if _, err := ParseMapping([]byte(text)); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSnake(t *testing.T) {
	for header, want := range map[string]string{
		"Date d’achat": "date_d_achat", "  Panier (€) moyen ": "panier_moyen", "PRÉNOM": "prenom", "e-mail": "e_mail", "N°1": "n_1", "???": "",
	} {
		if got := snake(header); got != want {
			t.Errorf("%q becomes %q, want %q", header, got, want)
		}
	}
}
