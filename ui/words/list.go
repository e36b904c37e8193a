package words

import "strings"

// List joins what is enumerated: "A, B et C", "A, B and C".
func (w *Words) List(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return w.T("unit.and", strings.Join(items[:last], ", "), items[last])
}
