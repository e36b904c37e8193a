package stats

import (
	"errors"
	"fmt"
	"testing"
)

func refused(t *testing.T, err error, want Refusal) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error %v, want %s", err, string(want))
	}
}

func TestEveryRefusalHasASentence(t *testing.T) {
	all := []Refusal{
		ErrNoData, ErrTooFew, ErrNegativeCount, ErrMoreSuccessesThanTrials, ErrTooLarge, ErrNotFinite,
		ErrNegativeSpread, ErrImpossibleMoments, ErrAlpha, ErrPrior, ErrArms, ErrWeights,
	}
	if len(all) != len(refusals) {
		t.Errorf("%d refusals here, %d sentences", len(all), len(refusals))
	}
	for _, r := range all {
		if r.Error() == string(r) {
			t.Errorf("%s has no sentence", string(r))
		}
	}
}

func TestARefusalNamesItsArgument(t *testing.T) {
	_, err := CompareProportions(Binomial{1, 2}, Binomial{3, 2}, FivePercent)
	want := "compare proportions: treatment: x: there are more successes than trials"
	if err == nil || err.Error() != want {
		t.Errorf("got %q, want %q", fmt.Sprint(err), want)
	}
	var code Refusal
	if !errors.As(err, &code) || code != "more_successes_than_trials" {
		t.Errorf("code %q", string(code))
	}
}
