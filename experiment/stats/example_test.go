package stats_test

import (
	"errors"
	"fmt"

	"accord/experiment/stats"
)

func ExampleWilson() {
	limits, err := stats.Wilson(stats.Binomial{X: 81, N: 263}, stats.FivePercent)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.4f to %.4f\n", limits.Low(), limits.High())
	// Output: 0.2553 to 0.3662
}

func ExampleClopperPearson() {
	limits, err := stats.ClopperPearson(stats.Binomial{X: 0, N: 100}, stats.FivePercent)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.4f to %.4f\n", limits.Low(), limits.High())
	// Output: 0.0000 to 0.0362
}

func ExampleBetaBinomial() {
	arms := []stats.Binomial{{X: 120, N: 1000}, {X: 140, N: 1005}, {X: 131, N: 998}}
	ranking, err := stats.BetaBinomial(arms, stats.Uniform, stats.FivePercent)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, arm := range ranking {
		fmt.Printf("arm %d: P(best) %.3f, choosing it risks %.2f per 100\n", i+1, arm.PBest, 100*arm.ExpectedLoss)
	}
	// Output:
	// arm 1: P(best) 0.056, choosing it risks 2.25 per 100
	// arm 2: P(best) 0.665, choosing it risks 0.32 per 100
	// arm 3: P(best) 0.279, choosing it risks 1.13 per 100
}

func ExampleBestOfBetas() {
	standings, err := stats.BestOfBetas([]stats.Beta{{Alpha: 121, Beta: 81}, {Alpha: 101, Beta: 101}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("the second beats the first with probability %.5f\n", standings[1].PBest)
	// Output: the second beats the first with probability 0.02241
}

func ExampleBestOfNormals() {
	standings, err := stats.BestOfNormals([]stats.Normal{{Mean: 5.24, SD: 0.21}, {Mean: 5.6, SD: 0.25}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("P(best) %.3f and %.3f\n", standings[0].PBest, standings[1].PBest)
	// Output: P(best) 0.135 and 0.865
}

func ExampleCompareProportions() {
	got, err := stats.CompareProportions(stats.Binomial{X: 30, N: 300}, stats.Binomial{X: 45, N: 310}, stats.FivePercent)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%+.4f (%+.4f to %+.4f), p = %.3f\n", got.Diff, got.Newcombe.Low(), got.Newcombe.High(), got.P.Value())
	// Output: +0.0452 (-0.0073 to +0.0975), p = 0.089
}

// Revenue in cents of every recipient, kept as exact sums.
func ExampleCompareMeans() {
	control, err := stats.Moments{N: 21306, Sum: 1390833, SqLo: 28700503621}.Sample()
	if err != nil {
		fmt.Println(err)
		return
	}
	treatment, err := stats.Moments{N: 21307, Sum: 3031169, SqLo: 67590244973}.Sample()
	if err != nil {
		fmt.Println(err)
		return
	}
	got, err := stats.CompareMeans(control, treatment, stats.FivePercent)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f cents more each (%.1f to %.1f), p = 10^%.2f\n", got.Diff, got.Interval.Low(), got.Interval.High(), got.P.Log10())
	// Output: 77.0 cents more each (48.5 to 105.5), p = 10^-6.93
}

func ExampleMeanInterval() {
	orders, err := stats.MomentsOf(4990, 0, 0, 12900, 0, 2500)
	if err != nil {
		fmt.Println(err)
		return
	}
	sample, err := orders.Sample()
	if err != nil {
		fmt.Println(err)
		return
	}
	limits, err := stats.MeanInterval(sample, stats.FivePercent)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f (%.0f to %.0f)\n", sample.Mean, limits.Low(), limits.High())
	// Output: 3398 (-654 to 7451)
}

func ExampleSampleRatio() {
	check, err := stats.SampleRatio([]int64{200_000, 260_000}, []float64{0.5, 0.5})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("p = 10^%.0f\n", check.P.Log10())
	// Output: p = 10^-1701
}

func ExampleMeasureIncrementality() {
	holdout, treated := stats.Binomial{X: 122, N: 21306}, stats.Binomial{X: 267, N: 21307}
	got, err := stats.MeasureIncrementality(holdout, treated, stats.FivePercent)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f buyers (%.0f to %.0f), %.0f%% of its 267\n", got.Conversions, got.Limits.Low(), got.Limits.High(), 100**got.Share)
	// Output: 145 buyers (107 to 184), 54% of its 267
}

func ExampleRefusal() {
	_, err := stats.Wilson(stats.Binomial{X: 3, N: 2}, stats.FivePercent)
	fmt.Println(err, errors.Is(err, stats.ErrMoreSuccessesThanTrials))
	// Output: wilson interval: x: there are more successes than trials true
}
