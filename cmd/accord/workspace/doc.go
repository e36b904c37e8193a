// Package workspace wires the packages into one organisation: its database,
// its keys and what runs on them. It is the wiring of the commands, on one
// page; only the commands import it.
package workspace
