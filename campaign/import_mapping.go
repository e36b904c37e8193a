package campaign

import (
	"fmt"
	"unicode/utf8"
)

// Mapping says what the columns of a file are, by their headers. What it
// leaves open is recognised from the header, as without a mapping.
type Mapping struct {
	Phone      string                      `json:"phone,omitempty"`
	Name       string                      `json:"name,omitempty"`
	ExternalID string                      `json:"external_id,omitempty"`
	Language   string                      `json:"language,omitempty"`
	Zone       string                      `json:"zone,omitempty"`
	Tags       string                      `json:"tags,omitempty"`
	Attributes map[string]AttributeMapping `json:"attributes,omitempty"` // by the attribute's name
	Ignore     []string                    `json:"ignore,omitempty"`
	Consent    *ConsentMapping             `json:"consent,omitempty"`
}

// AttributeMapping is the column behind an attribute.
type AttributeMapping struct {
	Column string        `json:"column"`
	Type   AttributeType `json:"type,omitempty"` // recognised from the cells when empty
}

// ConsentMapping says where the evidence of consent stands: the same text for
// the whole file, or a column.
type ConsentMapping struct {
	At              string `json:"at,omitempty"` // always a column
	Purpose         string `json:"purpose,omitempty"`
	PurposeColumn   string `json:"purpose_column,omitempty"`
	Notice          string `json:"notice,omitempty"` // "n-offers@1/fr"
	NoticeColumn    string `json:"notice_column,omitempty"`
	Method          string `json:"method,omitempty"`
	MethodColumn    string `json:"method_column,omitempty"`
	Act             string `json:"act,omitempty"`
	ActColumn       string `json:"act_column,omitempty"`
	Source          string `json:"source,omitempty"`
	SourceColumn    string `json:"source_column,omitempty"`
	ReferenceColumn string `json:"reference_column,omitempty"`
	ChannelColumn   string `json:"channel_column,omitempty"`
}

// ParseMapping reads a mapping from JSON and checks it; unknown members are
// refused. An error is an [ErrInvalid] and says what to change.
func ParseMapping(text []byte) (Mapping, error) {
	var m Mapping
	if err := strictJSON(text, &m); err != nil {
		return m, fmt.Errorf("%w mapping: %w", ErrInvalid, err)
	}
	return m, m.validate()
}

// maxHeader is the longest name of a column or an attribute, in characters.
const maxHeader = 100

func (m Mapping) validate() error {
	for name, a := range m.Attributes {
		switch {
		case snake(name) != name || utf8.RuneCountInString(name) > maxHeader || reserved[name]:
			return fmt.Errorf("%w mapping: the attribute %q wants another name, such as %q", ErrInvalid, shown(name), "customer_"+snake(name))
		case a.Column == "":
			return fmt.Errorf("%w mapping: the attribute %q names no column", ErrInvalid, name)
		case a.Type != "" && a.Type != AttributeText && a.Type != AttributeNumber && a.Type != AttributeBoolean:
			return fmt.Errorf("%w mapping: the type %q of %q is not text, number or boolean", ErrInvalid, shown(string(a.Type)), name)
		}
	}
	for _, c := range m.consentColumns() {
		if c.column != "" && c.fixed != "" {
			return fmt.Errorf("%w mapping: consent gives %s both as a text and as a column", ErrInvalid, c.part)
		}
	}
	return nil
}

// consentColumn is one part of the evidence in a mapping.
type consentColumn struct {
	part          evidencePart
	fixed, column string
}

func (m Mapping) consentColumns() []consentColumn {
	if m.Consent == nil {
		return nil
	}
	c := m.Consent
	return []consentColumn{
		{partPurpose, c.Purpose, c.PurposeColumn}, {partAt, "", c.At}, {partNotice, c.Notice, c.NoticeColumn},
		{partMethod, c.Method, c.MethodColumn}, {partAct, c.Act, c.ActColumn}, {partSource, c.Source, c.SourceColumn},
		{partReference, "", c.ReferenceColumn}, {partChannel, "", c.ChannelColumn},
	}
}

// fixed is the text that a part of the evidence has in every row.
func (m Mapping) fixed() map[evidencePart]string {
	fixed := map[evidencePart]string{}
	for _, c := range m.consentColumns() {
		if c.fixed != "" {
			fixed[c.part] = c.fixed
		}
	}
	return fixed
}

// named lists what the mapping says of columns, in a fixed order but for the
// attributes, of which each names its own column.
func (m Mapping) named() []ImportColumn {
	list := []ImportColumn{
		{Header: m.Phone, Target: TargetPhone}, {Header: m.Name, Target: TargetName},
		{Header: m.ExternalID, Target: TargetExternalID}, {Header: m.Language, Target: TargetLanguage},
		{Header: m.Zone, Target: TargetZone}, {Header: m.Tags, Target: TargetTags},
	}
	for _, c := range m.consentColumns() {
		list = append(list, ImportColumn{Header: c.column, Target: c.part.target()})
	}
	for name, a := range m.Attributes {
		list = append(list, ImportColumn{Header: a.Column, Target: TargetAttribute, Attribute: name, Type: a.Type})
	}
	for _, header := range m.Ignore {
		list = append(list, ImportColumn{Header: header, Target: TargetIgnored})
	}
	return list
}
