package whatsapp

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// documented lists every code of Meta's page and of the codes seen beside it.
var documented = []int{
	0, 190, 3, 10, 200, 250, 299, 131005, 368, 131031, 130497, 1, 2, 4, 33, 100, 80007, 80008,
	130403, 130429, 130472, 131000, 131008, 131009, 131016, 131021, 131026, 131030, 131037, 131042, 131044,
	131045, 131047, 131048, 131049, 131050, 131051, 131052, 131053, 131055, 131056, 131057, 131058, 131062,
	131063, 131064, 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 132068, 132069,
	133000, 133004, 133005, 133006, 133008, 133009, 133010, 133015, 133016, 134011, 134100, 134101, 134102,
	135000, 137000, 147001, 147002, 147003, 147004, 147005, 200002, 200005, 200006, 200007,
	2388019, 2388039, 2388040, 2388047, 2388072, 2388073, 2388293, 2388299,
	CodeNotSent, CodeUnexplained,
}

var (
	actions = map[Action]bool{Retry: true, RetryOnce: true, Wait: true, Drop: true, OptOut: true, SuppressCount: true, StopTemplate: true, StopCampaign: true, StopNumber: true}
	scopes  = map[Scope]bool{ScopeMessage: true, ScopePerson: true, ScopePair: true, ScopeTemplate: true, ScopeCampaign: true, ScopeNumber: true, ScopeAccount: true}
)

func TestEveryCodeHasARule(t *testing.T) {
	for _, code := range documented {
		r := RuleFor(code)
		if strings.Contains(r.EN, "does not document") {
			t.Errorf("code %d has no rule", code)
		}
		checkRule(t, code, r)
	}
}

func checkRule(t *testing.T, code int, r Rule) {
	t.Helper()
	if r.Code != code {
		t.Errorf("code %d: the rule says %d", code, r.Code)
	}
	if !actions[r.Action] || !scopes[r.Scope] {
		t.Errorf("code %d: action %q, scope %q", code, r.Action, r.Scope)
	}
	if r.FR == "" || r.EN == "" || !strings.HasSuffix(r.FR, ".") || !strings.HasSuffix(r.EN, ".") {
		t.Errorf("code %d: text is missing or no sentence: %q, %q", code, r.FR, r.EN)
	}
	if bad := frenchFault(r.FR); bad != "" {
		t.Errorf("code %d: French typography: %s in %q", code, bad, r.FR)
	}
	retries := r.Action == Retry || r.Action == RetryOnce
	if (r.Backoff != Backoff{}) != retries || (r.RetryAfter > 0) != (r.Action == Wait) {
		t.Errorf("code %d: %s with back-off %+v and wait %v", code, r.Action, r.Backoff, r.RetryAfter)
	}
}

// frenchFaults are breaches of FRENCH typography: narrow no-break space
// (U+202F) before ; ! ? %, no-break space (U+00A0) before : and inside « »,
// the typographic apostrophe.
var frenchFaults = map[string]*regexp.Regexp{
	"straight apostrophe":  regexp.MustCompile(`'`),
	"space before ; ! ? %": regexp.MustCompile(`[^\x{202F}][;!?%]`),
	"space before :":       regexp.MustCompile(`[^\x{00A0}]:`),
	"space inside « »":     regexp.MustCompile(`«[^\x{00A0}]|[^\x{00A0}]»`),
	"straight quotes":      regexp.MustCompile(`"`),
	"double space":         regexp.MustCompile(`  `),
}

func frenchFault(s string) string {
	for name, re := range frenchFaults {
		if re.MatchString(s) {
			return name
		}
	}
	return ""
}

func TestFrenchFaultsAreSeen(t *testing.T) {
	for _, bad := range []string{"l'accès", "trop !", "trop!", "un: deux", "le «mot»", "10 %"} {
		if frenchFault(bad) == "" {
			t.Errorf("%q passes", bad)
		}
	}
	if bad := frenchFault("L’accès\u00a0: «\u00a0oui\u00a0», 10\u202f%\u202f!"); bad != "" {
		t.Errorf("good French is refused: %s", bad)
	}
}

func TestTableHasNoCodeTwice(t *testing.T) {
	seen := map[int]bool{}
	for _, r := range Rules() {
		if seen[r.Code] {
			t.Errorf("code %d stands twice", r.Code)
		}
		seen[r.Code] = true
		checkRule(t, r.Code, r)
	}
}

func TestRuleForUnknownCodes(t *testing.T) {
	for _, code := range []int{-3, 5, 199, 300, 131999, 147006, 999999999} {
		r := RuleFor(code)
		checkRule(t, code, r)
		if r.Action != Drop || r.Scope != ScopeMessage {
			t.Errorf("code %d: %s, %s, want the message dropped and nothing else", code, r.Action, r.Scope)
		}
	}
	if r := RuleFor(131999); !strings.Contains(r.FR, "131999") || !strings.Contains(r.EN, "131999") {
		t.Errorf("the text hides the number: %q, %q", r.FR, r.EN)
	}
}

func TestRulesThatMustNotDrift(t *testing.T) {
	cases := []struct {
		code   int
		action Action
		scope  Scope
	}{
		{131050, OptOut, ScopePerson}, {131026, SuppressCount, ScopePerson}, {131049, Wait, ScopePerson},
		{130429, Retry, ScopeNumber}, {131056, Retry, ScopePair}, {1, RetryOnce, ScopeMessage},
		{190, StopNumber, ScopeAccount}, {131048, StopCampaign, ScopeNumber}, {132015, StopTemplate, ScopeTemplate},
		{130472, Drop, ScopePerson}, {131047, Drop, ScopePair}, {CodeNotSent, Retry, ScopeNumber},
	}
	for _, c := range cases {
		if r := RuleFor(c.code); r.Action != c.action || r.Scope != c.scope {
			t.Errorf("code %d: %s, %s, want %s, %s", c.code, r.Action, r.Scope, c.action, c.scope)
		}
	}
	if r := RuleFor(131049); r.RetryAfter != 24*time.Hour {
		t.Errorf("131049 waits %v, want 24 h", r.RetryAfter)
	}
}

func TestBackoff(t *testing.T) {
	cases := []struct {
		name string
		b    Backoff
		want []time.Duration
	}{
		{"pair limit, 4^X seconds", pairPause, []time.Duration{1e9, 4e9, 16e9, 64e9, 256e9}},
		{"bounded", Backoff{First: time.Second, Factor: 10, Max: 30 * time.Second, Attempts: 3}, []time.Duration{1e9, 10e9, 30e9}},
		{"constant", upgradePause, []time.Duration{60e9, 60e9, 60e9, 60e9, 60e9}},
		{"once", oncePause, []time.Duration{5e9}},
		{"none", Backoff{}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for i, want := range c.want {
				if d, ok := c.b.Delay(i + 1); d != want || !ok {
					t.Errorf("retry %d after %v, %v, want %v", i+1, d, ok, want)
				}
			}
			for _, n := range []int{0, -1, len(c.want) + 1} {
				if _, ok := c.b.Delay(n); ok {
					t.Errorf("retry %d is allowed", n)
				}
			}
		})
	}
}
