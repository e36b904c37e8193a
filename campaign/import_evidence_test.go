package campaign_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"accord/campaign"
	"accord/consent"
)

const evidence = "phone,consent_purpose,consent_at,consent_notice,consent_method,consent_act,consent_source\n"

func TestImportNeverGrantsTwoOperatorsDo(t *testing.T) {
	var list strings.Builder
	list.WriteString(evidence)
	for i := range 2100 { // more than one chunk
		fmt.Fprintf(&list, "+3361234%04d,marketing.offers,2026-03-01 10:00,n-offers@1/fr,paper,signature,loyalty card\n", i)
	}
	list.WriteString("+33756789012,,,,,,\n")
	eachImportDesk(t, func(t *testing.T, desk importDesk) {
		report := desk.imported(of(list.String()))
		if report.Staged != 2100 || report.Batch == 0 || report.StagedBefore {
			t.Fatalf("staged %d in batch %d", report.Staged, report.Batch)
		}
		desk.wantRule("+33612340000", consent.InQuarantine)
		desk.wantRule("+33756789012", consent.NoConsent)
		for _, operator := range []string{"claire@example.org", "marc@example.org"} {
			desk.wantRule("+33612342099", consent.InQuarantine)
			_, err := desk.Consent.Approve(t.Context(), consent.Release{Batch: report.Batch, Operator: operator, Needed: 2})
			desk.must(err)
		}
		desk.wantRule("+33612340000", consent.Allowed)
		desk.wantRule("+33612342099", consent.Allowed)
		desk.wantRule("+33756789012", consent.NoConsent)
	})
}

func TestAnInterruptedImportGoesOn(t *testing.T) {
	var list strings.Builder
	list.WriteString(evidence)
	for i := range 5000 {
		fmt.Fprintf(&list, "+3361234%04d,marketing.offers,2026-03-01,n-offers@1/fr,web_form,box,\n", i)
	}
	eachImportDesk(t, func(t *testing.T, desk importDesk) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		o := of(list.String())
		o.Progress = func(done, total int64) {
			if total > 0 && done > total*3/5 { // in the second pass
				cancel()
			}
		}
		report, err := desk.Import(ctx, o)
		if !errors.Is(err, context.Canceled) || !report.Written {
			t.Fatalf("%v, written %v", err, report.Written)
		}
		broken := desk.counts()
		if n := broken["import_row"]; n == 0 || n == 5000 {
			t.Fatalf("interrupted after %d of 5000 rows", n)
		}
		_, err = desk.Consent.Approve(t.Context(), consent.Release{Batch: report.Batch, Operator: "claire@example.org", Needed: 1})
		if !errors.Is(err, consent.ErrInvalid) {
			t.Errorf("half a batch was released: %v", err)
		}
		again := desk.imported(of(list.String()))
		if again.Batch != report.Batch || again.Added+again.Updated != 5000 {
			t.Errorf("%+v", again)
		}
		whole := desk.counts()
		if whole["import_row"] != 5000 || whole["event"] != 5000 || whole["contact"] != 5000 || whole["import_batch"] != 1 {
			t.Errorf("after the second run: %v", whole)
		}
		desk.unchanged(func() {
			if third := desk.imported(of(list.String())); !third.StagedBefore {
				t.Errorf("%+v", third)
			}
		})
	})
}

func TestImportStagesInTheNameOfAnOperator(t *testing.T) {
	eachImportDesk(t, func(t *testing.T, desk importDesk) {
		o := of(evidence + "+33612345678,marketing.offers,2026-03-01,n-offers@1/fr,paper,signature,\n")
		o.StagedBy = ""
		desk.unchanged(func() {
			if _, err := desk.Import(t.Context(), o); !errors.Is(err, campaign.ErrInvalid) {
				t.Errorf("error %v", err)
			}
		})
	})
}
