// Package state is the consent state machine: a pure fold of events, without
// a database.
//
//	none ──staged──► quarantined ──released──► granted
//	  └──────────────granted (the person's own act)──►┘ │
//	                                                    ▼
//	        refused · withdrawn · objected   ◄──  the person says no
//
// Deny wins: only a later act of the person lifts a denial, never an import;
// of a grant and a denial within five seconds, the denial stands. Platform
// stop and hard stop are flags beside the state, and only ever deny; a resume
// inside WhatsApp lifts only a platform stop that is older than itself.
package state
