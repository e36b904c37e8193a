package simulator

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"
)

// remember records what the inner World answered for each call.
type remember struct {
	World
	mu        sync.Mutex
	reactions map[string]string
}

func (w *remember) React(call Call, rnd *rand.Rand) Reaction {
	r := w.World.React(call, rnd)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reactions[call.To+call.Template] = describe(r)
	return r
}

func describe(r Reaction) string {
	return fmt.Sprintf("%v %v %v %+v %+v %+v %+v %v", r.Sent, r.Delivered, r.Read, r.Reply, r.Tap, r.Click, r.Order, r.Stop)
}

// play sends to 200 people in the given order, ten at a time, and returns the
// reactions and the fate of everybody.
func play(t *testing.T, seed uint64, order []int) (map[string]string, []string) {
	w := &remember{World: DefaultWorld{}, reactions: map[string]string{}}
	tw := newTown(t, func(c *Config) {
		c.Seed, c.World = seed, w
		c.Scenario = Scenario{Duplicates: 0.2, Reorder: 0.2, SkipDelivered: 0.1, ReceiptsOff: 0.2, NotOnWhatsApp: 0.1, Cap131049: 0.1, Holdout130472: 0.1}
	})
	each(10, order, func(i int) {
		tw.call("POST", "/v26.0/"+phoneID+"/messages", "token", blank("plain", fmt.Sprintf("+336%08d", i), fmt.Sprint("o", i)))
	})
	tw.step(30 * 24 * time.Hour)
	var told []string
	for _, v := range tw.inbox.values(t, "messages") {
		for _, st := range v.Statuses {
			told = append(told, st.ID+st.Status+st.Timestamp)
		}
	}
	slices.Sort(told)
	return w.reactions, told
}

func TestReactionsDoNotDependOnTheOrderOfCalls(t *testing.T) {
	var up, down []int
	for i := range 200 {
		up, down = append(up, i), append(down, 199-i)
	}
	first, told := play(t, 7, up)
	second, toldAgain := play(t, 7, down)
	other, _ := play(t, 8, up)
	if len(first) < 100 || len(first) != len(second) {
		t.Fatalf("%d and %d reactions", len(first), len(second))
	}
	same := 0
	for who, r := range first {
		if second[who] != r {
			t.Errorf("%s reacted %q, then %q", who, r, second[who])
		}
		if other[who] == r {
			same++
		}
	}
	if !slices.Equal(told, toldAgain) {
		t.Error("the statuses differ")
	}
	if same > len(first)/4 {
		t.Errorf("%d of %d reactions survive another seed", same, len(first))
	}
}

func TestDefaultWorldIsPlausible(t *testing.T) {
	const people = 20000
	n := map[string]int{}
	for i := range people {
		r := DefaultWorld{}.React(Call{Category: "marketing"}, seed(3).rnd("react", fmt.Sprint(i)))
		for name, happened := range map[string]bool{
			"delivered": r.Delivered != nil, "read": r.Read != nil, "clicked": r.Click != nil,
			"ordered": r.Order != nil, "stopped": r.Stop != nil, "replied": r.Reply != nil,
		} {
			if happened {
				n[name]++
			}
		}
		if r.Order != nil && r.Click == nil || r.Click != nil && r.Read == nil || r.Read != nil && r.Read.Delay < r.Delivered.Delay {
			t.Fatalf("person %d: %s", i, describe(r))
		}
	}
	for name, share := range map[string]float64{
		"delivered": 0.95, "read": 0.665, "clicked": 0.0798, "ordered": 0.01197, "stopped": 0.00266, "replied": 0.01995,
	} {
		if got := float64(n[name]) / people; got < share*0.7 || got > share*1.3 {
			t.Errorf("%s: %.4f of people, want about %.4f", name, got, share)
		}
	}
}
