// Package clock is the only place that reads the time or sleeps.
//
// Everything that happens in the business (a slot, a quiet hour, an outcome
// window) is judged by a [Clock] that is handed in. Three of them exist:
//
//	Real    the wall clock, corrected by the measured offset of the database
//	Scaled  the wall clock run faster, for a demonstration a person watches
//	Manual  moved by hand, for tests and for a demonstration without a page:
//	        time waits for the work, so the outcome does not depend on the machine
//
// Instants are UTC at whole milliseconds, as they are stored.
package clock
