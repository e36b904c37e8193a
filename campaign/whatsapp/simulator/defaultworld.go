package simulator

import (
	"math"
	"math/rand/v2"
	"time"
)

// DefaultWorld is a plausible crowd for `accord simulate`: 95 in 100 phones
// are reachable, 7 in 10 of those read, and of the readers some tap, click,
// answer, buy or stop. The rates are invented, not measured; an experiment
// that needs a truth brings its own World.
type DefaultWorld struct{}

// Shares among reachable people, or among readers.
const (
	shareReachable = 0.95
	shareReading   = 0.70
	shareTapping   = 0.06
	shareClicking  = 0.12
	shareReplying  = 0.03
	shareStopping  = 0.004
	shareBuying    = 0.15 // of those who clicked
)

// React implements [World].
func (DefaultWorld) React(call Call, rnd *rand.Rand) Reaction {
	r := Reaction{Sent: time.Duration(200+rnd.IntN(1000)) * time.Millisecond}
	if rnd.Float64() >= shareReachable {
		return r
	}
	at := r.Sent + spread(rnd, 4*time.Second, 1.5)
	r.Delivered = In(at)
	if rnd.Float64() >= shareReading {
		return r
	}
	at += spread(rnd, 25*time.Minute, 1.6)
	r.Read = In(at)
	engage(&r, at, call.Category, rnd)
	return r
}

// engage draws what a reader does next.
func engage(r *Reaction, at time.Duration, category string, rnd *rand.Rand) {
	soon := func() time.Duration { return at + spread(rnd, 40*time.Second, 1) }
	if rnd.Float64() < shareTapping {
		r.Tap = &Tap{Delay: soon()}
	}
	if rnd.Float64() < shareReplying {
		r.Reply = &Reply{Delay: soon(), Text: answers[rnd.IntN(len(answers))]}
	}
	if rnd.Float64() < shareClicking {
		r.Click = &Click{Delay: soon()}
		if rnd.Float64() < shareBuying {
			value := int64(1500 + rnd.IntN(10500))
			r.Order = &Order{Delay: r.Click.Delay + spread(rnd, 15*time.Minute, 1), Value: value, Currency: "EUR"}
		}
	}
	if category != service && rnd.Float64() < shareStopping {
		r.Stop = In(soon())
	}
}

// answers are what people write back, opt-outs among them.
var answers = []string{
	"Merci !", "Est-ce que c’est encore disponible ?", "Oui", "Non merci", "STOP",
	"Très bien 👍", "Thanks!", "What are your opening hours?", "Arrêt", "À quelle heure fermez-vous ?",
}

// spread draws from a log-normal law: the median is given, sigma is the
// standard deviation of the logarithm. A week is the most it returns.
func spread(rnd *rand.Rand, median time.Duration, sigma float64) time.Duration {
	d := float64(median) * math.Exp(sigma*rnd.NormFloat64())
	return time.Duration(min(d, float64(7*24*time.Hour))).Truncate(time.Millisecond)
}
