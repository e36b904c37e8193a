package ui

import (
	"strings"

	"accord/ui/words"
)

// browserMarks and systemMarks are how browsers and systems name themselves in
// User-Agent. Most browsers name others as well, so the order decides.
var (
	browserMarks = []struct{ mark, name string }{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"},
		{"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}}
	systemMarks = []struct{ mark, name string }{{"Android", "Android"}, {"iPhone", "iOS"}, {"iPad", "iPadOS"}, {"Windows", "Windows"},
		{"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}}
)

// browserName is a browser as a person would name it: "Firefox sur Linux".
func browserName(w *words.Words, agent string) string {
	browser, system := "", ""
	for _, m := range browserMarks {
		if browser == "" && strings.Contains(agent, m.mark) {
			browser = m.name
		}
	}
	for _, m := range systemMarks {
		if system == "" && strings.Contains(agent, m.mark) {
			system = m.name
		}
	}
	switch {
	case browser == "":
		return w.T("session.unknown")
	case system == "":
		return browser
	}
	return w.T("session.agent_on", browser, system)
}
