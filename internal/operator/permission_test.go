package operator_test

import (
	"testing"

	"accord/internal/operator"
)

var everybody = []operator.Role{operator.Administrator, operator.Marketer, operator.Analyst, operator.Agent,
	operator.Compliance, operator.Auditor}

func TestWhoMayDoWhat(t *testing.T) {
	cases := []struct {
		permission operator.Permission
		public     bool
		roles      []operator.Role
	}{
		{operator.Webhook, true, everybody},
		{operator.ShortLink, true, everybody},
		{operator.Health, true, everybody},
		{operator.ConversionWrite, false, []operator.Role{operator.Administrator, operator.Marketer}},
		{operator.CampaignControl, false, []operator.Role{operator.Administrator, operator.Marketer}},
		{operator.ImportRelease, false, []operator.Role{operator.Administrator, operator.Compliance}},
		{"invented", false, nil},
		{"", false, nil},
	}
	for _, c := range cases {
		t.Run(string(c.permission), func(t *testing.T) {
			if got := operator.Public.May(c.permission); got != c.public {
				t.Errorf("anybody: %v, want %v", got, c.public)
			}
			want := map[operator.Role]bool{}
			for _, r := range c.roles {
				want[r] = true
			}
			for _, r := range append([]operator.Role{"", "root"}, everybody...) {
				if got := r.May(c.permission); got != (want[r] || c.public) {
					t.Errorf("%q: %v, want %v", r, got, want[r])
				}
			}
		})
	}
}
