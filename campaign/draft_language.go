package campaign

import "context"

// Speakers are the people of an audience who have one language.
type Speakers struct {
	Language string // "" is unknown
	People   int64
}

// Speakers counts the audience of a draft by language, the most frequent
// first; nobody while nobody is chosen.
func (s *Store) Speakers(ctx context.Context, d Draft) ([]Speakers, error) {
	c, err := s.resolved(ctx, s.db, d.campaign())
	if err != nil {
		return nil, err
	}
	found, err := s.languages(ctx, c)
	list := make([]Speakers, len(found))
	for i, l := range found {
		list[i] = Speakers(l)
	}
	return list, err
}

// AudienceOf is the rule of those whom a draft chooses: of its segment as it
// stands now, and its own. That nobody was chosen yet says ok.
func (s *Store) AudienceOf(ctx context.Context, d Draft) (rule Rule, ok bool, err error) {
	c := d.campaign()
	if !c.chosen() {
		return Rule{}, false, nil
	}
	rule, err = s.audienceOf(ctx, s.db, c.Content)
	return rule, err == nil, err
}
