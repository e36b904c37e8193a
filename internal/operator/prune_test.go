package operator_test

import (
	"errors"
	"testing"
	"time"

	"accord/internal/operator"
)

func TestWhatHasRunOutIsDeletedAlthoughNobodyComesBack(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		_, who := o.token(operator.Marketer)
		o.open("claire@example.org")
		_, err := o.BeginCall(t.Context(), who, callID, request)
		o.must(err)
		o.must(o.FinishCall(t.Context(), who, callID, created))
		_, _, err = o.SignIn(t.Context(), operator.Attempt{Email: "nobody@example.org", Password: password, Network: home})
		if !errors.Is(err, operator.ErrCredentials) {
			t.Fatal(err)
		}
		left := func() [3]int {
			return [3]int{o.count(`SELECT count(*) FROM api_call`), o.count(`SELECT count(*) FROM session`), o.count(`SELECT count(*) FROM attempt`)}
		}
		for _, step := range []struct {
			wait time.Duration
			want [3]int
		}{
			{0, [3]int{1, 1, 1}},
			{15 * time.Minute, [3]int{1, 1, 0}},
			{12 * time.Hour, [3]int{1, 0, 0}},
			{12 * time.Hour, [3]int{0, 0, 0}},
		} {
			o.wait(step.wait)
			o.must(o.Prune(t.Context()))
			if got := left(); got != step.want {
				t.Errorf("calls, sessions, attempts: %v, want %v", got, step.want)
			}
		}
	})
}
