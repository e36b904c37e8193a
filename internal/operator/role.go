package operator

import "slices"

// Role is what somebody is trusted with, "marketer".
type Role string

// The roles.
const (
	Administrator Role = "administrator" // runs the installation
	Marketer      Role = "marketer"      // designs and sends campaigns
	Analyst       Role = "analyst"       // reads results
	Agent         Role = "agent"         // answers people
	Compliance    Role = "compliance"    // answers for consent
	Auditor       Role = "auditor"       // reads everything, changes nothing
	// Public is anybody on the network. It is given to no operator and no token.
	Public Role = "public"
)

var roles = []Role{Administrator, Marketer, Analyst, Agent, Compliance, Auditor}

// Roles are those that can be given, sorted: all but [Public].
func Roles() []Role { return slices.Sorted(slices.Values(roles)) }

// Validate returns [ErrInvalid] for anything but a role that can be given.
func (r Role) Validate() error {
	if slices.Contains(roles, r) {
		return nil
	}
	return invalid("role", NotOffered, "%q is none: use one of %q", r, roles)
}

// May answers whether a role allows something.
func (r Role) May(p Permission) bool {
	allowed := permissions[p]
	return slices.Contains(allowed, Public) || slices.Contains(allowed, r)
}
