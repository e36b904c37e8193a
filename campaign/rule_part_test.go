package campaign_test

import (
	"fmt"
	"strings"
	"testing"

	"accord/campaign"
)

func TestARuleIsWalkedAsItIsWritten(t *testing.T) {
	cases := []struct{ rule, want string }{
		{`{}`, "0 everybody"},
		{`{"tag":"vip"}`, "0 tag"},
		{`{"all":[{"any":[{"language":["fr"]},{"country":["FR"]}]},{"not":{"all":[]}},{"attribute":{"name":"a","op":"present"}}]}`,
			"0 all, 1 any, 2 language, 2 country, 1 not, 2 all, 1 attribute"},
		{`{"any":[{"consent":{"purpose":"p","state":"granted"}},{"engagement":{"did":"read","at_least":1}},{"event":{"name":"order","at_least":1}},{}]}`,
			"0 any, 1 consent, 1 engagement, 1 event, 1 everybody"},
	}
	for _, c := range cases {
		rule, err := campaign.ParseRule([]byte(c.rule))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for depth, part := range rule.Walk() {
			got = append(got, fmt.Sprint(depth, " ", part.Kind()))
		}
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("%s is %s, want %s", c.rule, text, c.want)
		}
		for range rule.Walk() {
			break // a walk may be left early
		}
	}
}
