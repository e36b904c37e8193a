// Package demo plays a sample workspace: a French shop, its customers, and the
// simulator as the far side of the wire.
//
//	play (people, templates, world, truth) ──► import, release, campaign, launch
//	                                               │
//	      ┌── drive: moves the clock only when nothing is left to do ──┐
//	      ▼                                                            ▼
//	engine ──HTTP──► simulator ──signed webhooks, clicks──► ui   shop ──conversions API──► ui
//
// Time waits for the work: the outcome does not depend on the machine's speed.
// Everything goes over HTTP on the loopback; the simulator's log is the judge
// of what was sent.
package demo
