package campaign_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"accord/campaign"

	"github.com/google/go-cmp/cmp"
)

// refusals are files that nothing may come of. French and English name what is
// wrong and what to do.
var refusals = []struct {
	name, file string
	row        int
	field      string
	code       campaign.FaultCode
	fr, en     string // empty: not compared word by word
}{
	{"a bad phone", "Nom;Téléphone\nLéa;+33612345678\nMarc;06 12\n", 3, "Téléphone", campaign.FaultPhoneShort,
		"Ligne 3\u00a0: le numéro «\u00a006 12\u00a0» est incomplet\u202f; attendu\u00a0: +33612345678.",
		"Row 3: the number “06 12” is incomplete; expected: +33612345678."},
	{"a missing column", "Nom;Ville\nLéa;Lyon\n", 1, "", campaign.FaultPhoneColumn,
		"Ligne 1\u00a0: aucune colonne de téléphone\u202f; nommez-la «\u00a0téléphone\u00a0» ou désignez-la dans la correspondance. Le fichier contient\u00a0: Nom, Ville.",
		"Row 1: no phone column; call it “phone” or name it in the mapping. The file has: Nom, Ville."},
	{"a line of 2 MB", "phone,name\n+33612345678,Léa\n+33612345679," + strings.Repeat("x", 2<<20) + "\n", 3, "", campaign.FaultLineLong,
		"", "Row 3: the line is longer than 64 KiB; check that the file is a CSV with one line per contact."},
	{"a header of 2 MB", strings.Repeat("x", 2<<20), 1, "", campaign.FaultLineLong, "", ""},
	{"Latin-1 bytes", "phone,name\n+33612345678,Jos\xe9\n", 2, "name", campaign.FaultEncoding,
		"Ligne 2\u00a0: la cellule «\u00a0José\u00a0» de la colonne «\u00a0name\u00a0» n’est pas en UTF-8\u202f; enregistrez le fichier au format «\u00a0CSV UTF-8\u00a0» et recommencez.",
		"Row 2: the cell “José” in column “name” is not UTF-8; save the file as “CSV UTF-8” and try again."},
	{"a Latin-1 header", "T\xe9l\xe9phone\n+33612345678\n", 1, "1", campaign.FaultEncoding, "", ""},
	{"a formula", "phone,name\n+33612345678,\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"\n", 2, "name", campaign.FaultFormula,
		"Ligne 2\u00a0: la colonne «\u00a0name\u00a0» contient une formule, «\u00a0=HYPERLINK(\"http://x\",\"y\")\u00a0»\u202f; remplacez-la par sa valeur.",
		"Row 2: column “name” contains a formula, “=HYPERLINK(\"http://x\",\"y\")”; replace it by its value."},
	{"a formula for a phone", "phone\n=1+1\n", 2, "phone", campaign.FaultFormula, "", ""},
	{"an empty file", "", 0, "", campaign.FaultEmpty,
		"Le fichier est vide\u202f; exportez de nouveau la liste, avec une ligne d’en-tête puis une ligne par contact.",
		"The file is empty; export the list again, with a header line and one line per contact."},
	{"a mark and nothing else", "\ufeff\n\n", 0, "", campaign.FaultEmpty, "", ""},
	{"a header and nothing else", "phone,name\n", 0, "", campaign.FaultNoRows, "", ""},
	{"UTF-16", "\xff\xfep\x00h\x00", 0, "", campaign.FaultUTF16, "", ""},
	{"a zero byte", "phone,name\n+33612345678,a\x00b\n", 2, "name", campaign.FaultNUL, "", ""},
	{"a quotation mark never closed", "phone,name\n+33612345678,\"Léa\n+33612345679,Marc\n", 2, "", campaign.FaultQuote, "", ""},
	{"a quotation mark inside a cell", "phone,name\n+33612345678,L\"éa\n", 2, "", campaign.FaultQuote, "", ""},
	{"a quoted cell of 2 MB on short lines", "phone,name\n+33612345678,Léa\n+33612345679,\"" + strings.Repeat("line\n", 400<<10), 3, "", campaign.FaultRecordLong, "", ""},
	{"a closed one of 300 KB", "phone,name\n+33612345679,\"" + strings.Repeat("line\n", 60<<10) + "\"\n", 2, "", campaign.FaultRecordLong, "", ""},
	{"a cell too many", "phone,name\n+33612345678,Martin, Léa\n", 2, "", campaign.FaultCells,
		"Ligne 2\u00a0: la ligne a 3 cellules au lieu de 2\u202f; un séparateur manque ou est de trop, mettez entre guillemets les cellules qui en contiennent.", ""},
	{"201 columns", "phone" + strings.Repeat(",", 200) + "\n", 1, "", campaign.FaultManyColumns, "", ""},
	{"101 attributes", "phone" + numbered(101) + "\n", 1, "", campaign.FaultManyAttributes, "", ""},
	{"a header twice", "phone,name,name\n+33612345678,a,b\n", 1, "name", campaign.FaultHeaderTwice, "", ""},
	{"two phones", "Téléphone,Mobile\n+33612345678,\n", 1, "Téléphone", campaign.FaultAmbiguous, "", ""},
	{"two columns for one attribute", "phone,Ville,ville !\n+33612345678,a,b\n", 1, "ville !", campaign.FaultAttribute, "", ""},
	{"a cell without a header", "phone,\n+33612345678,x\n", 2, "2", campaign.FaultUnnamed, "", ""},
	{"no phone in a row", "phone,name\n,Léa\n", 2, "phone", campaign.FaultPhoneEmpty, "", ""},
	{"the same phone twice", "phone\n+33612345678\n\n06 12 34 56 78\n", 4, "phone", campaign.FaultPhoneTwice,
		"Ligne 4\u00a0: le numéro «\u00a0+33 6 •• •• •• 78\u00a0» est déjà à la ligne 2\u202f; gardez une seule des deux lignes.", ""},
	{"the same id twice", "id,phone\nC-1,+33612345678\nC-1,+33612345679\n", 3, "id", campaign.FaultExternalTwice, "", ""},
	{"a bad language", "phone,langue\n+33612345678,elfique\n", 2, "langue", campaign.FaultLanguage, "", ""},
	{"a bad zone", "phone,fuseau\n+33612345678,Paris\n", 2, "fuseau", campaign.FaultZone, "", ""},
	{"a name too long", "phone,name\n+33612345678," + strings.Repeat("é", 201) + "\n", 2, "name", campaign.FaultLong, "", ""},
	{"a long attribute", "phone,notes\n+33612345678," + strings.Repeat("é", 2001) + "\n", 2, "notes", campaign.FaultLong, "", ""},
	{"a line break in a cell", "phone,notes\n+33612345678,\"a\nb\"\n", 2, "notes", campaign.FaultControl, "", ""},
	{"51 tags", "phone,tags\n+33612345678,\"" + numbered(51) + "\"\n", 2, "tags", campaign.FaultTags, "", ""},
	{"evidence without its act", evidence + "+33612345678,marketing.offers,2026-03-01,n-offers@1/fr,,,x\n", 2, "consent_method", campaign.FaultConsentMissing,
		"Ligne 2\u00a0: la preuve de consentement est incomplète, il manque\u00a0: moyen, acte\u202f; complétez-la, ou videz-la pour n’importer que le contact.",
		"Row 2: the evidence of consent is incomplete, missing: method, act; complete it, or clear it to import only the contact."},
	{"a purpose nobody made", evidence + "+33612345678,marketing.all,2026-03-01,n-offers@1/fr,paper,signature,\n", 2, "consent_purpose", campaign.FaultConsentPurpose, "", ""},
	{"a notice nobody published", evidence + "+33612345678,marketing.offers,2026-03-01,n-offers@2/fr,paper,signature,\n", 2, "consent_notice", campaign.FaultConsentNotice, "", ""},
	{"the notice of another purpose", evidence + "+33612345678,marketing.news,2026-03-01,n-offers@1/fr,paper,signature,\n", 2, "consent_notice", campaign.FaultConsentNotice, "", ""},
	{"month before day", evidence + "+33612345678,marketing.offers,03/31/2026,n-offers@1/fr,paper,signature,\n", 2, "consent_at", campaign.FaultConsentDate, "", ""},
	{"agreed tomorrow", evidence + "+33612345678,marketing.offers,2026-04-03,n-offers@1/fr,paper,signature,\n", 2, "consent_at", campaign.FaultConsentFuture, "", ""},
	{"import as a method", evidence + "+33612345678,marketing.offers,2026-03-01,n-offers@1/fr,import,signature,\n", 2, "consent_method", campaign.FaultConsentMethod, "", ""},
	{"no act", evidence + "+33612345678,marketing.offers,2026-03-01,n-offers@1/fr,paper,none,\n", 2, "consent_act", campaign.FaultConsentAct, "", ""},
	{"consent to text messages", strings.Replace(evidence, "source", "channel", 1) + "+33612345678,marketing.offers,2026-03-01,n-offers@1/fr,paper,signature,sms\n",
		2, "consent_channel", campaign.FaultConsentChannel, "", ""},
	{"a formula as evidence", evidence + "+33612345678,marketing.offers,2026-03-01,n-offers@1/fr,paper,signature,@SUM(1)\n", 2, "consent_source", campaign.FaultFormula, "", ""},
}

func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ",c%d", i)
	}
	return b.String()
}

func TestImportRefusesAndChangesNothing(t *testing.T) {
	eachImportDesk(t, func(t *testing.T, desk importDesk) {
		desk.imported(of("phone,id\n+33756789012,C-0\n"))
		for _, c := range refusals {
			t.Run(c.name, func(t *testing.T) {
				desk.t = t
				desk.unchanged(func() {
					report, err := desk.Import(t.Context(), of(c.file))
					if !errors.Is(err, campaign.ErrInvalid) || len(report.Errors) != 1 || report.ErrorCount != 1 || report.Written {
						t.Fatalf("%v; %d errors: %v", err, report.ErrorCount, report.Errors)
					}
					want := campaign.RowError{Row: c.row, Field: c.field, Code: c.code, FR: c.fr, EN: c.en}
					got := report.Errors[0]
					if c.fr == "" {
						want.FR = got.FR
					}
					if c.en == "" {
						want.EN = got.EN
					}
					if diff := cmp.Diff(want, got); diff != "" {
						t.Errorf("(-want +got):\n%s", diff)
					}
				})
			})
		}
	})
}

// meter counts what is read from it.
type meter struct {
	io.Reader
	read int
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	m.read += n
	return n, err
}

func TestImportStopsReadingALongLine(t *testing.T) {
	eachImportDesk(t, func(t *testing.T, desk importDesk) {
		for name, file := range map[string]string{
			"one line":          "phone,name\n+33612345678," + strings.Repeat("x", 10<<20),
			"one open quote":    "phone,name\n+33612345678,\"" + strings.Repeat("x\n", 5<<20),
			"a header only":     strings.Repeat("x,", 5<<20),
			"nothing but marks": "phone,name\n" + strings.Repeat("\"", 10<<20),
		} {
			m := &meter{Reader: strings.NewReader(file)}
			o := of("")
			o.Open = func() (io.ReadCloser, error) { return io.NopCloser(m), nil }
			if _, err := desk.Import(t.Context(), o); !errors.Is(err, campaign.ErrInvalid) {
				t.Errorf("%s: %v", name, err)
			}
			if m.read > 512<<10 {
				t.Errorf("%s: %d bytes were read", name, m.read)
			}
		}
	})
}

func TestImportListsAThousandErrorsAndCountsAll(t *testing.T) {
	eachImportDesk(t, func(t *testing.T, desk importDesk) {
		report, err := desk.Import(t.Context(), of("phone\n"+strings.Repeat("x\n", 2500)))
		if !errors.Is(err, campaign.ErrInvalid) || len(report.Errors) != 1000 || report.ErrorCount != 2500 || report.Rows != 2500 {
			t.Errorf("%v; %d listed of %d", err, len(report.Errors), report.ErrorCount)
		}
		report, err = desk.Import(t.Context(), of("phone\n"+strings.Repeat("x\n", 2500)+"x,y\n"))
		if last := report.Errors[len(report.Errors)-1]; len(report.Errors) != 1000 || last.Code != campaign.FaultCells || last.Row != 2502 {
			t.Errorf("%v; the fault that ended the reading is not listed: %+v", err, last)
		}
	})
}

func TestImportReportIsSafeInASpreadsheet(t *testing.T) {
	eachImportDesk(t, func(t *testing.T, desk importDesk) {
		report, _ := desk.Import(t.Context(), of("phone,=cmd|' /C calc'!A0,name\n06 12,\"=1+1\",\"\x1b[31m\u202e@x\"\n"))
		if report.ErrorCount != 3 {
			t.Fatalf("%+v", report.Errors)
		}
		for lang, comma := range map[string]rune{"fr": ';', "en": ','} {
			var b bytes.Buffer
			desk.must(report.WriteCSV(&b, lang))
			text := strings.TrimPrefix(b.String(), "\ufeff")
			if regexp.MustCompile(`[\x00-\x09\x0b-\x1f\x{202e}]`).MatchString(text) {
				t.Errorf("%s: control characters in %q", lang, text)
			}
			r := csv.NewReader(strings.NewReader(text))
			r.Comma = comma
			lines, err := r.ReadAll()
			desk.must(err)
			if want := 1 + 8 + 3 + 3; len(lines) != want {
				t.Errorf("%s: %d lines, want %d", lang, len(lines), want)
			}
			for _, line := range lines {
				for _, cell := range line {
					if strings.IndexAny(cell, "=+-@\t\r") == 0 {
						t.Errorf("%s: a cell runs: %q", lang, cell)
					}
				}
			}
		}
	})
}
