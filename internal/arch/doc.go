// Package arch holds the house together: it reads the sources of the module
// and reports every import, call or file that breaks the plan.
//
//	floor 7  cmd/accord                       ┐
//	floor 6  ui                               │  imports point down,
//	floor 5  scheduler  campaign/report       │  to a strictly lower floor;
//	floor 4  campaign/whatsapp …              │  the few neighbours that may
//	floor 3  campaign                         │  know each other are named
//	floor 2  consent    experiment            │  in the table
//	floor 1  internal/operator …              │
//	floor 0  internal/db  internal/clock …    ▼
//
// Four kinds of rules, all of them data:
//
//   - floors: which package may import which (the table rooms in house.go);
//   - doors: one place for each thing from outside (the table doors in
//     house.go): the web framework, the bus, the drivers, the network, the clock;
//   - folders: the few names the repository may have at its top, and a doc.go
//     in every package;
//   - limits: the length of files and functions, file names that say
//     nothing, tests that skip themselves.
//
// The sources are parsed, not built: files behind a build tag count as well,
// and a tree that does not compile yet is still checked. A new package fails
// the test until it has a row in rooms.
package arch
