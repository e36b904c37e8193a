package campaign_test

import (
	"context"
	"testing"
	"time"

	"accord/campaign"
	"accord/consent"
	"accord/consent/state"
	"accord/experiment"
	"accord/internal/db"
	"accord/internal/db/dbtest"
)

// fate is what the plan made of one member of an audience.
type fate struct {
	Contact  campaign.ContactID `db:"contact_id"`
	Decided  bool               `db:"decided"`
	Arm      *experiment.Arm    `db:"arm"`
	Skip     *string            `db:"skip"`
	Messages int                `db:"messages"`
	SentArm  *experiment.Arm    `db:"sent_arm"`
	Exposed  *experiment.Arm    `db:"exposed"`
	Opened   *int               `db:"opened"`
	At       *int64             `db:"at"`
}

// plan reads what became of everybody, and checks the invariant of a plan:
// each member was decided and has either one reason and nothing else, or an
// arm, an exposure, and a message unless held out.
func (h house) plan(c campaign.Campaign) map[campaign.ContactID]fate {
	h.t.Helper()
	var rows []fate
	h.must(h.db.Select(h.t.Context(), &rows, `SELECT a.contact_id, a.decided, a.arm, a.skip, x.arm AS exposed, x.opened, x.at,
			(SELECT count(*) FROM message m WHERE m.campaign_id = a.campaign_id AND m.contact_id = a.contact_id) AS messages,
			(SELECT m.arm FROM message m WHERE m.campaign_id = a.campaign_id AND m.contact_id = a.contact_id) AS sent_arm
		FROM audience a LEFT JOIN exposure x ON x.experiment_id = ? AND x.unit = a.contact_id WHERE a.campaign_id = ?`, int64(c.Experiment), int64(c.ID)))
	holdout := experiment.Arm(len(c.Content.Variants))
	exposed, fates := int64(0), map[campaign.ContactID]fate{}
	for _, f := range rows {
		ok := f.Decided && (f.Skip != nil) == (f.Arm == nil)
		switch {
		case f.Arm == nil:
			ok = ok && f.Messages == 0 && f.Exposed == nil
		case *f.Arm == holdout:
			ok = ok && f.Messages == 0 && f.Exposed != nil && *f.Exposed == holdout && *f.Opened == 1
		default:
			ok = ok && f.Messages == 1 && *f.SentArm == *f.Arm && f.Exposed != nil && *f.Exposed == *f.Arm && *f.Opened == 0
		}
		if !ok {
			h.t.Errorf("member %d: %+v", f.Contact, f)
		}
		fates[f.Contact] = f
		if f.Exposed != nil {
			exposed++
		}
	}
	if n := h.number(`SELECT count(*) FROM exposure WHERE experiment_id = ?`, int64(c.Experiment)); n != exposed {
		h.t.Errorf("%d exposures, %d of them in the audience", n, exposed)
	}
	return fates
}

// reason is why a member got nothing, "" for one who has an arm.
func (f fate) reason() string {
	if f.Skip == nil {
		return ""
	}
	return *f.Skip
}

// planCases is one person per reason, each of whom also falls under every
// reason further down: so the order shows.
var planCases = []struct {
	reason string
	person func(c *campaign.NewContact)
}{
	{"no_consent", func(c *campaign.NewContact) { c.Language = "de"; c.Tags = []string{stranger} }},
	{"withdrawn", func(c *campaign.NewContact) { c.Language = "de" }},
	{"suppressed", func(c *campaign.NewContact) { c.Language = "de" }},
	{"global_holdout", func(c *campaign.NewContact) { c.Language = "de" }}, // many: whoever the hash takes
	{"no_template", func(c *campaign.NewContact) { c.Language = "de"; delete(c.Attributes, "first_name") }},
	{"missing_variable:first_name", func(c *campaign.NewContact) { delete(c.Attributes, "first_name"); c.Country = "GF" }},
	{"missing_variable:nick_name", func(c *campaign.NewContact) { delete(c.Attributes, "nick_name"); c.Country = "GF" }},
	{"no_slot", func(c *campaign.NewContact) { c.Country = "GF"; delete(c.Attributes, "arm") }},
	{"unassigned", func(c *campaign.NewContact) { c.Attributes["arm"] = "men" }},
	{"", func(*campaign.NewContact) {}},
}

func TestEveryMemberHasAMessageOrTheFirstReason(t *testing.T) {
	globalHoldout := func(c *campaign.Config) { c.GlobalSalt, c.GlobalShare = "forever", 2000 }
	dbtest.Each(t, []db.Schema{consent.Schema, experiment.Schema, campaign.Schema}, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, globalHoldout)
		const each = 20
		ids := h.people(each*len(planCases), func(i int, c *campaign.NewContact) {
			c.Attributes = campaign.Attributes{"first_name": "Léa", "nick_name": "Lé", "arm": "A"}
			planCases[i/each].person(c)
		})
		h.deny(ids[each:2*each], 2*each, each)
		c := h.draft(func(c *campaign.Campaign) {
			c.Content.Variants[1].Variables["first_name"] = campaign.Variable{From: "nick_name"}
			c.Content.Assignment = &campaign.Assignment{Attribute: "arm", Arms: map[string]experiment.VariantKey{"A": "A", "B": "B", "men": "C"}}
		})
		h.must(h.Launch(t.Context(), c.ID, slots(func(c campaign.Candidate) time.Time {
			if c.Country == "GF" {
				return time.Time{}
			}
			return noon.Add(time.Hour)
		})))
		fates := h.plan(c)
		global := experiment.Design{Salt: "forever", Holdout: 2000, Variants: []experiment.Variant{{Key: "x", Weight: 1}}}
		held := 0
		for i, id := range ids {
			want := planCases[i/each].reason
			if i >= 3*each && global.Assign(experiment.Unit(id)) == global.HoldoutArm() {
				want = "global_holdout"
				held++
			} else if want == "global_holdout" {
				want = "no_template"
			}
			if got := fates[id].reason(); got != want {
				t.Errorf("person %d: reason %q, want %q", i, got, want)
			}
		}
		if len(fates) != len(ids) || held < 10 {
			t.Errorf("%d of %d were planned, %d of them held out for good", len(fates), len(ids), held)
		}
		h.wantPhase(c, campaign.Running)
	})
}

// deny withdraws the consent of some, and puts the numbers from a given one on
// a list of objections.
func (h house) deny(withdrawn []campaign.ContactID, from, n int) {
	h.t.Helper()
	h.write(func(ctx context.Context, tx *db.Tx) error {
		var events []consent.Event
		for _, id := range withdrawn {
			events = append(events, consent.Event{Subject: id, Purpose: consent.AnyPurpose, Kind: state.Withdraw, Occurred: noon})
		}
		if err := h.Consent.RecordTx(ctx, tx, events); err != nil {
			return err
		}
		var addresses []consent.Address
		for i := range n {
			addresses = append(addresses, housePhone(from+i))
		}
		return h.Consent.SuppressTx(ctx, tx, "old tool", addresses)
	})
}

func (h house) wantPhase(c campaign.Campaign, want campaign.Phase) {
	h.t.Helper()
	got, err := h.Get(h.t.Context(), h.db, c.ID)
	if h.must(err); got.Phase != want {
		h.t.Errorf("the campaign is %s, want %s", got.Phase, want)
	}
}

// TestTheHoldoutHasAnExposureAndNoMessage with an arm by hash: who is held out
// is what the design says, and their window opens at the virtual send.
func TestTheHoldoutHasAnExposureAndNoMessage(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		ids := h.people(300)
		c := h.draft(func(c *campaign.Campaign) { c.Content.Holdout = 3000 })
		h.must(h.Launch(t.Context(), c.ID, slots(func(x campaign.Candidate) time.Time { return after(int(x.Contact % 100)) })))
		design, err := h.Experiment.Design(t.Context(), h.db, c.Experiment)
		h.must(err)
		counts := map[experiment.Arm]int{}
		for id, f := range h.plan(c) {
			if want := design.Assign(experiment.Unit(id)); *f.Arm != want || *f.At != after(int(id%100)).UnixMilli() {
				t.Errorf("member %d: %+v, want arm %d", id, f, want)
			}
			counts[*f.Arm]++
		}
		if counts[0] < 60 || counts[1] < 60 || counts[2] < 50 || counts[0]+counts[1]+counts[2] != len(ids) {
			t.Errorf("arms of %v people", counts)
		}
	})
}
