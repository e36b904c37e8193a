package ui_test

import (
	"io"
	"strings"
	"testing"

	"accord/campaign"
	"accord/internal/operator"
)

// TestTheRowOfTheEvidenceIsInTheReadersLanguage, as is the import that
// brought it.
func TestTheRowOfTheEvidenceIsInTheReadersLanguage(t *testing.T) {
	s := desk(t).stock(1)
	const file = "phone;name;le\n+33612349001;Zoé;2026-01-02T10:00:00Z\n"
	done, err := s.campaigns.Import(t.Context(), campaign.ImportOptions{Name: "salon.csv", StagedBy: "terminal",
		Mapping: &campaign.Mapping{Consent: &campaign.ConsentMapping{At: "le", Purpose: string(offersPurpose), Notice: offersNotice.String(), Method: "paper", Act: "signature"}},
		Open:    func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(file)), nil }})
	s.must(err)
	if done.Batch == 0 {
		t.Fatalf("nothing was staged: %+v", done)
	}
	p := s.as(operator.Compliance)
	release := p.get("/consent/imports/1").is(200).says("salon.csv, ligne 2")
	person := release.one("table tbody a").attr["href"]
	p.get(person).is(200).says("Import n° 1")
	p.english().get("/consent/imports/1").is(200).says("salon.csv, row 2")
}
