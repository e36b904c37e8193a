// Package browser looks at pages with Debian's Chromium, for tests. A Tab is a
// browser of its own, with its own cookies; it keeps whatever Chromium has to
// say against a page, and checks what a person would otherwise find out: that
// nothing scrolls sideways, that fingers hit, that axe-core has no complaint.
//
//	func TestMain(m *testing.M) { browser.Main(m) }
//
//	tab := browser.Open(t, url, browser.Desk)
//	tab.Press("#launch")
//	tab.Becomes(`document.title === "Suivi"`)
//	tab.CheckAxe()
//	tab.Clean()
package browser
