package ui

import "accord/internal/operator"

// permissionGroup are permissions about the same thing, in the order in which
// a person meets them.
type permissionGroup struct {
	Key         string
	Permissions []operator.Permission
}

// permissionGroups hold each permission once.
var permissionGroups = []permissionGroup{
	{"campaigns", []operator.Permission{operator.CampaignView, operator.CampaignEdit, operator.CampaignControl, operator.CampaignPeople,
		operator.ResultView, operator.ConversionWrite}},
	{"people", []operator.Permission{operator.ContactView, operator.ContactReveal, operator.ContactImport, operator.SegmentView,
		operator.SegmentEdit, operator.TemplateView, operator.TemplateSync}},
	{"consent", []operator.Permission{operator.ConsentView, operator.ConsentEdit, operator.PurposeEdit, operator.ImportRelease}},
	{"settings", []operator.Permission{operator.SettingView, operator.SettingEdit, operator.OperatorEdit, operator.TokenEdit,
		operator.AuditView, operator.MetricsRead}},
	{"self", []operator.Permission{operator.HomeView, operator.OwnProfile}},
	{"open", []operator.Permission{operator.SignIn, operator.Asset, operator.ShortLink, operator.Webhook, operator.Health}},
}

// scopeGroups are what a program can be limited to: what only a person in
// front of a page needs, and what anybody may, is left out.
func scopeGroups(role operator.Role) []permissionGroup {
	var groups []permissionGroup
	for _, g := range permissionGroups {
		if g.Key == "self" {
			continue
		}
		kept := permissionGroup{Key: g.Key}
		for _, p := range g.Permissions {
			if role.May(p) && !operator.Public.May(p) {
				kept.Permissions = append(kept.Permissions, p)
			}
		}
		if kept.Permissions != nil {
			groups = append(groups, kept)
		}
	}
	return groups
}
