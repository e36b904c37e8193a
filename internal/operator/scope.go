package operator

import (
	"slices"
	"strings"
)

// checkScopes refuses what the role does not allow: a scope never adds.
func checkScopes(r Role, scopes []Permission) error {
	for _, p := range scopes {
		if !r.May(p) {
			return invalid("scopes", BeyondRole, "%q is not allowed to the role %q; leave it out, or give the token another role", p, r)
		}
	}
	return nil
}

// joinScopes is how scopes are stored: sorted, each once, with a space between.
func joinScopes(scopes []Permission) string { return strings.Join(scopeList(scopes), " ") }

func splitScopes(text string) []Permission {
	var scopes []Permission
	for _, name := range strings.Fields(text) {
		scopes = append(scopes, Permission(name))
	}
	return scopes
}

func scopeList(scopes []Permission) []string {
	names := make([]string, len(scopes))
	for i, p := range scopes {
		names[i] = string(p)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
