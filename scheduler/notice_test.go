package scheduler

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp"
	"accord/experiment"
)

// written are people who got a message that the platform has accepted.
type written struct {
	*workshop
	engine   *Engine
	campaign campaign.Campaign
	people   []campaign.ContactID
	messages map[campaign.ContactID]campaign.MessageID
}

// writeTo sends a campaign to n people, at most twenty, without any loop.
func writeTo(w *workshop, n int) *written {
	w.Helper()
	r := &written{workshop: w, engine: w.engine(accepting), people: w.people(n), messages: map[campaign.ContactID]campaign.MessageID{}}
	w.Cleanup(r.engine.Close)
	r.campaign = w.campaign(12 * time.Hour)
	w.must(r.engine.Launch(context.Background(), r.campaign.ID))
	w.manual().Advance(began.Add(time.Second))
	var rows []struct {
		ID      campaign.MessageID `db:"id"`
		Contact campaign.ContactID `db:"contact_id"`
	}
	w.must(w.db.Select(context.Background(), &rows, `SELECT id, contact_id FROM message`))
	var ids []campaign.MessageID
	for _, row := range rows {
		r.messages[row.Contact] = row.ID
		ids = append(ids, row.ID)
	}
	w.must(r.engine.handleChunk(context.Background(), chunk{r.campaign.ID, ids}, func() error { return nil }))
	if got := w.states(r.campaign.ID)[campaign.Accepted]; got != n {
		w.Fatalf("%d of %d messages were accepted", got, n)
	}
	return r
}

// wamid of the i-th person's message, as accepting gave it.
func (r *written) wamid(i int) string { return "wamid." + r.opaque(i) }

func (r *written) opaque(i int) string { return whatsapp.Opaque(r.messages[r.people[i]], 1) }

// digits is the i-th person as webhooks name them.
func digits(i int) string { return strings.TrimPrefix(phone(i).Value, "+") }

// later is an instant on the wire, so many seconds after the campaign began.
func later(seconds int) string {
	return strconv.FormatInt(began.Add(time.Duration(seconds)*time.Second).Unix(), 10)
}

// webhook is the body that carries one value of a field.
func webhook(field string, v whatsapp.MessagesValue) string {
	v.MessagingProduct, v.Metadata = "whatsapp", whatsapp.Metadata{PhoneNumberID: numberID, DisplayPhoneNumber: "33184880001"}
	value, _ := json.Marshal(v)
	body, _ := json.Marshal(whatsapp.Notification{Object: "whatsapp_business_account",
		Entry: []whatsapp.Entry{{ID: wabaID, Changes: []whatsapp.Change{{Field: field, Value: value}}}}})
	return string(body)
}

func said(list ...whatsapp.InboundMessage) string {
	return webhook("messages", whatsapp.MessagesValue{Messages: list})
}

// text is something the i-th person wrote.
func text(i int, id, words string) whatsapp.InboundMessage {
	return whatsapp.InboundMessage{From: digits(i), ID: id, Timestamp: later(60), Type: "text", Text: &whatsapp.Text{Body: words}}
}

// tap is a button of the i-th person's message.
func (r *written) tap(i int, id, payload, label string) whatsapp.InboundMessage {
	return whatsapp.InboundMessage{From: digits(i), ID: id, Timestamp: later(60), Type: "button",
		Context: &whatsapp.Context{ID: r.wamid(i)}, Button: &whatsapp.ButtonTap{Payload: payload, Text: label}}
}

func told(list ...whatsapp.Status) string {
	return webhook("messages", whatsapp.MessagesValue{Statuses: list})
}

// status is a step of the i-th person's message.
func (r *written) status(i int, step string, seconds int) whatsapp.Status {
	return whatsapp.Status{ID: r.wamid(i), Status: step, Timestamp: later(seconds), RecipientID: digits(i), Opaque: r.opaque(i)}
}

// failed is a status with a code.
func (r *written) failed(i, code int) whatsapp.Status {
	s := r.status(i, "failed", 5)
	s.Errors = []whatsapp.NotificationFail{{Code: code}}
	return s
}

// preference is a choice that the i-th person made inside WhatsApp.
func preference(i int, value string, seconds int) string {
	at, _ := strconv.ParseInt(later(seconds), 10, 64)
	return webhook("user_preferences", whatsapp.MessagesValue{UserPreferences: []whatsapp.UserPreference{
		{WaID: digits(i), Category: "marketing_messages", Value: value, Timestamp: at}}})
}

// record journals webhooks and records them, as many a batch as there are.
func (r *written) record(bodies ...string) {
	r.Helper()
	for _, body := range bodies {
		r.must(r.engine.journal.Accept(context.Background(), []byte(body)))
	}
	r.must(r.engine.recordAll(context.Background()))
}

// acts counts the events of a person's consent, the grant they began with not
// included.
func (r *written) acts(i int) int {
	r.Helper()
	return r.count(`SELECT count(*) - 1 FROM event WHERE subject_id = ?`, int64(r.people[i]))
}

// outcomes counts the people of the campaign who did something.
func (r *written) outcomes(m experiment.MetricName) int {
	r.Helper()
	return r.count(`SELECT coalesce(sum(n), 0) FROM rollup WHERE experiment_id = ? AND metric = ?`, int64(r.campaign.Experiment), string(m))
}

// eachWritten runs a test on both engines, for n people who were written to.
func eachWritten(t *testing.T, n int, fn func(t *testing.T, r *written)) {
	each(t, func(t *testing.T, w *workshop) { fn(t, writeTo(w, n)) })
}

// permutations of the bodies' places.
func permutations(n int) (list [][]int) {
	if n == 0 {
		return [][]int{{}}
	}
	for _, p := range permutations(n - 1) {
		for at := range n {
			list = append(list, append(append(append([]int{}, p[:at]...), n-1), p[at:]...))
		}
	}
	return list
}

func name(i int, what string) string { return fmt.Sprint("wamid.in.", i, ".", what) }
