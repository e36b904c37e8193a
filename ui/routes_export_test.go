package ui

// Programs are the addresses for programs, the API among them.
func (s *Server) Programs() []Address {
	list := addresses(s.programs())
	for _, o := range s.operations() {
		list = append(list, Address{Method: o.Method, Path: fiberPath(o.Path), Needs: o.Needs, Also: o.Also})
	}
	return list
}
