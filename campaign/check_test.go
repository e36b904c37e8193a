package campaign_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/experiment"
	"accord/internal/db"
	"accord/internal/db/dbtest"

	"github.com/google/go-cmp/cmp"
)

// checkCases are drafts with one thing wrong each; "!" begins a code that
// stands against a launch.
var checkCases = []struct {
	name   string
	change func(d *campaign.Draft)
	want   []string
}{
	{"as it is", func(*campaign.Draft) {}, nil},
	{"no name", func(d *campaign.Draft) { d.Name = "" }, []string{"!name_missing"}},
	{"no number", func(d *campaign.Draft) { d.NumberID = "" }, []string{"!number_missing"}},
	{"a number that is not set up", func(d *campaign.Draft) { d.NumberID = "999" }, []string{"!number_unknown 999"}},
	{"no purpose", func(d *campaign.Draft) { d.Purpose = "" }, []string{"!purpose_missing"}},
	{"a purpose without a notice", func(d *campaign.Draft) { d.Purpose = news }, []string{"!notice_missing marketing.news"}},
	{"nobody chosen", func(d *campaign.Draft) { d.Rule = nil }, []string{"!audience_missing"}},
	{"nobody there", func(d *campaign.Draft) { d.Rule = &campaign.Rule{Tag: "vip"} }, []string{"!audience_empty"}},
	{"no objective", func(d *campaign.Draft) { d.Objective = "" }, []string{"!objective_missing"}},
	{"an objective nobody knows", func(d *campaign.Draft) { d.Objective = "fame" }, []string{"!objective_missing"}},
	{"to be read", func(d *campaign.Draft) { d.Objective = campaign.ForRead }, []string{"!objective_read"}},
	{"clicks without links", func(d *campaign.Draft) {
		d.Variants[0].Templates["fr"] = campaign.TemplateKey{Name: "plain", Language: "fr"}
		d.Variants[1].Templates["fr"] = campaign.TemplateKey{Name: "plain", Language: "fr"}
		d.Variants[0].Links, d.Variants[1].Links = nil, map[int]string{0: ""}
	}, []string{"objective_unlinked"}},
	{"a window of no time", func(d *campaign.Draft) { d.Window = 0 }, []string{"!window_range 0 1 2160"}},
	{"the shortest window", func(d *campaign.Draft) { d.Window = time.Hour }, nil},
	{"the longest window", func(d *campaign.Draft) { d.Window = 90 * 24 * time.Hour }, nil},
	{"too long a window", func(d *campaign.Draft) { d.Window = 91 * 24 * time.Hour }, []string{"!window_range 2184 1 2160"}},
	{"no variant", func(d *campaign.Draft) { d.Variants = nil }, []string{"objective_unlinked", "!variants_few 0 2"}},
	{"one variant", func(d *campaign.Draft) { d.Variants = d.Variants[:1] }, []string{"!variants_few 1 2"}},
	{"nine variants", func(d *campaign.Draft) {
		for i := range 7 {
			v := variantA()
			v.Key = experiment.VariantKey(fmt.Sprint("V", i))
			d.Variants = append(d.Variants, v)
		}
	}, []string{"!variants_many 9 8"}},
	{"a variant named twice", func(d *campaign.Draft) { d.Variants[1].Key = "A" }, []string{"!variant_key A"}},
	{"a variant named holdout", func(d *campaign.Draft) { d.Variants[1].Key = "holdout" }, []string{"!variant_key holdout"}},
	{"a variant without a name", func(d *campaign.Draft) { d.Variants[1].Key = "" }, []string{"!variant_key "}},
	{"a variant without weight", func(d *campaign.Draft) { d.Variants[0].Weight = 0 }, []string{"!variant_weight 0 A 10000"}},
	{"half held out", func(d *campaign.Draft) { d.Holdout = 5000 }, nil},
	{"more than half held out", func(d *campaign.Draft) { d.Holdout = 5001 }, []string{"!holdout_range 5001 5000"}},
	{"no template", func(d *campaign.Draft) { d.Variants[1].Templates = nil }, []string{"!template_missing B"}},
	{"a template the account does not have", func(d *campaign.Draft) {
		d.Variants[1].Templates = map[string]campaign.TemplateKey{"fr": {Name: "gone", Language: "fr"}}
	}, []string{"!template_unknown B gone fr"}},
	{"a paused template", func(d *campaign.Draft) {
		d.Variants[1].Templates["en"] = campaign.TemplateKey{Name: "spring_b", Language: "en_US"}
	}, []string{"!template_status spring_b en_US B PAUSED"}},
	{"a template of another category", func(d *campaign.Draft) {
		d.Variants[1].Templates["fr"] = campaign.TemplateKey{Name: "receipt", Language: "fr"}
	}, []string{"!template_category receipt fr B utility marketing"}},
	{"a place nobody fills", func(d *campaign.Draft) { d.Variants[1].Variables = nil }, []string{"!variable_source B fr first_name"}},
	{"a button without its page", func(d *campaign.Draft) { d.Variants[0].Links = map[int]string{0: ""} }, []string{"!link_missing 0 A fr"}},
	{"a coupon without its code", func(d *campaign.Draft) { d.Variants[1].Coupons = nil }, []string{"!coupon_missing 2 B fr"}},
	{"a page that is a script", func(d *campaign.Draft) { d.Variants[0].Links[0] = "javascript:alert(1)" }, []string{"!link_address 0 A"}},
	{"a picture where there is none", func(d *campaign.Draft) { d.Variants[0].Header = &campaign.MediaValue{Format: campaign.FormatImage} }, []string{"!header_unexpected A image spring_a fr"}},
	{"a language that one variant does not speak", func(d *campaign.Draft) {
		d.Variants[0].Templates["en"] = campaign.TemplateKey{Name: "spring_a", Language: "en_US"}
		d.Rule = &campaign.Rule{Language: []string{"fr", "en"}}
	}, []string{"language_missing 3 en B"}},
	{"languages that nobody speaks to", func(d *campaign.Draft) { d.Rule = &campaign.Rule{} }, []string{"language_missing 3 en A", "language_missing 2 de A"}},
	{"no end", func(d *campaign.Draft) { d.EndsAt = time.Time{} }, []string{"!end_missing"}},
	{"the end before the start", func(d *campaign.Draft) { d.StartsAt = d.EndsAt }, []string{"!end_before_start"}},
	{"the end has passed", func(d *campaign.Draft) { d.StartsAt, d.EndsAt = noon.AddDate(0, 0, -2), noon }, []string{"!window_over"}},
	{"a year and more", func(d *campaign.Draft) { d.EndsAt = noon.AddDate(1, 0, 2) }, []string{"!window_long"}},
	{"nothing at all", func(d *campaign.Draft) { *d = campaign.Draft{} }, []string{"!name_missing", "!number_missing", "!purpose_missing",
		"!audience_missing", "!objective_missing", "!window_range 0 1 2160", "!variants_few 0 2", "!end_missing"}},
}

// told writes findings as the cases do.
func told(list []campaign.Finding) (lines []string) {
	for _, f := range list {
		line := f.Code
		if f.Blocking {
			line = "!" + line
		}
		for _, v := range f.Values {
			line += fmt.Sprint(" ", v)
		}
		lines = append(lines, line)
	}
	return lines
}

// TestACheckFindsEverythingAtOnce, and a launch is refused for exactly what
// the check says stands against it.
func TestACheckFindsEverythingAtOnce(t *testing.T) {
	dbtest.Each(t, []db.Schema{consent.Schema, experiment.Schema, campaign.Schema}, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, func(c *campaign.Config) {
			c.Numbers = func() []campaign.Number {
				return []campaign.Number{{ID: "110", WABA: "waba"}, {ID: "111", WABA: "waba"}}
			}
		})
		h.must(h.SyncTemplates(t.Context(), "waba", append(slices.Clone(houseTemplates), []campaign.Template{
			{RemoteID: "8", Name: "plain", Language: "fr", Category: "MARKETING", Status: "APPROVED", Body: "Bonjour."},
			{RemoteID: "9", Name: "receipt", Language: "fr", Category: "UTILITY", Status: "APPROVED", Body: "Merci {{first_name}}."}}...)))
		h.people(10, func(i int, c *campaign.NewContact) {
			c.Language = strings.Split("fr fr fr fr fr en en en de de", " ")[i]
		})
		for _, c := range checkCases {
			t.Run(c.name, func(t *testing.T) {
				h := h
				h.t = t
				draft := h.whole()
				draft.Rule = &campaign.Rule{Language: []string{"fr"}}
				c.change(&draft)
				h.wantFindings(h.save(draft), c.want)
			})
		}
	})
}

func (h house) wantFindings(id campaign.ID, want []string) {
	h.t.Helper()
	found, err := h.Check(h.t.Context(), id)
	h.must(err)
	if diff := cmp.Diff(want, told(found)); diff != "" {
		h.t.Errorf("found (-want +got):\n%s", diff)
	}
	found = slices.DeleteFunc(found, func(f campaign.Finding) bool { return !f.Blocking })
	err = h.Launch(h.t.Context(), id, atOnce)
	var refused *campaign.Refused
	switch {
	case len(found) == 0:
		h.must(err)
	case !errors.As(err, &refused) || !errors.Is(err, campaign.ErrInvalid):
		h.t.Errorf("launched in spite of it: %v", err)
	case !cmp.Equal(found, refused.Findings):
		h.t.Errorf("refused for something else:\n%s", cmp.Diff(found, refused.Findings))
	}
}

// TestFindingsSayWhereAndWhat: a field for the form, the variant it is of, and
// English for programs.
func TestFindingsSayWhereAndWhat(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		h.people(1)
		d := h.whole()
		d.Variants[1].Templates["en"] = campaign.TemplateKey{Name: "spring_b", Language: "en_US"}
		found, err := h.Check(t.Context(), h.save(d))
		h.must(err)
		want := []campaign.Finding{{Field: "variants", Variant: "B", Code: "template_status", Blocking: true,
			Values: []any{"spring_b", "en_US", "B", "PAUSED"}, Detail: "template spring_b (en_US) of variant B is PAUSED; only an approved one can be sent"}}
		if diff := cmp.Diff(want, found); diff != "" {
			t.Errorf("found (-want +got):\n%s", diff)
		}
	})
}

// TestTheBoundsAreThoseOfExperiments: what a check lets pass can be locked.
func TestTheBoundsAreThoseOfExperiments(t *testing.T) {
	valid := experiment.Design{Salt: "s", Holdout: 5000, Metrics: campaign.DefaultMetrics(90 * 24 * time.Hour)}
	for i := range 8 {
		valid.Variants = append(valid.Variants, experiment.Variant{Key: experiment.VariantKey(fmt.Sprint(i)), Weight: 10_000})
	}
	if err := valid.Validate(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(d *experiment.Design){
		"holdout":  func(d *experiment.Design) { d.Holdout++ },
		"window":   func(d *experiment.Design) { d.Metrics = campaign.DefaultMetrics(90*24*time.Hour + 1) },
		"weight":   func(d *experiment.Design) { d.Variants[0].Weight++ },
		"variants": func(d *experiment.Design) { d.Variants = append(d.Variants, experiment.Variant{Key: "9", Weight: 1}) },
	} {
		d := valid
		d.Variants = slices.Clone(valid.Variants)
		if change(&d); d.Validate() == nil {
			t.Errorf("experiments take more than the check: %s", name)
		}
	}
}
