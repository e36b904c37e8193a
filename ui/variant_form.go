package ui

import (
	"net/url"
	"strconv"
	"strings"

	"accord/campaign"
	"accord/experiment"
	"accord/ui/words"
)

// The fields of a variant in a form, "v.0.weight" for the first: key, weight,
// template.LANGUAGE ("spring/fr"), from.PLACE, text.PLACE, header, filename,
// and by button link.N, coupon.N, payload.N, stop.N.

// variantForm is one variant as somebody typed it.
type variantForm struct {
	Key    string
	Weight string
	campaign.Variant
}

// formsOf are variants as a form shows them.
func formsOf(variants []campaign.Variant) (list []variantForm) {
	for _, v := range variants {
		list = append(list, variantForm{string(v.Key), strconv.Itoa(v.Weight), v})
	}
	return list
}

// readVariants reads the variants of a form: one more than a campaign can have,
// so that too many are told.
func readVariants(form url.Values) (list []variantForm) {
	for i := range experiment.VariantsMax + 1 {
		prefix := "v." + strconv.Itoa(i) + "."
		if !form.Has(prefix + "key") {
			break
		}
		list = append(list, readVariant(form, prefix))
	}
	return list
}

func readVariant(form url.Values, prefix string) variantForm {
	f := variantForm{Key: strings.TrimSpace(form.Get(prefix + "key")), Weight: strings.TrimSpace(form.Get(prefix + "weight"))}
	f.Variant.Key = experiment.VariantKey(f.Key)
	f.Templates, f.Variables = map[string]campaign.TemplateKey{}, map[string]campaign.Variable{}
	f.Links, f.Coupons, f.Payloads = map[int]string{}, map[int]string{}, map[int]string{}
	for name := range form {
		field, ok := strings.CutPrefix(name, prefix)
		if !ok {
			continue
		}
		kind, of, _ := strings.Cut(field, ".")
		f.read(kind, of, strings.TrimSpace(form.Get(name)))
	}
	if link := strings.TrimSpace(form.Get(prefix + "header")); link != "" {
		f.Header = &campaign.MediaValue{Link: link, Filename: strings.TrimSpace(form.Get(prefix + "filename"))}
	}
	return f
}

// read takes one field: what it is, and of which language, place or button.
func (f *variantForm) read(kind, of, value string) {
	button, err := strconv.Atoi(of)
	isButton := err == nil && button >= 0 && button < 10
	switch {
	case kind == "template" && value != "":
		name, language, _ := strings.Cut(value, "/")
		f.Templates[of] = campaign.TemplateKey{Name: name, Language: language}
	case kind == "from":
		f.Variables[of] = campaign.Variable{From: value, Fallback: f.Variables[of].Fallback}
	case kind == "text":
		f.Variables[of] = campaign.Variable{From: f.Variables[of].From, Fallback: value}
	case !isButton || value == "":
	case kind == "link":
		f.Links[button] = value
	case kind == "coupon":
		f.Coupons[button] = value
	case kind == "stop":
		f.Payloads[button] = campaign.OptOutPayload
	case kind == "payload":
		if f.Payloads[button] == "" {
			f.Payloads[button] = value
		}
	}
}

// variant is what was typed; ok is false for a weight that is no number.
func (f variantForm) variant() (v campaign.Variant, ok bool) {
	v = f.Variant
	n, err := strconv.Atoi(f.Weight)
	v.Weight = n
	return v, err == nil
}

// readShare reads "5", "2,5" or "2.5 %" as ten-thousandths.
func readShare(text string) (share int, ok bool) {
	text = strings.ReplaceAll(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%")), ",", ".")
	if text == "" {
		return 0, true
	}
	percent, err := strconv.ParseFloat(text, 64)
	if err != nil || percent != percent || percent < 0 || percent > 100 {
		return 0, false
	}
	return int(percent*100 + 0.5), true
}

// shareOf is a share as a form shows it: 250 is "2,5", "2.5" in English.
func shareOf(w *words.Words, share int) string {
	text := strconv.FormatFloat(float64(share)/100, 'f', -1, 64)
	_, decimals, _ := strings.Cut(text, ".")
	return w.Decimal(float64(share)/100, len(decimals))
}

// nextKey is the first letter that no variant has.
func nextKey(list []variantForm) string {
	for letter := 'A'; letter <= 'Z'; letter++ {
		taken := false
		for _, f := range list {
			taken = taken || f.Key == string(letter)
		}
		if !taken {
			return string(letter)
		}
	}
	return ""
}
