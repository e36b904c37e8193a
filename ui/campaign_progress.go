package ui

import (
	"context"
	"time"

	"accord/campaign"
	"accord/experiment"
	"accord/internal/operator"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// progressView is the part of it that changes.
type progressView struct {
	campaign.Progress
	Campaign campaign.Campaign
	Counts   messageCounts
	Arms     []armRow
	Did      map[string]int64 // by metric: people with a message who did something so far
	Lines    []waterfallLine
	States   []campaign.State // that have messages, in the order of a message's life
	Zone     *time.Location
	People   string // address of the lists of people; empty where the visitor may not see them
	Control  bool   // the visitor may pause and cancel
	Form     string // the tag of this browser's forms
}

// armRow is one variant's line.
type armRow struct {
	Key    experiment.VariantKey
	Mark   string
	Counts messageCounts
	Did    map[string]int64
}

// messageStates are the states in the order of a message's life.
var messageStates = []campaign.State{campaign.Planned, campaign.Sending, campaign.Accepted, campaign.Sent, campaign.Delivered, campaign.Read,
	campaign.Skipped, campaign.Failed, campaign.Expired, campaign.Cancelled, campaign.Unknown}

// Over says that nothing will change any more, but for what people do with
// messages that they have.
func (v progressView) Over() bool {
	return (v.Phase == campaign.Finished || v.Phase == campaign.Stopped) && v.Counts.Waiting == 0
}

// Stoppable says that the campaign can be cancelled.
func (v progressView) Stoppable() bool {
	return v.Phase == campaign.Planning || v.Phase == campaign.Running || v.Phase == campaign.Paused
}

// Decided is how many people the plan has reached.
func (v progressView) Decided() int64 { return v.Audience - v.Undecided }

// InFlight is how many calls are under way.
func (v progressView) InFlight() int64 { return v.Progress.States[campaign.Sending] }

// onlooker is who looks at a campaign's progress, when the request is over,
// too.
type onlooker struct {
	server          *Server
	words           *words.Words
	zone            *time.Location
	people, control bool
	form            string
}

func (s *Server) onlookerOf(c *fiber.Ctx) onlooker {
	v := visitorOf(c)
	return onlooker{s, s.words(c), s.zone(c), v.may(operator.CampaignPeople), v.may(operator.CampaignControl), s.formTag(c, v)}
}

// progress reads how a campaign goes.
func (o onlooker) progress(ctx context.Context, id campaign.ID) (v progressView, err error) {
	office := o.server.Office
	v = progressView{Zone: o.zone, Control: o.control, Form: o.form, Did: map[string]int64{}}
	if v.Campaign, err = office.Campaigns.Get(ctx, office.DB, id); err != nil {
		return v, err
	}
	if v.Progress, err = office.Campaigns.Progress(ctx, office.DB, id); err != nil {
		return v, err
	}
	achieved, err := office.Experiments.Achieved(ctx, office.DB, []experiment.ID{v.Campaign.Experiment})
	if err != nil {
		return v, err
	}
	if o.people {
		v.People = campaignPath(id) + "/people"
	}
	v.Counts = countsOf(v.Progress.States, v.Taken)
	v.read(achieved)
	v.Lines = o.lines(v)
	return v, nil
}

// read sorts what was counted.
func (v *progressView) read(achieved []experiment.Achievement) {
	for i, arm := range v.Progress.Arms {
		row := armRow{Key: arm.Key, Mark: mark(i), Counts: countsOf(arm.States, arm.Taken), Did: map[string]int64{}}
		for _, a := range achieved {
			if int(a.Arm) == i {
				row.Did[string(a.Metric)] += a.N
				v.Did[string(a.Metric)] += a.N
			}
		}
		v.Arms = append(v.Arms, row)
	}
	for _, state := range messageStates {
		if v.Progress.States[state] > 0 {
			v.States = append(v.States, state)
		}
	}
}

// lines is the waterfall of what was planned, each with its people.
func (o onlooker) lines(v progressView) []waterfallLine {
	to := func(query string) string {
		if v.People == "" {
			return ""
		}
		return v.People + query
	}
	fall := newWaterfall(o.words, v.Audience, to(""))
	fall.steps(v.KeptOut, to("?skip="))
	if v.HeldOut > 0 {
		fall.leave(o.words.T("reason.holdout"), o.words.T("waterfall.holdout_hint"), v.HeldOut, to("?arm=holdout"))
	}
	if v.Undecided > 0 {
		fall.leave(o.words.T("waterfall.undecided"), o.words.T("phase_hint.planning"), v.Undecided, "")
	}
	return fall.stay(o.words.T("waterfall.messages"), "")
}
