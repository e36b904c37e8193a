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
	if err != nil || len(found) == 0 {
		return unset, err
	}
	return Organisation{Name: found["name"], Zone: found["zone"], Language: found["language"], Currency: found["currency"],
		FourEyes: found["four_eyes"] == "true", PublicURL: found["public_url"]}, nil
}

// SaveOrganisation replaces it; the error is [ErrInvalid]. by is who does it.
func (s *Store) SaveOrganisation(ctx context.Context, o Organisation, by string) error {
	o.Name, o.Currency = strings.TrimSpace(o.Name), strings.ToUpper(o.Currency)
	o.PublicURL = strings.TrimRight(o.PublicURL, "/")
	if err := o.Validate(); err != nil {
		return fmt.Errorf("save the organisation: %w", err)
	}
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockSettings(ctx, tx); err != nil {
			return err
		}
		old, err := s.settings(ctx, tx, organisationPrefix)
		if err != nil {
			return err
		}
		changed, err := s.writeSettingsTx(ctx, tx, organisationPrefix, old, o.fields())
		if err != nil || len(changed) == 0 {
			return err
		}
		return s.RecordTx(ctx, tx, Entry{Operator: by, Action: OrganisationChanged, Detail: map[string]any{"changed": changed}})
	})
	if err != nil {
		return fmt.Errorf("save the organisation: %w", err)
	}
	return nil
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
