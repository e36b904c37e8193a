package operator_test

import (
	"slices"
	"strings"
	"testing"

	"accord/internal/operator"
)

// The table as it was agreed: a letter for each role that may.
const agreed = `
asset              public
campaign_control   A M
campaign_edit      A M
campaign_people    A M     C U
campaign_view      A M N   C U
consent_edit       A     G C
consent_view       A       C U
contact_import     A M
contact_reveal     A     G C
contact_view       A M   G C U
conversion_write   A M
audit_view         A       C U
health             public
home_view          A M N G C U
import_release     A       C
metrics_read       A         U
operator_edit      A
own_profile        A M N G C U
purpose_edit       A       C
result_view        A M N   C U
segment_edit       A M
segment_view       A M N   C U
setting_edit       A
setting_view       A         U
short_link         public
sign_in            public
template_sync      A M
template_view      A M N G C U
token_edit         A
webhook            public
`

var letters = map[string]operator.Role{"A": operator.Administrator, "M": operator.Marketer, "N": operator.Analyst,
	"G": operator.Agent, "C": operator.Compliance, "U": operator.Auditor}

func TestWhoMayDoWhat(t *testing.T) {
	var named []operator.Permission
	for line := range strings.Lines(strings.TrimSpace(agreed)) {
		words := strings.Fields(line)
		p, who := operator.Permission(words[0]), words[1:]
		named = append(named, p)
		t.Run(words[0], func(t *testing.T) {
			public := who[0] == "public"
			if got := operator.Public.May(p); got != public {
				t.Errorf("anybody: %v, want %v", got, public)
			}
			for letter, role := range letters {
				if got, want := role.May(p), public || slices.Contains(who, letter); got != want {
					t.Errorf("%s: %v, want %v", role, got, want)
				}
			}
		})
	}
	slices.Sort(named)
	if got := operator.Permissions(); !slices.Equal(got, named) {
		t.Errorf("the permissions are %q, agreed were %q", got, named)
	}
}

func TestWhatIsNotInTheTableIsNobodys(t *testing.T) {
	for _, p := range []operator.Permission{"invented", ""} {
		for _, r := range append(operator.Roles(), operator.Public, "", "root") {
			if r.May(p) {
				t.Errorf("%q may do %q", r, p)
			}
		}
	}
	for _, p := range operator.Permissions() {
		for _, r := range []operator.Role{"", "root"} {
			if r.May(p) != operator.Public.May(p) {
				t.Errorf("the role %q may do %q", r, p)
			}
		}
	}
}

func TestTheRolesThatCanBeGiven(t *testing.T) {
	want := []operator.Role{"administrator", "agent", "analyst", "auditor", "compliance", "marketer"}
	got := operator.Roles()
	if !slices.Equal(got, want) {
		t.Errorf("roles %q, want %q", got, want)
	}
	got[0] = "root"
	if slices.Contains(operator.Roles(), "root") {
		t.Error("a caller can add a role")
	}
	for _, r := range want {
		if err := r.Validate(); err != nil {
			t.Errorf("%s: %v", r, err)
		}
	}
}
