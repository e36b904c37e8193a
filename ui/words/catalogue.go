package words

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
)

//go:embed fr.json en.json
var files embed.FS

// entry is what stands under one key.
type entry struct {
	one, other text // the same for a text that counts nothing
	counts     bool
}

// forms is a text that counts, as the file has it.
type forms struct {
	One   *string `json:"one"`
	Other *string `json:"other"`
}

// UnmarshalJSON reads a text, or its two forms.
func (e *entry) UnmarshalJSON(data []byte) error {
	var plain string
	if data[0] == '"' {
		if err := json.Unmarshal(data, &plain); err != nil {
			return err
		}
		return e.parse(plain, plain)
	}
	var f forms
	if err := json.Unmarshal(data, &f); err != nil {
		return err
	}
	if f.One == nil || f.Other == nil {
		return errors.New(`a text that counts has the forms "one" and "other"`)
	}
	e.counts = true
	return e.parse(*f.One, *f.Other)
}

func (e *entry) parse(one, other string) (err error) {
	if e.one, err = parseText(one); err != nil {
		return err
	}
	e.other, err = parseText(other)
	return err
}

// load reads both catalogues. They are part of the program and tested with
// it, so that a fault in them is one of ours.
var load = sync.OnceValue(func() map[Lang]*Words {
	all := map[Lang]*Words{}
	for _, lang := range Langs() {
		w, err := open(lang)
		if err != nil {
			panic(err)
		}
		all[lang] = w
	}
	return all
})

func open(lang Lang) (*Words, error) {
	name := string(lang) + ".json"
	data, err := files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("words: %w", err)
	}
	w := &Words{lang: lang, hand: hands[lang]}
	if err := json.Unmarshal(data, &w.entries); err != nil {
		return nil, fmt.Errorf("words: %s: %w", name, err)
	}
	return w, nil
}
