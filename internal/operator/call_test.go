package operator_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"accord/internal/operator"

	"github.com/google/go-cmp/cmp"
)

const callID = "8e03978e-40d5-43e8-bc93-6894a57f9324"

var (
	request = sha256.Sum256([]byte("POST /api/v1/campaigns {}"))
	created = operator.Stored{Status: 201, ContentType: "application/json", Body: []byte(`{"id":1,"phone":"+33612345678"}`)}
)

func TestARepeatedCallIsDoneOnce(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		_, who := o.token(operator.Marketer)
		_, other := o.token(operator.Marketer)
		first, err := o.BeginCall(t.Context(), who, callID, request)
		if err != nil || first != nil {
			t.Fatalf("%+v, %v; want it to be done", first, err)
		}
		if _, err := o.another().BeginCall(t.Context(), who, callID, request); !errors.Is(err, operator.ErrInProgress) {
			t.Errorf("meanwhile: %v, want ErrInProgress", err)
		}
		o.must(o.FinishCall(t.Context(), who, callID, created))
		for range 2 {
			got, err := o.another().BeginCall(t.Context(), who, callID, request)
			if d := cmp.Diff(&created, got); err != nil || d != "" {
				t.Errorf("repeated: %v %s", err, d)
			}
		}
		if _, err := o.BeginCall(t.Context(), who, callID, sha256.Sum256(nil)); !errors.Is(err, operator.ErrKeyReused) {
			t.Errorf("other content: %v, want ErrKeyReused", err)
		}
		for name, begin := range map[string]func() (*operator.Stored, error){
			"another program": func() (*operator.Stored, error) { return o.BeginCall(t.Context(), other, callID, request) },
			"another key": func() (*operator.Stored, error) {
				return o.BeginCall(t.Context(), who, strings.ToUpper(callID), request)
			},
		} {
			if got, err := begin(); err != nil || got != nil {
				t.Errorf("%s: %+v, %v; want it to be done", name, got, err)
			}
		}
	})
}

func TestOtherContentIsRefusedMeanwhileToo(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		_, who := o.token(operator.Marketer)
		_, err := o.BeginCall(t.Context(), who, callID, request)
		o.must(err)
		if _, err := o.BeginCall(t.Context(), who, callID, sha256.Sum256(nil)); !errors.Is(err, operator.ErrKeyReused) {
			t.Errorf("%v, want ErrKeyReused", err)
		}
	})
}

func TestAnAbandonedCallMayBeTriedAgain(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		_, who := o.token(operator.Marketer)
		_, err := o.BeginCall(t.Context(), who, callID, request)
		o.must(err)
		o.must(o.AbandonCall(t.Context(), who, callID))
		if err := o.AbandonCall(t.Context(), who, callID); !errors.Is(err, operator.ErrUnknown) {
			t.Errorf("abandoned twice: %v, want ErrUnknown", err)
		}
		if got, err := o.BeginCall(t.Context(), who, callID, request); err != nil || got != nil {
			t.Errorf("%+v, %v; want it to be done", got, err)
		}
		o.must(o.FinishCall(t.Context(), who, callID, created))
		for name, end := range map[string]func() error{
			"abandoned": func() error { return o.AbandonCall(t.Context(), who, callID) },
			"finished":  func() error { return o.FinishCall(t.Context(), who, callID, operator.Stored{Status: 500}) },
		} {
			if err := end(); !errors.Is(err, operator.ErrUnknown) {
				t.Errorf("%s after its end: %v, want ErrUnknown", name, err)
			}
		}
	})
}

// A process that dies may or may not have done the call: for a day nobody does
// it again.
func TestAnAnswerIsKeptForADay(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		_, who := o.token(operator.Marketer)
		for _, key := range []string{"finished", "died"} {
			_, err := o.BeginCall(t.Context(), who, key, request)
			o.must(err)
		}
		o.must(o.FinishCall(t.Context(), who, "finished", created))
		o.pass(30 * 24 * time.Hour) // of business
		o.wait(24*time.Hour - time.Millisecond)
		if got, err := o.BeginCall(t.Context(), who, "finished", request); err != nil || got == nil {
			t.Errorf("within a day: %+v, %v; want the answer", got, err)
		}
		if _, err := o.BeginCall(t.Context(), who, "died", request); !errors.Is(err, operator.ErrInProgress) {
			t.Errorf("within a day: %v, want ErrInProgress", err)
		}
		o.wait(time.Millisecond)
		for _, key := range []string{"finished", "died"} {
			if got, err := o.BeginCall(t.Context(), who, key, sha256.Sum256(nil)); err != nil || got != nil {
				t.Errorf("%s, a day later: %+v, %v; want it to be done", key, got, err)
			}
		}
		if n := o.count(`SELECT count(*) FROM api_call`); n != 2 {
			t.Errorf("%d calls are kept, want the old ones pruned", n)
		}
	})
}

func TestCallsThatCannotBeKept(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		_, who := o.token(operator.Marketer)
		for name, key := range map[string]string{"empty": "", "a space": "a b", "long": strings.Repeat("k", 256), "accents": "clé", "a line": "a\nb"} {
			if _, err := o.BeginCall(t.Context(), who, key, request); !errors.Is(err, operator.ErrInvalid) {
				t.Errorf("%s: %v, want ErrInvalid", name, err)
			}
		}
		_, err := o.BeginCall(t.Context(), who, callID, request)
		o.must(err)
		if err := o.FinishCall(t.Context(), who, callID, operator.Stored{Status: 200, Body: make([]byte, 64<<10+1)}); !errors.Is(err, operator.ErrInvalid) {
			t.Errorf("a long answer: %v, want ErrInvalid", err)
		}
		o.must(o.FinishCall(t.Context(), who, callID, operator.Stored{Status: 204}))
		if got, err := o.BeginCall(t.Context(), who, callID, request); err != nil || got.Status != 204 || len(got.Body) != 0 {
			t.Errorf("an empty answer: %+v, %v", got, err)
		}
		if err := o.FinishCall(t.Context(), who, "never begun", created); !errors.Is(err, operator.ErrUnknown) {
			t.Errorf("%v, want ErrUnknown", err)
		}
	})
}

// An answer may speak of people.
func TestAnswersAreSealed(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		_, who := o.token(operator.Marketer)
		_, err := o.BeginCall(t.Context(), who, callID, request)
		o.must(err)
		o.must(o.FinishCall(t.Context(), who, callID, created))
		var row struct {
			Key  []byte `db:"key"`
			Body []byte `db:"body"`
		}
		o.must(o.db.Get(t.Context(), &row, `SELECT key, body FROM api_call`))
		if bytes.Contains(row.Body, []byte("336123")) || bytes.Contains(row.Key, []byte(callID)) {
			t.Errorf("stored in clear: %q %q", row.Key, row.Body)
		}
	})
}

func TestOfManyCallsAtOnceOneIsDone(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		_, who := o.token(operator.Marketer)
		stores := []*operator.Store{o.Store, o.another()}
		var done, told atomic.Int32
		o.together(8, func(i int) {
			got, err := stores[i%2].BeginCall(context.WithoutCancel(t.Context()), who, callID, request)
			switch {
			case errors.Is(err, operator.ErrInProgress):
				told.Add(1)
			case err != nil || got != nil:
				t.Errorf("%+v, %v", got, err)
			default:
				done.Add(1)
			}
		})
		if done.Load() != 1 || told.Load() != 7 {
			t.Errorf("%d do it and %d are told to wait, want 1 and 7", done.Load(), told.Load())
		}
	})
}
