package simulator

import (
	"fmt"
	"strings"
)

// catalog holds the templates of every account.
type catalog struct {
	seed  seed
	list  []*template // in order of creation, which is the order of paging
	byID  map[string]*template
	byKey map[templateKey]*template
}

// templateKey is what makes a template unique.
type templateKey struct{ waba, name, language string }

func newCatalog(s seed) catalog {
	return catalog{seed: s, byID: map[string]*template{}, byKey: map[templateKey]*template{}}
}

// add takes a definition in; it is an error when the account already has the
// name in that language.
func (c *catalog) add(waba string, t Template) (*template, error) {
	key := templateKey{waba, t.Name, t.Language}
	if c.byKey[key] != nil {
		return nil, fmt.Errorf("template %s/%s exists already in account %s", t.Name, t.Language, waba)
	}
	if t.ID == "" {
		t.ID = c.seed.objectID("template", waba, t.Name, t.Language)
	}
	if c.byID[t.ID] != nil {
		return nil, fmt.Errorf("template %s/%s: id %s is taken", t.Name, t.Language, t.ID)
	}
	t.Category = strings.ToUpper(t.Category)
	kept := &template{Template: t, waba: waba, form: formOf(t), days: map[int64]*tally{}}
	c.list = append(c.list, kept)
	c.byID[t.ID], c.byKey[key] = kept, kept
	return kept, nil
}

// remove takes a template out for good.
func (c *catalog) remove(t *template) {
	delete(c.byID, t.ID)
	delete(c.byKey, templateKey{t.waba, t.Name, t.Language})
	for i, other := range c.list {
		if other == t {
			c.list = append(c.list[:i:i], c.list[i+1:]...)
			return
		}
	}
}

// sendable finds what a send names: 132001 when there is no such template in
// that language or it is not approved, 132015 when paused, 132016 when
// disabled.
func (c *catalog) sendable(waba, name, language string) (*template, *refusal) {
	t := c.byKey[templateKey{waba, name, language}]
	if t == nil {
		return nil, refuse(132001, "template name (%s) does not exist in %s", name, language)
	}
	switch t.Status {
	case Approved:
		return t, nil
	case Paused:
		return nil, refuse(132015, "template %s is paused for its quality", name)
	case Disabled:
		return nil, refuse(132016, "template %s is disabled for its quality", name)
	}
	return nil, refuse(132001, "template %s in %s is not approved (%s)", name, language, t.Status)
}

// named lists the templates of a name in every language and account, or in
// one language when it is given.
func (c *catalog) named(name, language string) []*template {
	var found []*template
	for _, t := range c.list {
		if t.Name == name && (language == "" || t.Language == language) {
			found = append(found, t)
		}
	}
	return found
}
