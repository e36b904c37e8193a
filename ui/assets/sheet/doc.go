// Command sheet shows every component of the pages with sample text, to look at.
//
//	samples/*.html ─► page ─┬─► one file that carries all it needs (the command)
//	                        └─► a server with the policy of the pages (the tests)
//
//	go run ./ui/assets/sheet OUT.html
//
// The samples are the markup that DESIGN.md of package assets describes; the
// tests of this command open them in a browser: no fault of accessibility, no
// breach of the policy, nothing wider than a small screen.
package main
