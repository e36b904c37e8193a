// Package ui is the one door of Accord to HTTP: it turns requests into calls
// of the floors below and their answers into responses.
//
//	request ──► around ──► recover ──► guard ──► handler ──► Journal, Links, Conversions, Health
//	            id, headers,           role,        │
//	            encodings, log         size         └─ error ──► problem (for programs) or page (for people)
//
// Every address stands in the table of routes.go with the permission it needs;
// what anybody may do needs no token.
//
// Invariants:
//   - a webhook is stored before it is acknowledged, and only when the bytes
//     that arrived carry a signature made with a secret of ours;
//   - a short link leads only to an address stored with its campaign;
//   - nothing personal is logged: no query strings, no codes, no addresses of
//     people, only the pattern of the route;
//   - an answer never shows what went wrong inside;
//   - compressed bodies are refused: decompressing has no size limit.
package ui
