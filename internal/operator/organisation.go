package operator

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"accord/internal/db"

	"golang.org/x/text/currency"
)

// Organisation is who runs the campaigns: the controller.
type Organisation struct {
	Name      string // "Maison Lumen"; empty until somebody enters it
	Zone      string // IANA name by which its pages tell the time, "Europe/Paris"
	Language  string // "fr" or "en"
	Currency  string // ISO 4217, "EUR"
	FourEyes  bool   // an import needs two operators; switching it off is recorded
	PublicURL string // "https://accord.example.org"; empty to go by the flag of the server
}

// unset is an organisation that nobody has described yet.
var unset = Organisation{Zone: "Europe/Paris", Language: "fr", Currency: "EUR", FourEyes: true}

const organisationPrefix = "organisation/"

// Organisation is what was saved last, or the defaults: Paris, French, euros,
// two pairs of eyes.
func (s *Store) Organisation(ctx context.Context) (Organisation, error) {
	found, err := s.settings(ctx, s.db, organisationPrefix)
	return organisationOf(found), err
}

func organisationOf(found map[string]string) Organisation {
	if len(found) == 0 {
		return unset
	}
	return Organisation{Name: found["name"], Zone: found["zone"], Language: found["language"], Currency: found["currency"],
		FourEyes: found["four_eyes"] == "true", PublicURL: found["public_url"]}
}

// SaveOrganisation replaces it; the error is [ErrInvalid]. by is who does it.
func (s *Store) SaveOrganisation(ctx context.Context, o Organisation, by string) error {
	return s.ChangeOrganisation(ctx, by, func(now *Organisation) { *now = o })
}

// ChangeOrganisation changes it as it is at that moment, so that of two who
// change different things neither undoes the other's. The error is
// [ErrInvalid]. by is who does it.
func (s *Store) ChangeOrganisation(ctx context.Context, by string, change func(*Organisation)) error {
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockSettings(ctx, tx); err != nil {
			return err
		}
		stored, err := s.settings(ctx, tx, organisationPrefix)
		if err != nil {
			return err
		}
		old := organisationOf(stored)
		o := old
		change(&o)
		o = o.tidy()
		changed := old.differs(o)
		if err := o.Validate(); err != nil || len(changed) == 0 {
			return err
		}
		if _, err := s.writeSettingsTx(ctx, tx, organisationPrefix, stored, o.fields()); err != nil {
			return err
		}
		detail := map[string]any{"changed": changed}
		if o.FourEyes != old.FourEyes {
			detail["four_eyes"] = o.FourEyes
		}
		return s.RecordTx(ctx, tx, Entry{Operator: by, Action: OrganisationChanged, Detail: detail})
	})
	if err != nil {
		return fmt.Errorf("save the organisation: %w", err)
	}
	return nil
}

// tidy is what was typed as it is stored.
func (o Organisation) tidy() Organisation {
	o.Name, o.Currency = strings.TrimSpace(o.Name), strings.ToUpper(o.Currency)
	o.PublicURL = strings.TrimRight(o.PublicURL, "/")
	return o
}

// differs names the fields that are not the same, sorted.
func (o Organisation) differs(other Organisation) (names []string) {
	for i, f := range other.fields() {
		if f != o.fields()[i] {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	return names
}

func (o Organisation) fields() []field {
	return []field{
		{Name: "name", Text: o.Name}, {Name: "zone", Text: o.Zone}, {Name: "language", Text: o.Language}, {Name: "currency", Text: o.Currency},
		{Name: "four_eyes", Text: strconv.FormatBool(o.FourEyes)}, {Name: "public_url", Text: o.PublicURL},
	}
}

// Validate returns what cannot be accepted, [ErrInvalid]; see [FieldErrors].
func (o Organisation) Validate() error {
	var wrong []error
	if _, err := time.LoadLocation(o.Zone); err != nil || o.Zone == "" || o.Zone == "Local" {
		wrong = append(wrong, invalid("zone", NotOffered, "%q is no time zone; use a name such as Europe/Paris", o.Zone))
	}
	if !slices.Contains(languages, o.Language) {
		wrong = append(wrong, invalid("language", NotOffered, "%q is none: use one of %q", o.Language, languages))
	}
	if _, err := currency.ParseISO(o.Currency); err != nil {
		wrong = append(wrong, invalid("currency", NotOffered, "%q is no currency; use three letters such as EUR", o.Currency))
	}
	return errors.Join(checkName(o.Name), errors.Join(wrong...), checkPublicURL(o.PublicURL))
}

// checkPublicURL takes the beginning of a link: people and platforms reach
// Accord over https, and over http on this machine only.
func checkPublicURL(text string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "":
		return invalid("public_url", Malformed, "%q is no address to begin a link with; want one such as https://accord.example.org", text)
	case !private(u):
		return invalid("public_url", Malformed, "begin it with https://: what people sign in with must not travel in clear")
	}
	return nil
}
