package operator_test

import (
	"fmt"
	"testing"
	"time"

	"accord/internal/operator"

	"github.com/google/go-cmp/cmp"
)

// record writes an entry a minute after the one before.
func (o office) record(who, action, subject string) {
	o.t.Helper()
	o.pass(time.Minute)
	o.must(o.Record(o.t.Context(), operator.Entry{Operator: who, Action: action, Subject: subject}))
}

func TestTheAuditIsReadFromItsEnd(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for i := range 7 {
			o.record([]string{"claire@example.org", "marc@example.org"}[i%2], []string{"launch", "pause", "resume"}[i%3], fmt.Sprint("campaign/", i%4))
		}
		cases := []struct {
			name   string
			filter operator.EntryFilter
			want   []int // ordinal numbers from 0
		}{
			{"everything", operator.EntryFilter{}, []int{6, 5, 4, 3, 2, 1, 0}},
			{"one person", operator.EntryFilter{Operator: "marc@example.org"}, []int{5, 3, 1}},
			{"one action", operator.EntryFilter{Action: "pause"}, []int{4, 1}},
			{"one subject", operator.EntryFilter{Subject: "campaign/2"}, []int{6, 2}},
			{"all three", operator.EntryFilter{Operator: "claire@example.org", Action: "launch", Subject: "campaign/2"}, []int{6}},
			{"nothing like it", operator.EntryFilter{Operator: "marc"}, nil},
			{"what no database stores", operator.EntryFilter{Action: "pau\x00se\xff"}, []int{4, 1}},
		}
		for _, c := range cases {
			for _, size := range []int{1, 2, 3, 500} {
				t.Run(fmt.Sprintf("%s, %d at a time", c.name, size), func(t *testing.T) {
					var got []int
					for before := operator.EntryID(0); ; {
						list, next, err := o.Entries(t.Context(), c.filter, before, size)
						o.must(err)
						if len(list) > size || next != 0 && len(list) < size {
							t.Fatalf("%d entries on a page of %d, next %d", len(list), size, next)
						}
						for _, e := range list {
							got = append(got, int(e.At.Sub(start)/time.Minute)-1)
						}
						if before = next; next == 0 {
							break
						}
					}
					if d := cmp.Diff(c.want, got); d != "" {
						t.Error(d)
					}
				})
			}
		}
	})
}

func TestAnEntryIsReadAsItWasWritten(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		e := operator.Entry{Operator: "terminal", Action: "backup", Subject: "folder/1", Detail: map[string]any{"files": 3.0, "names": []any{"a", "b"}}}
		o.must(o.Record(t.Context(), e))
		list, next, err := o.Entries(t.Context(), operator.EntryFilter{}, 0, 0)
		o.must(err)
		if len(list) != 1 || list[0].ID == 0 || next != 0 {
			t.Fatalf("%+v, next %d", list, next)
		}
		if d := cmp.Diff(operator.Recorded{ID: list[0].ID, At: start, Entry: e}, list[0]); d != "" {
			t.Error(d)
		}
	})
}

func TestThisPackageRecordsOnlyActionsItNames(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range operator.Actions() {
		if a == "" || seen[a] {
			t.Errorf("action %q is empty or listed twice", a)
		}
		seen[a] = true
	}
	each(t, func(t *testing.T, o office) {
		o.code()
		claire := o.person("claire@example.org", operator.Administrator)
		link, id, err := o.Invite(t.Context(), operator.Operator{Email: "nadia@example.org", Name: "Nadia", Role: operator.Agent}, "x")
		o.must(err)
		_, err = o.Accept(t.Context(), link, password)
		o.must(err)
		o.enter("nadia@example.org", home)
		_, token := o.token(operator.Agent)
		o.must(o.Revoke(t.Context(), token, "x"))
		o.must(o.SaveNumber(t.Context(), number(), "x"))
		o.must(o.RemoveNumber(t.Context(), number().ID, "x"))
		o.must(o.SaveOrganisation(t.Context(), operator.Organisation{Name: "Lumen", Zone: "UTC", Language: "fr", Currency: "EUR"}, "x"))
		o.must(o.SetPassword(t.Context(), claire, password, "une autre phrase", 0))
		o.must(o.Disable(t.Context(), id, "x"))
		for _, row := range o.audit() {
			if !seen[row.Action] {
				t.Errorf("%q is recorded and not listed", row.Action)
			}
		}
	})
}
