package main

import (
	"testing"
	"time"

	"accord/campaign/whatsapp"
	"accord/campaign/whatsapp/simulator"
	"accord/consent"
	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db/dbtest"
)

func campaignKey(name string) experiment.VariantKey { return experiment.VariantKey(name) }

// TestStopDuringACampaign has people write STOP while their campaign is being
// sent. The judge is the simulator's log: once the register shows somebody as
// withdrawn, only a call that was claimed before may still leave, and those are
// at most a second of the number's rate.
func TestStopDuringACampaign(t *testing.T) {
	const people, stops, perSecond = 2400, 240, 300
	for _, engine := range dbtest.Engines(t) {
		t.Run(engine.String(), func(t *testing.T) {
			r := newRig(t, engine, people, perSecond, simulator.Scenario{})
			r.must(r.engine.Launch(t.Context(), r.campaign.ID))
			withdrawn := map[string]time.Time{} // by number: an instant at which the withdrawal had certainly committed
			for i := range stops {
				r.must(r.sim.Say(rigNumber, rigPhone(i*people/stops), "STOP"))
				time.Sleep(10 * time.Millisecond)
				r.noteWithdrawn(withdrawn)
			}
			r.until("every STOP", 20*time.Second, func() bool { r.noteWithdrawn(withdrawn); return len(withdrawn) == stops })
			r.until("the end of the campaign", 60*time.Second, func() bool { return r.openMessages() == 0 })
			late := r.lateCalls(withdrawn)
			if late > perSecond {
				t.Errorf("%d messages left after their withdrawal; at most a second's rate of %d may", late, perSecond)
			}
			var skipped int
			r.must(r.DB.Get(t.Context(), &skipped, `SELECT count(*) FROM message WHERE state = 'skipped' AND reason = 'withdrawn'`))
			sent := len(accepted(r.sim.Calls()))
			if skipped == 0 || sent+skipped != people {
				t.Errorf("%d sent and %d skipped of %d people; every STOP before a claim must skip", sent, skipped, people)
			}
			t.Logf("%s: %d people said STOP during the campaign, %d messages were held back, %d left after the commit (claimed before it)",
				engine, stops, skipped, late)
		})
	}
}

// noteWithdrawn reads who is withdrawn by now.
func (r *rig) noteWithdrawn(seen map[string]time.Time) {
	r.t.Helper()
	var ids []consent.SubjectID
	r.must(r.DB.Select(r.t.Context(), &ids, `SELECT subject_id FROM consent_state WHERE purpose = '*' AND state = 'withdrawn'`))
	now := r.Clock.Now()
	reach, err := r.Consent.Reach(r.t.Context(), r.DB, ids)
	r.must(err)
	for _, a := range reach {
		if _, known := seen[a.Value]; !known {
			seen[a.Value] = now
		}
	}
}

func (r *rig) openMessages() (n int) {
	r.t.Helper()
	r.must(r.DB.Get(r.t.Context(), &n, `SELECT count(*) FROM message WHERE state IN ('planned', 'sending')`))
	return n
}

// lateCalls counts calls that left after the person's withdrawal had
// committed, and fails for any whose claim came after it.
func (r *rig) lateCalls(withdrawn map[string]time.Time) (late int) {
	r.t.Helper()
	for _, call := range r.sim.Calls() {
		at, said := withdrawn[call.To]
		if call.Code != 0 || !said || !call.At.After(at) {
			continue
		}
		late++
		id, _, _ := whatsapp.ParseOpaque(call.Opaque)
		var claimed int64
		r.must(r.DB.Get(r.t.Context(), &claimed, `SELECT claimed_at FROM message WHERE id = ?`, int64(id)))
		if clock.At(claimed).After(at) {
			r.t.Errorf("message %d was claimed at %s, after the withdrawal had committed at %s at the latest", id, clock.At(claimed), at)
		}
	}
	return late
}
