// Package report reads what became of campaigns, for people and for scripts.
// It writes nothing.
package report
