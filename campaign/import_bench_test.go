package campaign_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"accord/campaign"
	"accord/internal/db"
	"accord/internal/db/dbtest"
)

// hillstrom is a list like the MineThatData e-mail test with numbers added.
func hillstrom(rows int, phone func(int) string) string {
	var b strings.Builder
	b.WriteString("id,phone,recency,history_segment,history,mens,womens,zip_code,newbie,channel,treatment,conversion,visit,spend\n")
	for i := range rows {
		fmt.Fprintf(&b, "h-%d,%s,%d,3) $200 - $350,%d.%02d,1,0,Surburban,0,Phone,Womens E-Mail,0,%d,0.0\n", i, phone(i), i%12+1, i%900, i%100, i%2)
	}
	return b.String()
}

func international(i int) string { return fmt.Sprintf("+3361%07d", i) }

func national(i int) string {
	n := fmt.Sprintf("061%07d", i)
	return n[:2] + " " + n[2:4] + " " + n[4:6] + " " + n[6:8] + " " + n[8:]
}

// BenchmarkImport reads 64,000 rows of 14 columns on SQLite: the check alone,
// which includes looking up what is stored, and the whole.
func BenchmarkImport(b *testing.B) {
	const rows = 64_000
	for _, c := range []struct {
		name  string
		file  string
		write bool
	}{
		{"check/international", hillstrom(rows, international), false},
		{"check/national", hillstrom(rows, national), false},
		{"whole", hillstrom(rows, international), true},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				desk := newImportDesk(b, dbtest.New(b, db.SQLite, importSchemas...))
				b.StartTimer()
				report, err := desk.Import(b.Context(), campaign.ImportOptions{Name: "hillstrom.csv", DryRun: !c.write,
					Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(c.file)), nil }})
				if err != nil || report.Added != rows {
					b.Fatalf("%d rows: %v", report.Added, err)
				}
			}
			b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
