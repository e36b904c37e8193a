package scheduler

import (
	"testing"
	"time"

	"accord/campaign"
	"accord/campaign/whatsapp"
	"accord/consent"
	"accord/experiment"
)

// Everything that withdraws, and what does not.
func TestWhatPeopleSayReachesTheConsentRegister(t *testing.T) {
	cases := []struct {
		name    string
		body    func(r *written, i int) string
		want    consent.Rule
		replied int
		opted   int
	}{
		{"STOP", func(_ *written, i int) string { return said(text(i, name(i, "a"), "STOP")) }, consent.HasWithdrawn, 0, 1},
		{"Désabonnez-moi", func(_ *written, i int) string { return said(text(i, name(i, "a"), "Désabonnez-moi !")) }, consent.HasWithdrawn, 0, 1},
		{"STOP ALL", func(_ *written, i int) string { return said(text(i, name(i, "a"), "stop all")) }, consent.HardStopped, 0, 1},
		{"the opt-out button", func(r *written, i int) string {
			return said(r.tap(i, name(i, "a"), campaign.OptOutPayload, "Ne plus recevoir"))
		}, consent.HasWithdrawn, 0, 1},
		{"a button labelled STOP", func(r *written, i int) string { return said(r.tap(i, name(i, "a"), "other", "Stop")) }, consent.HasWithdrawn, 0, 1},
		{"another button", func(r *written, i int) string { return said(r.tap(i, name(i, "a"), "yes", "Oui")) }, consent.Allowed, 1, 0},
		{"words", func(_ *written, i int) string { return said(text(i, name(i, "a"), "Bonjour, stop ou encore ?")) }, consent.Allowed, 1, 0},
		{"a picture", func(_ *written, i int) string {
			return said(whatsapp.InboundMessage{From: digits(i), ID: name(i, "a"), Timestamp: later(60), Type: "image", Image: &whatsapp.ReceivedMedia{ID: "1"}})
		}, consent.Allowed, 1, 0},
		{"a notice of the system", func(_ *written, i int) string {
			return said(whatsapp.InboundMessage{From: digits(i), ID: name(i, "a"), Timestamp: later(60), Type: "system", System: &whatsapp.SystemNotice{Body: "x"}})
		}, consent.Allowed, 0, 0},
		{"stopped in WhatsApp", func(_ *written, i int) string { return preference(i, "stop", 60) }, consent.PlatformStop, 0, 0},
		{"signed up in WhatsApp", func(_ *written, i int) string { return preference(i, "signup", 60) }, consent.Allowed, 0, 0},
		{"131050", func(r *written, i int) string { return told(r.failed(i, 131050)) }, consent.PlatformStop, 0, 0},
		{"131050 without our own data", func(r *written, i int) string {
			s := r.failed(i, 131050)
			s.Opaque = ""
			return told(s)
		}, consent.PlatformStop, 0, 0},
		{"another failure", func(r *written, i int) string { return told(r.failed(i, 131026)) }, consent.Allowed, 0, 0},
	}
	eachWritten(t, len(cases), func(t *testing.T, r *written) {
		for i, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				replied, opted := r.outcomes(experiment.Replied), r.outcomes(experiment.OptedOut)
				body := c.body(r, i)
				r.record(body, body, body) // webhooks are repeated, also within a batch
				r.record(body)
				if got := r.rule(r.people[i]); got != c.want {
					t.Errorf("the person is %q, want %q", got, c.want)
				}
				acts := 0
				if c.want != consent.Allowed {
					acts = 1
				}
				if got := r.acts(i); got != acts {
					t.Errorf("%d events of consent, want %d", got, acts)
				}
				if got := r.outcomes(experiment.Replied) - replied; got != c.replied {
					t.Errorf("%d replies, want %d", got, c.replied)
				}
				if got := r.outcomes(experiment.OptedOut) - opted; got != c.opted {
					t.Errorf("%d opt-outs, want %d", got, c.opted)
				}
			})
		}
	})
}

// Told in any order and twice over, the last choice holds.
func TestTheLastChoiceInsideWhatsAppHolds(t *testing.T) {
	orders := permutations(3)
	eachWritten(t, len(orders)+1, func(t *testing.T, r *written) {
		for i, order := range orders {
			choices := []string{preference(i, "stop", 10), preference(i, "resume", 20), preference(i, "stop", 30)}
			for _, c := range order {
				r.record(choices[c])
			}
			for _, c := range order {
				r.record(choices[c])
			}
			if got := r.rule(r.people[i]); got != consent.PlatformStop {
				t.Errorf("stop, resume, stop told in the order %v: %q", order, got)
			}
		}
		last := len(orders)
		stop, resume := preference(last, "stop", 10), preference(last, "resume", 20)
		r.record(stop, resume)
		if got := r.rule(r.people[last]); got != consent.Allowed {
			t.Errorf("stop, then resume: %q", got)
		}
		r.record(stop)
		if got := r.rule(r.people[last]); got != consent.Allowed {
			t.Errorf("stop, resume, and the stop told again: %q", got)
		}
	})
}

func TestResumeInWhatsAppIsNoConsent(t *testing.T) {
	eachWritten(t, 1, func(t *testing.T, r *written) {
		r.record(said(text(0, "wamid.in.0", "STOP")), preference(0, "stop", 10), preference(0, "resume", 20))
		if got := r.rule(r.people[0]); got != consent.HasWithdrawn {
			t.Errorf("STOP by message, then resume in WhatsApp: %q, want withdrawn", got)
		}
	})
}

// A person may be told of by number, by user id, or by both.
func TestAPersonIsKnownByUserID(t *testing.T) {
	const user = "FR.13491208655302741918"
	both := func(i int) whatsapp.InboundMessage {
		m := text(i, name(i, "both"), "Bonjour")
		m.FromUserID = user
		return m
	}
	hidden := whatsapp.InboundMessage{FromUserID: user, ID: "wamid.in.hidden", Timestamp: later(90), Type: "text", Text: &whatsapp.Text{Body: "STOP"}}
	cases := []struct {
		name string
		tell func(r *written)
		want consent.Rule
	}{
		{"given with the number before", func(r *written) { r.record(said(both(0))); r.record(said(hidden)) }, consent.HasWithdrawn},
		{"given with the number in the same webhook", func(r *written) { r.record(said(both(0), hidden)) }, consent.HasWithdrawn},
		{"given with the number later in the same webhook", func(r *written) { r.record(said(hidden, both(0))) }, consent.HasWithdrawn},
		{"given by the status of our message", func(r *written) {
			s := r.status(0, "delivered", 5)
			s.RecipientID, s.RecipientUserID = "", user
			r.record(told(s))
			r.record(said(hidden))
		}, consent.HasWithdrawn},
		{"never given", func(r *written) { r.record(said(hidden)) }, consent.Allowed},
		{"a preference", func(r *written) {
			r.record(said(both(0)))
			r.record(webhook("user_preferences", whatsapp.MessagesValue{UserPreferences: []whatsapp.UserPreference{
				{UserID: user, Category: "marketing_messages", Value: "stop", Timestamp: began.Unix() + 90}}}))
		}, consent.PlatformStop},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			eachWritten(t, 2, func(t *testing.T, r *written) {
				c.tell(r)
				if got := r.rule(r.people[0]); got != c.want {
					t.Errorf("the person is %q, want %q", got, c.want)
				}
				if got := r.rule(r.people[1]); got != consent.Allowed {
					t.Errorf("somebody else is %q", got)
				}
			})
		})
	}
}

// Statuses of a batch move messages whatever their order, and count once.
func TestStatusesInAnyOrder(t *testing.T) {
	orders := permutations(3)
	eachWritten(t, len(orders), func(t *testing.T, r *written) {
		for i, order := range orders {
			steps := []whatsapp.Status{r.status(i, "sent", 2), r.status(i, "delivered", 3), r.status(i, "read", 30)}
			for _, s := range order {
				r.record(told(steps[s], steps[s]))
			}
			r.record(told(steps...))
		}
		n := len(orders)
		if got := r.states(r.campaign.ID)[campaign.Read]; got != n {
			t.Errorf("%d of %d messages are read", got, n)
		}
		for _, m := range []experiment.MetricName{experiment.Delivered, experiment.Read} {
			if got := r.outcomes(m); got != n {
				t.Errorf("%s was counted for %d people, want %d", m, got, n)
			}
		}
		if got := r.count(`SELECT count(DISTINCT delivered_at) FROM message`); got != 1 {
			t.Errorf("%d instants of delivery, want one: each first time is kept", got)
		}
	})
}

// A failure that is told later stops the campaign as one that is told at once.
func TestAFailedStatusMayStopTheCampaign(t *testing.T) {
	for code, want := range map[int]campaign.Phase{132015: campaign.Paused, 190: campaign.Paused, 131049: campaign.Running, 131026: campaign.Running} {
		t.Run(campaign.CodeReason(code), func(t *testing.T) {
			eachWritten(t, 2, func(t *testing.T, r *written) {
				r.record(told(r.failed(0, code)))
				if got, err := r.campaigns.Get(t.Context(), r.db, r.campaign.ID); err != nil || got.Phase != want {
					t.Errorf("the campaign is %s, %v; want %s", got.Phase, err, want)
				}
				if got := r.states(r.campaign.ID); got[campaign.Failed] != 1 || got[campaign.Accepted] != 1 {
					t.Errorf("states %v, want one failed", got)
				}
			})
		})
	}
}

// Two processes record the same repeated webhooks at once: each thing that
// people did counts once.
func TestTwoProcessesRecordEachWebhookOnce(t *testing.T) {
	eachWritten(t, 18, func(t *testing.T, r *written) {
		other := r.workshop.engine(accepting)
		defer other.Close()
		for range 3 {
			for i := range 18 {
				body := said(text(i, name(i, "a"), "STOP"), text(i, name(i, "b"), "Bonjour"))
				r.must(r.engine.journal.Accept(t.Context(), []byte(body)))
				r.must(r.engine.journal.Accept(t.Context(), []byte(told(r.status(i, "delivered", 5)))))
			}
		}
		together(4, func(i int) { r.must([]*Engine{r.engine, other}[i%2].recordAll(t.Context())) })
		for i := range 18 {
			if n := r.acts(i); n != 1 {
				t.Errorf("person %d: %d events of consent, want 1", i, n)
			}
		}
		for _, m := range []experiment.MetricName{experiment.Replied, experiment.OptedOut, experiment.Delivered} {
			if n := r.outcomes(m); n != 18 {
				t.Errorf("%s: %d people, want 18", m, n)
			}
		}
		if lag, err := other.journal.Lag(t.Context()); err != nil || lag != 0 {
			t.Errorf("%d webhooks wait, %v", lag, err)
		}
	})
}

// Nobody can be harmed by what is not ours, and nothing is held up by what
// cannot be read.
func TestForeignAndUnreadableWebhooks(t *testing.T) {
	eachWritten(t, 1, func(t *testing.T, r *written) {
		foreign := r.status(0, "read", 9)
		foreign.Opaque, foreign.ID = "a:999999:1", "wamid.of.nobody"
		alien := foreign
		alien.Opaque = "order-17"
		absurd := r.status(0, "delivered", 3)
		absurd.Timestamp = "99999999999999999999"
		unknown := r.status(0, "teleported", 3)
		r.record("", "{", "\xff\xfe", `[]`, `{"object":"page","entry":[]}`, told(foreign, alien), told(unknown),
			said(text(77, "wamid.of.a.stranger", "STOP")), preference(78, "stop", 9), told(absurd))
		if got := r.states(r.campaign.ID)[campaign.Delivered]; got != 1 {
			t.Errorf("the status among the others was not recorded: %v", r.states(r.campaign.ID))
		}
		if lag, err := r.engine.journal.Lag(t.Context()); err != nil || lag != 0 {
			t.Errorf("%d webhooks wait, %v", lag, err)
		}
		if got := r.rule(r.people[0]); got != consent.Allowed {
			t.Errorf("the person is %q", got)
		}
		if n := r.count(`SELECT count(*) FROM message WHERE delivered_at BETWEEN ? AND ?`, began.UnixMilli(), began.Add(time.Hour).UnixMilli()); n != 1 {
			t.Error("an absurd timestamp was taken for the time of delivery")
		}
	})
}
