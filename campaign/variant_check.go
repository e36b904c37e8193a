package campaign

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"accord/consent"
)

// check returns what is wrong with a variant.
func (v Variant) check(category consent.Category, templates map[TemplateKey]Template) (list []Finding) {
	const field = "variants"
	if len(v.Templates) == 0 {
		list = append(list, block(field, "template_missing", "variant %s has no template; choose one", v.Key))
	}
	for _, language := range slices.Sorted(maps.Keys(v.Templates)) {
		key := v.Templates[language]
		t, ok := templates[key]
		if !ok {
			list = append(list, block(field, "template_unknown", "variant %s names the template %s (%s), which the account does not have; choose another one, or read the templates again",
				v.Key, key.Name, key.Language))
			continue
		}
		if t.Status != Approved {
			list = append(list, block(field, "template_status", "template %s (%s) of variant %s is %s; only an approved one can be sent", key.Name, key.Language, v.Key, t.Status))
		}
		// The purpose decides which rule of consent is asked; a template of
		// another category would be sent under a rule that is not its own.
		if category != "" && !strings.EqualFold(t.Category, string(category)) {
			list = append(list, block(field, "template_category", "template %s (%s) of variant %s is %s, but the purpose of the campaign is %s",
				key.Name, key.Language, v.Key, strings.ToLower(t.Category), category))
		}
		list = append(list, v.checkFilling(language, t)...)
	}
	list = append(list, v.checkLinks()...)
	for i := range list {
		list[i] = list[i].of(v)
	}
	return list
}

func (v Variant) checkFilling(language string, t Template) (list []Finding) {
	const field = "variants"
	for _, name := range t.Variables() {
		if v.Variables[name].From == "" && v.Variables[name].Fallback == "" {
			list = append(list, block(field, "variable_source", "variant %s (%s) does not say where {{%s}} comes from; name an attribute or fixed words", v.Key, language, name))
		}
	}
	list = append(list, v.checkHeader(t)...)
	for i, b := range t.Buttons {
		if b.Kind == URLButton && strings.Contains(b.URL, "{{") && v.Links[i] == "" {
			list = append(list, block(field, "link_missing", "button %d of variant %s (%s) opens a page, but none is given", i, v.Key, language))
		}
		if b.Kind == CopyCode && v.Coupons[i] == "" {
			list = append(list, block(field, "coupon_missing", "button %d of variant %s (%s) copies a code, but none is given", i, v.Key, language))
		}
	}
	return list
}

func (v Variant) checkHeader(t Template) []Finding {
	const field = "variants"
	wants := FormatText
	if t.Header != nil {
		wants = t.Header.Format
	}
	switch {
	case wants == FormatText && t.Header != nil && placeholder.MatchString(t.Header.Text):
		return []Finding{block(field, "header_variable", "the header of template %s (%s) has a variable, which Accord does not fill yet; choose another template", t.Name, t.Language)}
	case wants == FormatText && v.Header != nil:
		return []Finding{block(field, "header_unexpected", "variant %s gives a header of format %s, template %s (%s) has none", v.Key, v.Header.Format, t.Name, t.Language)}
	case wants != FormatText && (v.Header == nil || v.Header.Format != wants):
		return []Finding{block(field, "header_missing", "template %s (%s) needs a header of format %s from variant %s", t.Name, t.Language, wants, v.Key)}
	}
	return nil
}

func (v Variant) checkLinks() (list []Finding) {
	for _, i := range slices.Sorted(maps.Keys(v.Links)) {
		u, err := url.Parse(v.Links[i])
		if v.Links[i] == "" {
			continue // as good as none
		}
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil {
			list = append(list, block("variants", "link_address", "the page of button %d of variant %s is not an https address", i, v.Key))
		}
	}
	return list
}
