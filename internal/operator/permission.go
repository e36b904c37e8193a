package operator

import (
	"maps"
	"slices"
)

// Permission names something that can be allowed, "import_release".
type Permission string

// The permissions.
const (
	Webhook   Permission = "webhook"    // hand in what WhatsApp reports; its signature is checked besides
	ShortLink Permission = "short_link" // follow the link of a message
	Health    Permission = "health"     // ask whether the server works
	Asset     Permission = "asset"      // load styles, scripts and fonts of the pages
	SignIn    Permission = "sign_in"    // open the pages before there is a session: login, set-up, invitation

	HomeView   Permission = "home_view"   // open the first page
	OwnProfile Permission = "own_profile" // change one's language, theme and password, see and end one's sessions

	ContactView   Permission = "contact_view"   // find people; their numbers are masked
	ContactReveal Permission = "contact_reveal" // see a whole number; each look is logged
	ContactImport Permission = "contact_import" // bring people in from a file
	ImportRelease Permission = "import_release" // let imported evidence become consent

	SegmentView  Permission = "segment_view"  // see segments and how many people they hold
	SegmentEdit  Permission = "segment_edit"  // make, change and delete segments
	TemplateView Permission = "template_view" // see templates and how they look
	TemplateSync Permission = "template_sync" // read the templates from WhatsApp again

	CampaignView    Permission = "campaign_view"    // see campaigns and how far they are
	CampaignEdit    Permission = "campaign_edit"    // write drafts
	CampaignControl Permission = "campaign_control" // launch, pause, resume, cancel
	CampaignPeople  Permission = "campaign_people"  // see who is in an audience, and why or why not
	ResultView      Permission = "result_view"      // see which variant does best
	ConversionWrite Permission = "conversion_write" // report orders

	ConsentView Permission = "consent_view" // read the register and a person's history
	ConsentEdit Permission = "consent_edit" // record a withdrawal or an objection
	PurposeEdit Permission = "purpose_edit" // add purposes, publish notices

	SettingView  Permission = "setting_view"  // see settings; secrets are never shown
	SettingEdit  Permission = "setting_edit"  // change the organisation and its numbers
	OperatorEdit Permission = "operator_edit" // invite, change the role of, disable people
	TokenEdit    Permission = "token_edit"    // make and revoke API tokens
	AuditView    Permission = "audit_view"    // read who did what
	MetricsRead  Permission = "metrics_read"  // read the figures of the running server
)

// permissions is who may do what. Nothing else decides it.
var permissions = map[Permission][]Role{
	Webhook:   {Public},
	ShortLink: {Public},
	Health:    {Public},
	Asset:     {Public},
	SignIn:    {Public},

	HomeView:   roles,
	OwnProfile: roles,

	ContactView:   {Administrator, Marketer, Agent, Compliance, Auditor},
	ContactReveal: {Administrator, Agent, Compliance},
	ContactImport: {Administrator, Marketer},
	ImportRelease: {Administrator, Compliance},

	SegmentView:  {Administrator, Marketer, Analyst, Compliance, Auditor},
	SegmentEdit:  {Administrator, Marketer},
	TemplateView: roles,
	TemplateSync: {Administrator, Marketer},

	CampaignView:    {Administrator, Marketer, Analyst, Compliance, Auditor},
	CampaignEdit:    {Administrator, Marketer},
	CampaignControl: {Administrator, Marketer},
	CampaignPeople:  {Administrator, Marketer, Compliance, Auditor},
	ResultView:      {Administrator, Marketer, Analyst, Compliance, Auditor},
	ConversionWrite: {Administrator, Marketer},

	ConsentView: {Administrator, Compliance, Auditor},
	ConsentEdit: {Administrator, Compliance, Agent},
	PurposeEdit: {Administrator, Compliance},

	SettingView:  {Administrator, Auditor},
	SettingEdit:  {Administrator},
	OperatorEdit: {Administrator},
	TokenEdit:    {Administrator},
	AuditView:    {Administrator, Compliance, Auditor},
	MetricsRead:  {Administrator, Auditor},
}

// Permissions are all that can be allowed, sorted.
func Permissions() []Permission { return slices.Sorted(maps.Keys(permissions)) }
