package demo

import (
	"container/heap"
	"context"
	"math/rand/v2"
	"time"
)

// lifeEvery is how often something happens by itself in the sample workspace.
const lifeEvery = 20 * time.Minute

// life is what the shop's customers do without being asked: they write, buy,
// and now and then say STOP.
type life struct {
	rnd    *rand.Rand
	people []person
	next   time.Time
}

var remarks = []string{
	"Bonjour, avez-vous encore la lampe en laiton ?", "Ma commande est-elle partie ?", "Merci, bien reçu !",
	"Peut-on échanger en boutique ?", "Quels sont vos horaires samedi ?", "Très beau, merci.",
}

// live lets a little happen when its time has come.
func (s *stage) live(ctx context.Context) error {
	if s.life == nil || s.clock.Now().Before(s.life.next) {
		return nil
	}
	l, now := s.life, s.clock.Now()
	l.next = now.Add(lifeEvery/2 + time.Duration(l.rnd.Int64N(int64(lifeEvery))))
	i := l.rnd.IntN(len(l.people))
	switch fate := l.rnd.IntN(100); {
	case fate < 55:
		heap.Push(&s.shop.queue, order{now, externalID(i + 1), basket(l.rnd)})
	case fate < 97:
		return s.sim.Say(numberID, l.people[i].phone, pick(l.rnd, remarks))
	default:
		return s.sim.Say(numberID, l.people[i].phone, "STOP")
	}
	return ctx.Err()
}
