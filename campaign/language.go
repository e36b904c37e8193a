package campaign

import (
	"context"
	"fmt"
)

// spoken is a language of an audience, and how many people have it.
type spoken struct {
	Language string `db:"language"`
	People   int64  `db:"people"`
}

// languages counts the audience of a campaign by language, the most frequent
// first; nobody while nobody is chosen.
func (s *Store) languages(ctx context.Context, c Campaign) (list []spoken, err error) {
	if !c.chosen() {
		return nil, nil
	}
	b := compile(s.db.Engine(), c.Content.Audience, s.Clock.Now())
	b.Select("c.language", "count(*) AS people").GroupBy("c.language").OrderBy("people DESC", "c.language")
	query, args := b.Build()
	if err := s.db.Select(ctx, &list, query, args...); err != nil {
		return nil, fmt.Errorf("languages of the audience: %w", err)
	}
	return list, nil
}

// unspoken warns of people whom a variant does not speak to in their language:
// they get no variant at all, so that the arms stay comparable.
func (s *Store) unspoken(c Campaign, list []spoken) (findings []Finding) {
	for _, l := range list {
		for _, v := range c.Content.Variants {
			if _, ok := v.templateFor(l.Language, s.Language); !ok && len(v.Templates) > 0 {
				findings = append(findings, warn("variants", "language_missing", "%d people have the language %q, in which variant %s has no template: they get nothing",
					l.People, l.Language, v.Key).of(v))
				break
			}
		}
	}
	return findings
}
