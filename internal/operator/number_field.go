package operator

import (
	"encoding/json"
	"fmt"
)

// fields are what is stored of a number; readNumber puts them together again.
func (n Number) fields() []field {
	return []field{
		{Name: "waba_id", Text: n.WABAID}, {Name: "label", Text: n.Label}, {Name: "base_url", Text: n.BaseURL}, {Name: "version", Text: n.Version},
		{Name: "token", Text: n.Token.Reveal(), Secret: true},
		{Name: "app_secrets", Text: secretList(n.AppSecrets), Secret: true},
		{Name: "verify_token", Text: n.VerifyToken.Reveal(), Secret: true},
	}
}

// secretList is how secrets are sealed together; empty for none.
func secretList(secrets []Secret) string {
	if len(secrets) == 0 {
		return ""
	}
	plain := make([]string, len(secrets)) // as a Secret each would be redacted
	for i, s := range secrets {
		plain[i] = s.Reveal()
	}
	text, err := json.Marshal(plain)
	if err != nil {
		panic(err) // a list of strings
	}
	return string(text)
}

func readNumber(id string, f map[string]string) (Number, error) {
	n := Number{ID: id, WABAID: f["waba_id"], Label: f["label"], BaseURL: f["base_url"], Version: f["version"],
		Token: NewSecret(f["token"]), VerifyToken: NewSecret(f["verify_token"])}
	if text := f["app_secrets"]; text != "" {
		if err := json.Unmarshal([]byte(text), &n.AppSecrets); err != nil {
			return Number{}, fmt.Errorf("read the app secrets of number %s: %w", id, err)
		}
	}
	return n, nil
}
