package ui

import "accord/internal/operator"

// Address is a row of the route table, for tests.
type Address struct {
	Method, Path string
	Needs        operator.Permission
	Streamed     bool // its form is read bit by bit
}

// Pages are the addresses for people.
func (s *Server) Pages() []Address { return addresses(s.pages()) }

// Programs are the addresses for programs, the API among them.
func (s *Server) Programs() []Address {
	list := addresses(s.programs())
	for _, o := range s.operations() {
		list = append(list, Address{Method: o.Method, Path: fiberPath(o.Path), Needs: o.Needs})
	}
	return list
}

func addresses(routes []route) []Address {
	var list []Address
	for _, r := range routes {
		list = append(list, Address{r.Method, r.Path, r.Needs, r.Limit == streamed})
	}
	return list
}
