package campaign

import (
	"context"
	"fmt"
	"slices"
	"time"

	"accord/consent"
	"accord/experiment"
	"accord/internal/db"
)

// surroundings are what a campaign is checked against.
type surroundings struct {
	now     time.Time
	library library
	numbers numbers
}

func (s *Store) surroundings(ctx context.Context, r db.Reader) (k surroundings, err error) {
	k.now, k.numbers = s.Clock.Now(), s.numbers()
	k.library, err = readLibrary(ctx, r)
	return k, err
}

// Check finds everything that is wrong with a draft, and what its maker should
// know before the launch; those that come from the plan are in
// [Forecast.Findings]. A launch is refused exactly when one of these is
// blocking. [ErrState] after the launch.
func (s *Store) Check(ctx context.Context, id ID) ([]Finding, error) {
	c, err := s.Get(ctx, s.db, id)
	if err != nil {
		return nil, err
	}
	if c.Phase != Drafting {
		return nil, fmt.Errorf("%w: campaign %d is %s", ErrState, id, c.Phase)
	}
	if c, err = s.resolved(ctx, s.db, c); err != nil {
		return nil, err
	}
	known, err := s.surroundings(ctx, s.db)
	if err != nil {
		return nil, err
	}
	spoken, err := s.languages(ctx, c)
	if err != nil {
		return nil, err
	}
	for _, l := range spoken {
		c.Members += l.People
	}
	list, err := check(ctx, s.db, c, known)
	return append(list, s.unspoken(c, spoken)...), err
}

// check finds what stands against a launch. Members is the size of the audience.
func check(ctx context.Context, r db.Reader, c Campaign, known surroundings) ([]Finding, error) {
	var notices int
	if c.Category == consent.Marketing {
		if err := r.Get(ctx, &notices, `SELECT count(*) FROM notice WHERE purpose = ?`, string(c.Purpose)); err != nil {
			return nil, fmt.Errorf("notices of purpose %q: %w", c.Purpose, err)
		}
	}
	list := c.checkSender(known, notices)
	list = append(list, c.checkAudience()...)
	if c.Experiment == 0 { // else it was checked when it was locked
		list = append(list, c.checkGoal()...)
		list = append(list, c.checkArms()...)
	}
	templates := known.library.of(known.numbers.account(c.NumberID))
	for _, v := range c.Content.Variants {
		list = append(list, v.check(c.Category, templates)...)
	}
	return append(list, c.checkSchedule(known.now)...), nil
}

func (c Campaign) checkSender(known surroundings, notices int) (list []Finding) {
	if c.Name == "" {
		list = append(list, block("name", "name_missing", "the campaign has no name; give it one"))
	}
	switch {
	case c.NumberID == "":
		list = append(list, block("number", "number_missing", "no number sends; choose one"))
	case !known.numbers.send(c.NumberID):
		list = append(list, block("number", "number_unknown", "number %s is not set up; choose one that is, or set it up", c.NumberID))
	}
	switch {
	case c.Purpose == "":
		list = append(list, block("purpose", "purpose_missing", "no purpose; choose what people agreed to"))
	case c.Category == consent.Marketing && notices == 0:
		list = append(list, block("purpose", "notice_missing", "purpose %s has no notice, so nobody can have agreed to it; publish the words that people agree to", c.Purpose))
	}
	return list
}

func (c Campaign) checkAudience() []Finding {
	switch {
	case !c.chosen():
		return []Finding{block("audience", "audience_missing", "nobody was chosen; choose a segment, a rule, or everybody")}
	case c.Members == 0:
		return []Finding{block("audience", "audience_empty", "nobody matches the audience; widen it")}
	}
	return nil
}

func (c Campaign) checkGoal() (list []Finding) {
	o, window := c.Content.Objective, c.Content.Window
	switch _, known := objectiveGoals[o]; {
	case o == ForRead:
		list = append(list, block("objective", "objective_read", "to be read is no goal: receipts can be off, and an opened message has not helped yet; choose conversion, click or reply"))
	case !known:
		list = append(list, block("objective", "objective_missing", "no objective; choose conversion, click or reply"))
	case o == ForClick && !slices.ContainsFunc(c.Content.Variants, func(v Variant) bool { return len(v.Links) > 0 }):
		list = append(list, warn("objective", "objective_unlinked", "the goal is a click, but no variant has a link that is counted"))
	}
	if window < experiment.WindowMin || window > experiment.WindowMax {
		list = append(list, block("window", "window_range", "outcomes count within %d hours; use %d to %d",
			int64(window/time.Hour), int64(experiment.WindowMin/time.Hour), int64(experiment.WindowMax/time.Hour)))
	}
	return list
}

func (c Campaign) checkArms() (list []Finding) {
	const field = "variants"
	switch n := len(c.Content.Variants); {
	case n < experiment.VariantsMin:
		list = append(list, block(field, "variants_few", "%d variants; a comparison needs at least %d", n, experiment.VariantsMin))
	case n > experiment.VariantsMax:
		list = append(list, block(field, "variants_many", "%d variants; use at most %d", n, experiment.VariantsMax))
	}
	seen := map[experiment.VariantKey]bool{experiment.HoldoutKey: true}
	for _, v := range c.Content.Variants {
		if seen[v.Key] || !v.Key.Valid() {
			list = append(list, block(field, "variant_key", "variant key %q is taken or has other signs than letters, digits, space and . _ - '", v.Key).of(v))
		}
		if v.Weight < 1 || v.Weight > experiment.WeightMax {
			list = append(list, block(field, "variant_weight", "weight %d of variant %s; use 1 to %d", v.Weight, v.Key, experiment.WeightMax).of(v))
		}
		seen[v.Key] = true
	}
	if h := c.Content.Holdout; h < 0 || h > experiment.HoldoutMax {
		list = append(list, block("holdout", "holdout_range", "a holdout of %d ten-thousandths; use 0 to %d", h, experiment.HoldoutMax))
	}
	return list
}

func (c Campaign) checkSchedule(now time.Time) []Finding {
	const field = "schedule"
	switch {
	case c.EndsAt.IsZero():
		return []Finding{block(field, "end_missing", "no end; say until when messages may be sent")}
	case !c.EndsAt.After(now):
		return []Finding{block(field, "window_over", "the end has passed; choose a later one")}
	case !c.EndsAt.After(c.StartsAt):
		return []Finding{block(field, "end_before_start", "the end is not after the start; move one of them")}
	case c.EndsAt.Sub(c.StartsAt) > 366*24*time.Hour:
		return []Finding{block(field, "window_long", "the window is longer than a year; bring the end forward")}
	}
	return nil
}
