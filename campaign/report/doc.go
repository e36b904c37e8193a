// Package report reads what became of campaigns, for people and for scripts.
// It writes nothing.
//
//	experiment rollups ─┐
//	campaign messages  ─┼→ Summarise → Summary → JSON of `accord demo`, the results page
//	audience and skips ─┘
//
// A [Summary] counts people, never events, and keeps for every rate its
// numerator and denominator. Its JSON names are a contract with scripts: they
// are added to, not renamed.
package report
