package demo

import (
	"io"
	"math/rand/v2"
	"strconv"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp/simulator"
)

// The shop and its number. Nobody answers at this number.
const (
	shopName     = "Maison Lumen"
	numberID     = "106540352242922"
	displayPhone = "+33 1 84 88 00 01"
	wabaID       = "102290129340398"
	offers       = "marketing.offers"
	noticeText   = "J’accepte de recevoir par WhatsApp les offres de Maison Lumen. Je peux arrêter à tout moment en répondant STOP. " +
		"Responsable : Maison Lumen, Lyon. Destinataire : Meta Platforms Ireland. Durée : trois ans après mon dernier échange."
)

// play is one story: who the people are, what is sent, and how they react.
type play struct {
	start     time.Time               // of the clock
	window    time.Duration           // of the campaign, from start
	perSecond int                     // what the platform takes from the number
	outcome   time.Duration           // within which an outcome counts
	people    func(w io.Writer) error // writes the import file
	mapping   campaign.Mapping
	withdrawn []string                           // phones that say STOP before the campaign
	content   func(sale string) campaign.Content // of one of the shop's sales; a replay has one only
	templates func(base string) []simulator.Template
	world     simulator.World
	scenario  simulator.Scenario
	// organic is what the shop sells to a person of the holdout, by the
	// business's own id; nothing when ok is false.
	organic func(externalID string) (sale sale, ok bool)
	truth   []string // variant keys, best first
}

// sale is one order at the shop.
type sale struct {
	after time.Duration // after the (virtual) send
	value int64         // cents
}

// seeded gives independent random numbers for each name of a seed.
func seeded(seed uint64, name string) *rand.Rand {
	h := uint64(14695981039346656037) // FNV-1a
	for _, b := range []byte(name) {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return rand.New(rand.NewPCG(seed, h)) //nolint:gosec // a demonstration must repeat itself
}

// seededBytes is an io.Reader of such numbers: ids and link codes of a
// demonstration repeat themselves.
type seededBytes struct{ rnd *rand.Rand }

func (s seededBytes) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(s.rnd.Uint32())
	}
	return len(p), nil
}

// externalID is the shop's own id of its i-th customer, from 1.
func externalID(i int) string { return "c-" + strconv.Itoa(i) }
