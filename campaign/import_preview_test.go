package campaign_test

import (
	"errors"
	"testing"

	"accord/campaign"
	"accord/internal/db"
	"accord/internal/db/dbtest"

	"github.com/google/go-cmp/cmp"
)

func TestPreviewsShowTheColumnsAndNoNumber(t *testing.T) {
	cases := []struct {
		name, file string
		mapping    *campaign.Mapping
		want       []campaign.PreviewColumn
	}{
		{"recognised", "Téléphone;Nom;Date d’achat\n06 12 34 56 78;Amélie;2026-01-02\n\n06 12;Paul;\n", nil, []campaign.PreviewColumn{
			{ImportColumn: campaign.ImportColumn{Header: "Téléphone", Target: campaign.TargetPhone}, Name: "telephone", Cells: []string{"+33 6 •• •• •• 78", "06 12"}},
			{ImportColumn: campaign.ImportColumn{Header: "Nom", Target: campaign.TargetName}, Name: "nom", Cells: []string{"Amélie", "Paul"}},
			{ImportColumn: campaign.ImportColumn{Header: "Date d’achat", Target: campaign.TargetAttribute, Attribute: "date_d_achat"}, Name: "date_d_achat", Cells: []string{"2026-01-02", ""}},
		}},
		{"no phone column", "contact,nom\n0612345678,Amélie\n", nil, []campaign.PreviewColumn{
			{ImportColumn: campaign.ImportColumn{Header: "contact", Target: campaign.TargetAttribute, Attribute: "contact"}, Name: "contact", Cells: []string{"+33 6 •• •• •• 78"}},
			{ImportColumn: campaign.ImportColumn{Header: "nom", Target: campaign.TargetName}, Name: "nom", Cells: []string{"Amélie"}},
		}},
		{"two that may be the number", "mobile,phone\n0612345678,0756789012\n", nil, []campaign.PreviewColumn{
			{ImportColumn: campaign.ImportColumn{Header: "mobile", Target: campaign.TargetPhone}, Name: "mobile", Cells: []string{"+33 6 •• •• •• 78"}},
			{ImportColumn: campaign.ImportColumn{Header: "phone", Target: campaign.TargetAttribute, Attribute: "phone"}, Name: "phone", Cells: []string{"+33 7 •• •• •• 12"}},
		}},
		{"a date of consent", "phone,Accord le,Opt-in\n0612345678,2026-01-02,oui\n", nil, []campaign.PreviewColumn{
			{ImportColumn: campaign.ImportColumn{Header: "phone", Target: campaign.TargetPhone}, Name: "phone", Cells: []string{"+33 6 •• •• •• 78"}},
			{ImportColumn: campaign.ImportColumn{Header: "Accord le", Target: "consent.at"}, Name: "accord_le", Cells: []string{"2026-01-02"}},
			{ImportColumn: campaign.ImportColumn{Header: "Opt-in", Target: campaign.TargetAttribute, Attribute: "opt_in"}, Name: "opt_in", Cells: []string{"oui"}},
		}},
		{"as chosen", "contact,nom\n0612345678,Amélie\n", &campaign.Mapping{Phone: "contact", Ignore: []string{"nom"}}, []campaign.PreviewColumn{
			{ImportColumn: campaign.ImportColumn{Header: "contact", Target: campaign.TargetPhone}, Name: "contact", Cells: []string{"+33 6 •• •• •• 78"}},
			{ImportColumn: campaign.ImportColumn{Header: "nom", Target: campaign.TargetIgnored}, Name: "nom", Cells: []string{"Amélie"}},
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			desk := newJobDesk(t, dbtest.New(t, db.SQLite, importSchemas...))
			id := desk.bring(c.file)
			if c.mapping != nil {
				desk.must(desk.Prepare(t.Context(), id, *c.mapping, "FR"))
			}
			got, err := desk.Preview(t.Context(), id)
			desk.must(err)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAPreviewSaysWhatCannotBeRead(t *testing.T) {
	desk := newJobDesk(t, dbtest.New(t, db.SQLite, importSchemas...))
	_, err := desk.Preview(t.Context(), desk.bring("phone;ville\n+33612345678;Orl\xe9ans\n"))
	var fault campaign.RowError
	if !errors.As(err, &fault) || fault.Code != campaign.FaultEncoding {
		t.Errorf("a file of Windows-1252 gives %v, want that it is not UTF-8", err)
	}
}

func TestMappingsThatTheFileDoesNotFitAreRefused(t *testing.T) {
	desk := newJobDesk(t, dbtest.New(t, db.SQLite, importSchemas...))
	id := desk.bring("contact,nom\n0612345678,Amélie\n")
	cases := []struct {
		name    string
		mapping campaign.Mapping
		region  string
		code    campaign.FaultCode // "" where the file shows nothing of it
	}{
		{"no number", campaign.Mapping{Name: "nom"}, "FR", campaign.FaultPhoneColumn},
		{"a column that is not there", campaign.Mapping{Phone: "mobile"}, "FR", campaign.FaultColumnMissing},
		{"evidence without a date", campaign.Mapping{Phone: "contact", Consent: &campaign.ConsentMapping{Purpose: "marketing.offers"}}, "FR", campaign.FaultConsentUndated},
		{"a region that is none", campaign.Mapping{Phone: "contact"}, "XX", ""},
		{"an attribute's type that is none", campaign.Mapping{Phone: "contact", Attributes: map[string]campaign.AttributeMapping{"city": {Column: "nom", Type: "date"}}}, "FR", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := desk.Prepare(t.Context(), id, c.mapping, c.region)
			var refused campaign.RowError
			errors.As(err, &refused)
			if !errors.Is(err, campaign.ErrInvalid) || refused.Code != c.code {
				t.Errorf("%v, want ErrInvalid with the code %q", err, c.code)
			}
		})
	}
	if job := desk.job(id); job.Mapping != nil {
		t.Errorf("the mapping %+v was kept", job.Mapping)
	}
}

func TestNumbersAreReadAsTheyAreTyped(t *testing.T) {
	cases := []struct{ name, text, region, want string }{
		{"international", "+33 6 12 34 56 78", "FR", "+33612345678"},
		{"national", "06.12.34.56.78", "FR", "+33612345678"},
		{"national elsewhere", "0470 12 34 56", "BE", "+32470123456"},
		{"no region", "06 12 34 56 78", "", "+33612345678"},
		{"incomplete", "06 12", "FR", ""},
		{"a name", "Amélie", "FR", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := campaign.PhoneAddress(c.text, c.region)
			if got.Value != c.want || (err == nil) != (c.want != "") || err != nil && !errors.Is(err, campaign.ErrInvalid) {
				t.Errorf("%q, %v, want %q", got.Value, err, c.want)
			}
		})
	}
	for zone, want := range map[string]string{"Europe/Paris": "FR", "Europe/Brussels": "BE", "Indian/Reunion": "RE", "America/New_York": "FR"} {
		if got := campaign.RegionOf(zone); got != want {
			t.Errorf("region of %s: %s, want %s", zone, got, want)
		}
	}
}
