package ui

import (
	"testing"
	"time"

	"accord/campaign"
	"accord/ui/words"

	"github.com/google/go-cmp/cmp"
)

func TestHoursAreShownWithTheQuietOnes(t *testing.T) {
	begin := time.Date(2026, 3, 3, 18, 0, 0, 0, time.UTC)
	at := func(hours ...int) (list []campaign.HourLoad) {
		for _, h := range hours {
			list = append(list, campaign.HourLoad{Hour: begin.Add(time.Duration(h) * time.Hour), Planned: 5, Done: 2})
		}
		return list
	}
	cases := []struct {
		name   string
		list   []campaign.HourLoad
		labels []string
	}{
		{"nothing", nil, nil},
		{"three hours, the second one quiet", at(0, 2), []string{"3 mars 2026, 19 h 00", "3 mars 2026, 20 h 00", "3 mars 2026, 21 h 00"}},
		{"a month", at(0, 24*30), []string{"3 mars 2026, 19 h 00", "2 avr. 2026, 20 h 00"}}, // summer time
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := hoursOf(words.In(words.French), paris, c.list, true)
			var labels []string
			for _, row := range v.Rows {
				labels = append(labels, plainSpaces(row.Label))
			}
			if d := cmp.Diff(c.labels, labels); d != "" {
				t.Error(d)
			}
			if n := int64(len(c.list)); v.Planned != 5*n || v.Done != 2*n {
				t.Errorf("%d planned, %d done of %d hours", v.Planned, v.Done, n)
			}
		})
	}
}

// plainSpaces makes spaces of any width alike.
func plainSpaces(text string) string {
	out := []rune(text)
	for i, r := range out {
		if r == '\u00a0' || r == '\u202f' {
			out[i] = ' '
		}
	}
	return string(out)
}
