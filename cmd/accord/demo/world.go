package demo

import (
	"io"
	"math/rand/v2"
	"strconv"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp/simulator"
	"accord/experiment"
)

// rates are the true shares of people who react to a variant, whatever the
// hour; nobody but the world knows them.
type rates struct{ read, click, convert, reply float64 }

// trueRates are given to the variants in an order that depends on the seed:
// the first is truly the best.
var trueRates = []rates{
	{read: .66, click: .19, convert: .062, reply: .030},
	{read: .63, click: .15, convert: .045, reply: .026},
	{read: .67, click: .14, convert: .040, reply: .034},
}

// organicRate is the share of people who buy without any message.
const organicRate = .025

// seededPlay is the sample shop with people of a seed.
func seededPlay(n int, seed uint64) play {
	people := crowd(n, seed)
	order := seeded(seed, "truth").Perm(len(trueRates))
	keys := []experiment.VariantKey{"A", "B", "C"}
	w := town{rates: map[string]rates{}}
	p := play{start: time.Date(2026, 9, 7, 6, 0, 0, 0, time.UTC), window: 3 * 24 * time.Hour, outcome: 72 * time.Hour, perSecond: 1000,
		mapping: peopleMapping(), world: w, truth: make([]string, len(keys))}
	for place, i := range order {
		p.truth[place] = string(keys[i])
		for _, sale := range []string{rentree, soldes} {
			w.rates[templateOf(sale, keys[i])] = trueRates[place]
		}
	}
	for _, someone := range people {
		if someone.stopped {
			p.withdrawn = append(p.withdrawn, someone.phone)
		}
	}
	p.people = func(out io.Writer) error { return writePeople(out, people) }
	p.templates = shopTemplates
	p.scenario = simulator.Scenario{Duplicates: .02, Reorder: .05, SkipDelivered: .03, ReceiptsOff: .15, UserIDOnly: .02,
		LinkPreview: .3, NotOnWhatsApp: .012, Holdout130472: .005, Rate429: .001, LostReply: .0005}
	p.content = func(sale string) campaign.Content {
		return campaign.Content{Variants: shopVariants(sale, keys), Holdout: 1000, Metrics: metrics(p), Salt: sale + "-" + strconv.FormatUint(seed, 10)}
	}
	p.organic = func(external string) (sale, bool) {
		rnd := seeded(seed, "organic "+external)
		return sale{after: time.Duration(rnd.IntN(70*60)) * time.Minute, value: basket(rnd)}, rnd.Float64() < organicRate
	}
	return p
}

// town is the people behind the numbers of a seeded play.
type town struct {
	rates map[string]rates // by template
}

// React implements simulator.World.
func (w town) React(call simulator.Call, rnd *rand.Rand) simulator.Reaction {
	rate, known := w.rates[call.Template]
	if !known { // a visitor's own campaign
		rate = taste(call.Template)
	}
	r := simulator.Reaction{Sent: time.Second}
	if rnd.Float64() < .985 { // the others' phones are off
		r.Delivered = simulator.In(time.Duration(2+rnd.IntN(90)) * time.Second)
	}
	wait := time.Duration(rnd.ExpFloat64()*float64(3*time.Hour)) + 2*time.Minute
	buys := rnd.Float64() < rate.convert*mood(call.At)
	clicks := buys || rnd.Float64() < rate.click-rate.convert
	if clicks || rnd.Float64() < rate.read {
		r.Read = simulator.In(wait)
	}
	if clicks {
		r.Click = &simulator.Click{Delay: wait + time.Minute}
	}
	if buys {
		late := min(wait+time.Duration(rnd.IntN(36*60))*time.Minute, 70*time.Hour)
		r.Order = &simulator.Order{Delay: late, Value: basket(rnd), Currency: "EUR"}
	}
	switch answer := rnd.Float64(); {
	case r.Read == nil:
	case answer < rate.reply:
		r.Reply = &simulator.Reply{Delay: wait + 3*time.Minute, Text: "Bonjour, est-ce disponible en magasin ?"}
	case answer < rate.reply+.004:
		r.Reply = &simulator.Reply{Delay: wait + 3*time.Minute, Text: "STOP"}
	case answer < rate.reply+.007:
		r.Tap = &simulator.Tap{Delay: wait + 3*time.Minute}
	}
	return r
}

// taste is how people take a message that nobody foresaw: about as the others,
// and always the same for one template.
func taste(template string) rates {
	rnd := seeded(0, "taste "+template)
	return rates{read: .6 + .1*rnd.Float64(), click: .11 + .08*rnd.Float64(), convert: .035 + .03*rnd.Float64(), reply: .02 + .02*rnd.Float64()}
}

// mood is how much readier people are to buy at the hour of the send; about 1
// over a day of sends.
func mood(at time.Time) float64 {
	if h := at.UTC().Hour(); h >= 10 && h < 15 {
		return .95
	}
	return 1.03
}

// basket is the value of an order in cents: mostly small, some large.
func basket(rnd *rand.Rand) int64 { return 1900 + int64(rnd.ExpFloat64()*5200) }
