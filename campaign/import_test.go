package campaign_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
	"accord/internal/db/dbtest"
	"accord/internal/secret"

	"github.com/google/go-cmp/cmp"
)

const importOffers consent.PurposeID = "marketing.offers"

var (
	importNow     = time.Date(2026, 4, 2, 10, 0, 0, 0, time.UTC)
	importNotice  = consent.NoticeRef{ID: "n-offers", Version: 1, Lang: "fr"}
	importSchemas = []db.Schema{consent.Schema, experiment.Schema, campaign.Schema}
)

// importDesk is where lists come in: a store with one purpose and its notice.
type importDesk struct {
	*campaign.Store
	t  testing.TB
	db *db.DB
}

func newImportDesk(t testing.TB, d *db.DB) importDesk {
	t.Helper()
	c := clock.NewManual(importNow)
	register, err := consent.New(consent.Config{DB: d, Keys: secret.Ephemeral(), Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	store, err := campaign.New(campaign.Config{DB: d, Clock: c, Consent: register, Experiment: experiment.New(d, c)})
	if err != nil {
		t.Fatal(err)
	}
	desk := importDesk{store, t, d}
	desk.must(register.AddPurpose(t.Context(), consent.Purpose{ID: importOffers, Category: consent.Marketing, NameFR: "Offres", NameEN: "Offers"}))
	desk.must(register.AddPurpose(t.Context(), consent.Purpose{ID: "marketing.news", Category: consent.Marketing, NameFR: "Nouvelles", NameEN: "News"}))
	desk.must(register.PublishNotice(t.Context(), importNotice, importOffers, "J’accepte de recevoir les offres par WhatsApp."))
	return desk
}

func eachImportDesk(t *testing.T, fn func(t *testing.T, desk importDesk)) {
	dbtest.Each(t, importSchemas, func(t *testing.T, d *db.DB) { fn(t, newImportDesk(t, d)) })
}

func (d importDesk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// of is options for a file with this content.
func of(content string) campaign.ImportOptions {
	return campaign.ImportOptions{Name: "list.csv", StagedBy: "lea@example.org",
		Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }}
}

func (d importDesk) imported(o campaign.ImportOptions) campaign.ImportReport {
	d.t.Helper()
	report, err := d.Import(d.t.Context(), o)
	if err != nil {
		d.t.Fatalf("%v\n%v", err, report.Errors)
	}
	return report
}

// contact is the stored contact of a number.
func (d importDesk) contact(number string) campaign.Contact {
	d.t.Helper()
	id, err := d.Consent.Find(d.t.Context(), d.db, consent.Address{Kind: consent.Phone, Value: number})
	d.must(err)
	found, err := d.ContactsTx(d.t.Context(), d.db, []campaign.ContactID{id})
	d.must(err)
	c, ok := found[id]
	if !ok {
		d.t.Fatalf("%s is no contact", number)
	}
	c.ID, c.CreatedAt, c.UpdatedAt = 0, time.Time{}, time.Time{} // the store's own
	slices.Sort(c.Tags)
	return c
}

func (d importDesk) wantContact(number string, want campaign.Contact) {
	d.t.Helper()
	if diff := cmp.Diff(want, d.contact(number)); diff != "" {
		d.t.Errorf("%s (-want +got):\n%s", number, diff)
	}
}

func (d importDesk) wantRule(number string, want consent.Rule) {
	d.t.Helper()
	id, err := d.Consent.Find(d.t.Context(), d.db, consent.Address{Kind: consent.Phone, Value: number})
	d.must(err)
	standings, err := consent.Standings(d.t.Context(), d.db, []consent.SubjectID{id}, importOffers)
	d.must(err)
	if got := consent.Decide(standings[id], consent.Request{Category: consent.Marketing}); got != want {
		d.t.Errorf("%s: rule %q, want %q", number, got, want)
	}
}

// counts is the number of rows of every table.
func (d importDesk) counts() map[string]int {
	d.t.Helper()
	names := `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`
	if d.db.Engine() == db.PostgreSQL {
		names = `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`
	}
	var tables []string
	d.must(d.db.Select(d.t.Context(), &tables, names))
	counts := map[string]int{}
	for _, table := range tables {
		var n int
		d.must(d.db.Get(d.t.Context(), &n, `SELECT count(*) FROM `+table))
		counts[table] = n
	}
	if len(counts) < 20 {
		d.t.Fatalf("only %d tables were counted", len(counts))
	}
	return counts
}

// unchanged runs fn and compares all tables before and after.
func (d importDesk) unchanged(fn func()) {
	d.t.Helper()
	before := d.counts()
	fn()
	if diff := cmp.Diff(before, d.counts()); diff != "" {
		d.t.Errorf("the database changed (-before +after):\n%s", diff)
	}
}

func TestImportOfAFrenchList(t *testing.T) {
	list, err := os.ReadFile(filepath.Join("testdata", "import_french.csv"))
	if err != nil {
		t.Fatal(err)
	}
	eachImportDesk(t, func(t *testing.T, desk importDesk) {
		report := desk.imported(of(string(list)))
		want := campaign.ImportReport{Rows: 3, Valid: 3, Added: 3, Name: "list.csv", Written: true, Bytes: int64(len(list)),
			FileSHA256: report.FileSHA256, Columns: report.Columns, Errors: []campaign.RowError{}}
		if diff := cmp.Diff(want, report); diff != "" || len(report.FileSHA256) != 64 {
			t.Errorf("report (-want +got):\n%s", diff)
		}
		desk.wantContact("+33612345678", campaign.Contact{ExternalID: "C-1", Name: "Léa Martin", Language: "fr", Country: "FR",
			Zone: "Europe/Paris", ZoneSource: campaign.ZoneNumber, Tags: []string{"fidèle", "vip"},
			Attributes: campaign.Attributes{"first_name": "Léa", "panier_moyen": 42.5, "code_postal": "01000", "abonne_e": true, "date_d_achat": "2026-03-31"}})
		desk.wantContact("+596696123456", campaign.Contact{ExternalID: "C-2", Name: "Öz; Ltd", Language: "en_US", Country: "MQ",
			Zone: "America/Martinique", ZoneSource: campaign.ZoneNumber,
			Attributes: campaign.Attributes{"panier_moyen": -3.0, "code_postal": "97200", "abonne_e": false}})
		desk.wantContact("+12125550123", campaign.Contact{ExternalID: "C-3", Country: "US",
			Zone: "America/New_York", ZoneSource: campaign.ZoneProfile, Attributes: campaign.Attributes{"code_postal": "10001"}})
	})
}

func TestImportAgainUpdates(t *testing.T) {
	eachImportDesk(t, func(t *testing.T, desk importDesk) {
		desk.imported(of("phone,name,city,tags\n+33612345678,Léa,Lyon,vip\n+33612345679,Marc,Nice,\n"))
		report := desk.imported(of("phone,name,age,tags\n+33612345678,Léa Martin,41,new\n+33612345680,Zoé,30,\n"))
		if report.Added != 1 || report.Updated != 1 {
			t.Errorf("added %d, updated %d; want 1 and 1", report.Added, report.Updated)
		}
		desk.wantContact("+33612345678", campaign.Contact{Name: "Léa Martin", Country: "FR", Zone: "Europe/Paris",
			ZoneSource: campaign.ZoneNumber, Tags: []string{"new", "vip"}, Attributes: campaign.Attributes{"city": "Lyon", "age": 41.0}})
	})
}

func TestImportDryRunChangesNothing(t *testing.T) {
	eachImportDesk(t, func(t *testing.T, desk importDesk) {
		desk.imported(of("phone\n+33612345678\n"))
		desk.unchanged(func() {
			o := of("phone,consent_purpose,consent_at,consent_notice,consent_method,consent_act\n" +
				"+33612345678,,,,,\n+33612345679,marketing.offers,2026-03-01,n-offers@1/fr,paper,signature\n")
			o.DryRun = true
			report := desk.imported(o)
			if report.Added != 1 || report.Updated != 1 || report.Staged != 1 || report.Batch != 0 || report.Written {
				t.Errorf("%+v", report)
			}
		})
	})
}

func TestImportMapping(t *testing.T) {
	eachImportDesk(t, func(t *testing.T, desk importDesk) {
		mapping, err := campaign.ParseMapping([]byte(`{"phone":"Contact principal","name":"Client","attributes":{"city":{"column":"Ville","type":"text"}},
			"ignore":["Notes"],"consent":{"purpose":"marketing.offers","at":"Accord le","notice":"n-offers@1/fr","method":"paper","act":"signature","reference_column":"Bulletin"}}`))
		desk.must(err)
		o := of("Client;contact PRINCIPAL;Mobile;Ville;Notes;Accord le;Bulletin;étiquettes\n" +
			"Léa;06 12 34 56 78;+33 6 99 99 99 99;69001;\"=1+1\nappeler\";31/03/2026 14:05;B-17;vip\n" +
			"Marc;+33 7 56 78 90 12;;Nice;;;;\n")
		o.Mapping = &mapping
		report := desk.imported(o)
		if report.Staged != 1 || report.Batch == 0 {
			t.Errorf("staged %d in batch %d", report.Staged, report.Batch)
		}
		desk.wantContact("+33612345678", campaign.Contact{Name: "Léa", Country: "FR", Zone: "Europe/Paris", ZoneSource: campaign.ZoneNumber,
			Tags: []string{"vip"}, Attributes: campaign.Attributes{"city": "69001", "mobile": "+33 6 99 99 99 99"}})
		desk.wantRule("+33612345678", consent.InQuarantine)
		desk.wantRule("+33756789012", consent.NoConsent)
		var at int64
		desk.must(desk.db.Get(t.Context(), &at, `SELECT occurred_at FROM import_row`))
		if want := time.Date(2026, 3, 31, 12, 5, 0, 0, time.UTC); at != want.UnixMilli() {
			t.Errorf("agreed at %v, want %v", time.UnixMilli(at).UTC(), want)
		}
	})
}

func TestImportSkipsBadRowsOnlyWhenTold(t *testing.T) {
	const list = "phone,name\n06 12,Bad\n+33612345678,Léa\n+33612345678,Twice\n+33612345679,=1+1\n"
	eachImportDesk(t, func(t *testing.T, desk importDesk) {
		o := of(list)
		desk.unchanged(func() {
			if _, err := desk.Import(t.Context(), o); !errors.Is(err, campaign.ErrInvalid) {
				t.Errorf("error %v, want invalid", err)
			}
		})
		o.SkipBadRows = true
		report := desk.imported(o)
		if report.Valid != 1 || report.Added != 1 || report.ErrorCount != 3 || report.Duplicates != 1 {
			t.Errorf("%+v", report)
		}
		if got := desk.contact("+33612345678"); got.Name != "Léa" {
			t.Errorf("imported %+v", got)
		}
		if n := desk.counts()["contact"]; n != 1 {
			t.Errorf("%d contacts, want 1", n)
		}
	})
}

func TestImportRefusesTheExternalIDOfAnother(t *testing.T) {
	eachImportDesk(t, func(t *testing.T, desk importDesk) {
		desk.imported(of("phone,id\n+33612345678,C-1\n"))
		desk.unchanged(func() {
			report, err := desk.Import(t.Context(), of("phone,Id\n+33612345679,C-2\n+33612345680,C-1\n"))
			if !errors.Is(err, campaign.ErrInvalid) || len(report.Errors) != 1 {
				t.Fatalf("%v, %v", err, report.Errors)
			}
			e := report.Errors[0]
			if e.Row != 3 || e.Field != "Id" || e.Code != campaign.FaultExternalTaken {
				t.Errorf("%+v", e)
			}
		})
		desk.imported(of("phone,id,city\n+33612345678,C-1,Lyon\n"))
	})
}

func TestImportNoticesThatTheFileChanged(t *testing.T) {
	eachImportDesk(t, func(t *testing.T, desk importDesk) {
		opened := 0
		o := of("")
		o.Open = func() (io.ReadCloser, error) {
			opened++
			return io.NopCloser(strings.NewReader(fmt.Sprintf(evidence+"+3361234567%d,marketing.offers,2026-03-01,n-offers@1/fr,paper,signature,\n", opened))), nil
		}
		report, err := desk.Import(t.Context(), o)
		var fault campaign.RowError
		if !errors.As(err, &fault) || fault.Code != campaign.FaultChanged {
			t.Fatalf("error %v", err)
		}
		if len(report.Errors) != 1 || report.Errors[0] != fault {
			t.Errorf("the report does not say so: %v", report.Errors)
		}
		_, err = desk.Consent.Approve(t.Context(), consent.Release{Batch: report.Batch, Operator: "claire@example.org", Needed: 1})
		if !errors.Is(err, consent.ErrInvalid) {
			t.Errorf("the batch of a file that changed was released: %v", err)
		}
	})
}

func TestImportProgressReachesTheEnd(t *testing.T) {
	desk := newImportDesk(t, dbtest.New(t, db.SQLite, importSchemas...))
	path := filepath.Join(t.TempDir(), "list.csv")
	var list bytes.Buffer
	list.WriteString("phone\n")
	for i := range 9000 {
		fmt.Fprintf(&list, "+3361234%04d\n", i)
	}
	desk.must(os.WriteFile(path, list.Bytes(), 0o600))
	var last, total int64
	o := campaign.ImportOptions{Name: "list.csv", Open: func() (io.ReadCloser, error) { return os.Open(path) },
		Progress: func(done, of int64) {
			if done < last || of != int64(2*list.Len()) {
				t.Errorf("%d of %d after %d", done, of, last)
			}
			last, total = done, of
		}}
	desk.imported(o)
	if last != total || total == 0 {
		t.Errorf("ended at %d of %d", last, total)
	}
}
