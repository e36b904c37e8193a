package campaign

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"accord/consent"

	"github.com/nyaruka/phonenumbers"
)

// importTerms are those of an organisation in Paris with one notice.
func importTerms(t testing.TB) terms {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	ref := consent.NoticeRef{ID: "n-offers", Version: 1, Lang: "fr"}
	return terms{region: "FR", notices: published{"marketing.offers": {ref.String(): ref}},
		now: time.Date(2026, 4, 2, 10, 0, 0, 0, time.UTC), zone: zone, list: "list.csv"}
}

// FuzzImportFile reads any bytes as a file: it never panics, what it lets
// through is a number that exists and stands once, and the counts add up.
func FuzzImportFile(f *testing.F) {
	french, err := os.ReadFile(filepath.Join("testdata", "import_french.csv"))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{string(french), "", "phone\n+33612345678\n", "phone,name\n06 12,\"a\nb\"\n\n=1,@x\n", "phone\n\"+33", "phone,0,1,lAngue,2\n+03210000000,,,,\n", "\xff\xfe", "phone;a;b\r\n0612345678;1,5;oui\r\n",
		"phone,consent_purpose,consent_at,consent_notice,consent_method,consent_act\n+33612345678,marketing.offers,2026-03-01,n-offers@1/fr,paper,signature\n+33612345679,,x,,,\n",
		"phone,id,tags,langue,fuseau\n+33612345678,1,a|b,fr,Europe/Paris\n+33612345679,1,,xx,Local\n", "phone\x00\n", "\ufeff,phone\n", "phone\n" + strings.Repeat("x", 70<<10)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		let := map[string]bool{}
		var report ImportReport
		_, err := surveyFile(t.Context(), bytes.NewReader(file), importTerms(t), &report, witness{match: func(rows []sighting) ([]fault, error) {
			for _, r := range rows {
				exists(t, r.address)
				if let[r.address.Value] {
					t.Errorf("%s passes twice", r.address.Value)
				}
				let[r.address.Value] = true
			}
			return nil, nil
		}})
		if err != nil && !errors.Is(err, ErrInvalid) {
			t.Fatalf("the refusal of a file that no person can act on: %v", err)
		}
		if err == nil && report.Valid != len(let) || report.Valid > report.Rows || (err == nil && report.Rows > report.Valid) != (err == nil && report.ErrorCount > 0) {
			t.Errorf("%d rows, %d valid, %d let through, %d errors", report.Rows, report.Valid, len(let), report.ErrorCount)
		}
		for _, e := range report.Errors {
			readable(t, e)
		}
		if err := report.WriteCSV(io.Discard, "fr"); err != nil {
			t.Error(err)
		}
	})
}

func exists(t *testing.T, a consent.Address) {
	t.Helper()
	n, err := phonenumbers.Parse(a.Value, "")
	if err != nil || !phonenumbers.IsValidNumber(n) || a.Validate() != nil {
		t.Errorf("%q passes: %v", a.Value, err)
	}
}

func readable(t *testing.T, e RowError) {
	t.Helper()
	for _, text := range []string{e.FR, e.EN} {
		bad := strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) })
		if bad || text == "" || len(text) > 8000 || strings.Contains(text, "{row}") {
			t.Errorf("%s: %q", e.Code, text)
		}
	}
}

// BenchmarkImportSurvey is the validation pass without a database.
func BenchmarkImportSurvey(b *testing.B) {
	const rows = 64_000
	for name, first := range map[string]string{"international": "+336", "national": "06"} {
		var file strings.Builder
		file.WriteString("phone,name,city,spend,visit,tags\n")
		for i := range rows {
			file.WriteString(first + strconv.Itoa(10_000_000+i) + ",Léa Martin,Lyon,142.44,1,vip|new\n")
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				var report ImportReport
				if _, err := surveyFile(b.Context(), strings.NewReader(file.String()), importTerms(b), &report, witness{}); err != nil || report.Valid != rows {
					b.Fatalf("%d rows: %v", report.Valid, err)
				}
			}
			b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
