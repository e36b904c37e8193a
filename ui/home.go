package ui

import (
	"time"

	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// homeView is what an operator sees first: what their role has to look after.
// What is not theirs is nil.
type homeView struct {
	frame
	Zone  *time.Location
	Guide *guide // in the sample workspace
	Work  *homeWork
	Proof *homeProof
	Study *homeStudy
	House *homeHouse
	Find  bool // to look for a person is their work
}

func (s *Server) home(c *fiber.Ctx) (err error) {
	v := homeView{frame: s.frame(c, "home", s.words(c).T("nav.home")), Zone: s.zone(c)}
	switch v.Person.Role {
	case operator.Marketer:
		v.Work, err = s.homeWork(c)
	case operator.Analyst:
		v.Study, err = s.homeStudy(c)
	case operator.Compliance:
		v.Proof, err = s.homeProof(c)
	case operator.Auditor:
		if v.Proof, err = s.homeProof(c); err == nil {
			v.House, err = s.homeTrail(c)
		}
	case operator.Administrator:
		v.House, err = s.homeHouse(c)
	case operator.Agent:
		v.Find = true
	case operator.Public: // is nobody
	}
	if err == nil && v.Sample != nil {
		v.Guide, err = s.homeGuide(c)
	}
	if err != nil {
		return err
	}
	return s.show(c, "home", v)
}
