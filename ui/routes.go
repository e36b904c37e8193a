package ui

import (
	"context"
	"strings"

	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// route is one address: what it needs, how much it takes, who answers.
type route struct {
	Method, Path string
	Needs        operator.Permission // which roles have it is said in package operator
	Limit        int                 // bytes of body
	Handler      fiber.Handler
}

// programs are the addresses that programs call: with a token, with a
// signature, or openly.
func (s *Server) programs() []route {
	return []route{
		{fiber.MethodGet, "/webhooks/whatsapp", operator.Webhook, 0, s.subscribe},
		{fiber.MethodPost, "/webhooks/whatsapp", operator.Webhook, webhookLimit, s.receive},

		{fiber.MethodGet, "/l/:code", operator.ShortLink, 0, s.follow},
		{fiber.MethodHead, "/l/:code", operator.ShortLink, 0, s.follow},

		{fiber.MethodPost, "/api/v1/conversions", operator.ConversionWrite, apiLimit, s.convert},

		{fiber.MethodGet, "/api/openapi.json", operator.Asset, 0, s.openAPI},
		{fiber.MethodGet, "/metrics", operator.MetricsRead, 0, s.metrics},

		{fiber.MethodGet, "/healthz", operator.Health, 0, s.alive},
		{fiber.MethodGet, "/readyz", operator.Health, 0, s.ready},
	}
}

// operations are what programs ask with a token, described in OpenAPI.
func (s *Server) operations() []operation {
	return []operation{
		ask(fiber.MethodGet, "/api/v1/contacts", operator.ContactView, "list-contacts", "List people", s.apiContacts),
		ask(fiber.MethodPost, "/api/v1/contacts", operator.ContactImport, "upsert-contacts", "Add or update people", s.apiUpsert).taking(upsertLimit),
		ask(fiber.MethodPost, "/api/v1/contacts/lookup", operator.ContactView, "lookup-contact", "Find a person", s.apiLookupContact),
		ask(fiber.MethodGet, "/api/v1/contacts/{id}", operator.ContactView, "get-contact", "Get a person", s.apiGetContact),
		ask(fiber.MethodGet, "/api/v1/contacts/{id}/timeline", operator.ContactView, "get-timeline", "Tell what happened with a person", s.apiTimeline),
		ask(fiber.MethodPost, "/api/v1/contacts/{id}/reveal", operator.ContactReveal, "reveal-contact", "Show a whole number", s.apiReveal).fresh(),

		ask(fiber.MethodGet, "/api/v1/segments", operator.SegmentView, "list-segments", "List segments", s.apiSegments),
		ask(fiber.MethodPost, "/api/v1/segments", operator.SegmentEdit, "add-segment", "Add a segment", s.apiAddSegment),
		ask(fiber.MethodPost, "/api/v1/segments/count", operator.SegmentView, "count-rule", "Count who match a rule", s.apiCountRule),
		ask(fiber.MethodPost, "/api/v1/segments/sample", operator.ContactView, "sample-rule", "Show some who match a rule", s.apiSampleRule).also(operator.SegmentView),
		ask(fiber.MethodGet, "/api/v1/segments/{id}", operator.SegmentView, "get-segment", "Get a segment", s.apiGetSegment),
		ask(fiber.MethodPut, "/api/v1/segments/{id}", operator.SegmentEdit, "save-segment", "Change a segment", s.apiSaveSegment),
		ask(fiber.MethodDelete, "/api/v1/segments/{id}", operator.SegmentEdit, "delete-segment", "Delete a segment", s.apiDeleteSegment),

		ask(fiber.MethodGet, "/api/v1/templates", operator.TemplateView, "list-templates", "List templates", s.apiTemplates),
		ask(fiber.MethodPost, "/api/v1/templates/sync", operator.TemplateSync, "sync-templates", "Read the templates again", s.apiSyncTemplates),
		ask(fiber.MethodGet, "/api/v1/templates/{id}", operator.TemplateView, "get-template", "Get a template", s.apiTemplate),

		ask(fiber.MethodGet, "/api/v1/campaigns", operator.CampaignView, "list-campaigns", "List campaigns", s.apiCampaigns),
		ask(fiber.MethodPost, "/api/v1/campaigns", operator.CampaignEdit, "create-campaign", "Write a draft", s.apiCreateCampaign).taking(formLimit),
		ask(fiber.MethodGet, "/api/v1/campaigns/{id}", operator.CampaignView, "get-campaign", "Get a campaign", s.apiGetCampaign),
		ask(fiber.MethodPut, "/api/v1/campaigns/{id}", operator.CampaignEdit, "save-campaign", "Change a draft", s.apiSaveCampaign).taking(formLimit),
		ask(fiber.MethodDelete, "/api/v1/campaigns/{id}", operator.CampaignEdit, "delete-campaign", "Delete a draft", s.apiDeleteCampaign),
		ask(fiber.MethodPost, "/api/v1/campaigns/{id}/duplicate", operator.CampaignEdit, "duplicate-campaign", "Duplicate a campaign", s.apiDuplicateCampaign),
		ask(fiber.MethodGet, "/api/v1/campaigns/{id}/check", operator.CampaignEdit, "check-campaign", "Check a draft", s.apiCheck),
		ask(fiber.MethodGet, "/api/v1/campaigns/{id}/forecast", operator.CampaignEdit, "forecast-campaign", "Forecast a launch", s.apiForecast),
		ask(fiber.MethodPost, "/api/v1/campaigns/{id}/launch", operator.CampaignControl, "launch-campaign", "Launch a draft", s.apiLaunch),
		ask(fiber.MethodPost, "/api/v1/campaigns/{id}/pause", operator.CampaignControl, "pause-campaign", "Pause a campaign", s.apiPause),
		ask(fiber.MethodPost, "/api/v1/campaigns/{id}/resume", operator.CampaignControl, "resume-campaign", "Resume a campaign", s.apiResume),
		ask(fiber.MethodPost, "/api/v1/campaigns/{id}/cancel", operator.CampaignControl, "cancel-campaign", "Cancel a campaign", s.apiCancel),
		ask(fiber.MethodGet, "/api/v1/campaigns/{id}/progress", operator.CampaignView, "get-progress", "Tell how far a campaign is", s.apiProgress),
		ask(fiber.MethodGet, "/api/v1/campaigns/{id}/people", operator.CampaignPeople, "list-people", "List the people of a campaign", s.apiPeopleOf),
		ask(fiber.MethodGet, "/api/v1/campaigns/{id}/people/{contact}", operator.CampaignPeople, "explain-person", "Explain what became of a person", s.apiWhy),
		ask(fiber.MethodGet, "/api/v1/campaigns/{id}/results", operator.ResultView, "get-results", "Read the results", s.apiResults),

		ask(fiber.MethodGet, "/api/v1/consent/purposes", operator.ConsentView, "list-purposes", "List purposes", s.apiPurposes),
		ask(fiber.MethodPost, "/api/v1/consent/purposes", operator.PurposeEdit, "add-purpose", "Add a purpose", s.apiAddPurpose),
		ask(fiber.MethodGet, "/api/v1/consent/notices", operator.ConsentView, "list-notices", "List notices", s.apiNotices),
		ask(fiber.MethodPost, "/api/v1/consent/notices", operator.PurposeEdit, "publish-notice", "Publish a notice", s.apiPublish),
		ask(fiber.MethodGet, "/api/v1/consent/notices/{id}/{version}/{lang}", operator.ConsentView, "get-notice", "Get a notice", s.apiGetNotice),
		ask(fiber.MethodGet, "/api/v1/consent/register", operator.ConsentView, "list-register", "Read the register", s.apiRegister),
		ask(fiber.MethodGet, "/api/v1/consent/people/{id}", operator.ConsentView, "get-history", "Tell a person's history", s.apiHistory),
		ask(fiber.MethodPost, "/api/v1/consent/people/{id}/withdrawals", operator.ConsentEdit, "record-withdrawal", "Record a no", s.apiWithdraw),

		ask(fiber.MethodGet, "/api/v1/operators", operator.SettingView, "list-operators", "List operators", s.apiOperators),
		ask(fiber.MethodGet, "/api/v1/tokens", operator.SettingView, "list-tokens", "List tokens", s.apiTokens),
		ask(fiber.MethodPost, "/api/v1/tokens", operator.TokenEdit, "create-token", "Make a token", s.apiCreateToken).fresh(),
		ask(fiber.MethodDelete, "/api/v1/tokens/{id}", operator.TokenEdit, "revoke-token", "Revoke a token", s.apiRevokeToken),
		ask(fiber.MethodGet, "/api/v1/organisation", operator.SettingView, "get-organisation", "Get the organisation", s.apiOrganisation),
		ask(fiber.MethodPut, "/api/v1/organisation", operator.SettingEdit, "save-organisation", "Change the organisation", s.apiSaveOrganisation),
		ask(fiber.MethodGet, "/api/v1/numbers", operator.SettingView, "list-numbers", "List numbers", s.apiNumbers),
		ask(fiber.MethodGet, "/api/v1/numbers/{id}", operator.SettingView, "get-number", "Get a number", s.apiGetNumber),
		ask(fiber.MethodPut, "/api/v1/numbers/{id}", operator.SettingEdit, "save-number", "Add or change a number", s.apiSaveNumber),
		ask(fiber.MethodDelete, "/api/v1/numbers/{id}", operator.SettingEdit, "remove-number", "Remove a number", s.apiRemoveNumber),
		ask(fiber.MethodPost, "/api/v1/numbers/{id}/test", operator.SettingView, "test-number", "Test a number", s.apiTestNumber),
		ask(fiber.MethodGet, "/api/v1/audit", operator.AuditView, "list-audit", "Read the audit", s.apiAudit),
	}
}

// pages are the addresses that people open, with the session of their cookie.
func (s *Server) pages() []route {
	return []route{
		{fiber.MethodGet, "/assets/:file", operator.Asset, 0, s.asset},

		{fiber.MethodGet, "/login", operator.SignIn, 0, s.loginPage},
		{fiber.MethodPost, "/login", operator.SignIn, formLimit, s.signIn},
		{fiber.MethodGet, "/setup", operator.SignIn, 0, s.setupPage},
		{fiber.MethodPost, "/setup", operator.SignIn, formLimit, s.setUp},
		{fiber.MethodGet, "/invitation/:token", operator.SignIn, 0, s.invitationPage},
		{fiber.MethodPost, "/invitation/:token", operator.SignIn, formLimit, s.accept},
		{fiber.MethodPost, "/language", operator.SignIn, formLimit, s.chooseLanguage},
		{fiber.MethodPost, "/logout", operator.OwnProfile, formLimit, s.signOut},

		{fiber.MethodGet, "/", operator.HomeView, 0, s.home},

		{fiber.MethodGet, "/campaigns/:id/results", operator.ResultView, 0, s.results},

		{fiber.MethodGet, "/campaigns", operator.CampaignView, 0, s.campaigns},
		{fiber.MethodPost, "/campaigns", operator.CampaignEdit, formLimit, s.createCampaign},
		{fiber.MethodGet, "/campaigns/new", operator.CampaignEdit, 0, s.newCampaignPage},
		{fiber.MethodGet, "/campaigns/:id", operator.CampaignView, 0, s.campaign},
		{fiber.MethodGet, "/campaigns/:id/live", operator.CampaignView, 0, s.campaignLive},
		{fiber.MethodGet, "/campaigns/:id/hours", operator.CampaignView, 0, s.hoursPart},
		{fiber.MethodGet, "/campaigns/:id/plan", operator.CampaignView, 0, s.plan},
		{fiber.MethodGet, "/campaigns/:id/people", operator.CampaignPeople, 0, s.campaignPeople},
		{fiber.MethodGet, "/campaigns/:id/why/:contact", operator.CampaignPeople, 0, s.why},
		{fiber.MethodPost, "/campaigns/:id/duplicate", operator.CampaignEdit, formLimit, s.duplicateCampaign},
		{fiber.MethodGet, "/campaigns/:id/delete", operator.CampaignEdit, 0, s.onDraft(s.deleteCampaignPage)},
		{fiber.MethodPost, "/campaigns/:id/delete", operator.CampaignEdit, formLimit, s.onDraft(s.deleteCampaign)},
		{fiber.MethodPost, "/campaigns/:id/pause", operator.CampaignControl, formLimit, s.pauseCampaign},
		{fiber.MethodPost, "/campaigns/:id/resume", operator.CampaignControl, formLimit, s.resumeCampaign},
		{fiber.MethodGet, "/campaigns/:id/cancel", operator.CampaignControl, 0, s.cancelPage},
		{fiber.MethodPost, "/campaigns/:id/cancel", operator.CampaignControl, formLimit, s.cancelCampaign},

		{fiber.MethodGet, "/campaigns/:id/objective", operator.CampaignEdit, 0, s.pageOf(s.objectiveStep())},
		{fiber.MethodPost, "/campaigns/:id/objective", operator.CampaignEdit, formLimit, s.saved(s.objectiveStep())},
		{fiber.MethodGet, "/campaigns/:id/audience", operator.CampaignEdit, 0, s.pageOf(s.audienceStep())},
		{fiber.MethodPost, "/campaigns/:id/audience", operator.CampaignEdit, formLimit, s.saved(s.audienceStep())},
		{fiber.MethodGet, "/campaigns/:id/audience/count", operator.CampaignEdit, 0, s.onDraft(s.audienceCount)},
		{fiber.MethodGet, "/campaigns/:id/variants", operator.CampaignEdit, 0, s.pageOf(s.variantsStep())},
		{fiber.MethodPost, "/campaigns/:id/variants", operator.CampaignEdit, formLimit, s.saved(s.variantsStep())},
		{fiber.MethodGet, "/campaigns/:id/schedule", operator.CampaignEdit, 0, s.pageOf(s.scheduleStep())},
		{fiber.MethodPost, "/campaigns/:id/schedule", operator.CampaignEdit, formLimit, s.saved(s.scheduleStep())},
		{fiber.MethodGet, "/campaigns/:id/check", operator.CampaignEdit, 0, s.onDraft(s.showCheck)},
		{fiber.MethodGet, "/campaigns/:id/launch", operator.CampaignControl, 0, s.onDraft(s.showLaunch)},
		{fiber.MethodPost, "/campaigns/:id/launch", operator.CampaignControl, formLimit, s.onDraft(s.launch)},
		{fiber.MethodGet, "/campaigns/:id/reach", operator.CampaignEdit, 0, s.onDraft(s.reachPart)},
		{fiber.MethodGet, "/campaigns/:id/load", operator.CampaignEdit, 0, s.onDraft(s.loadPart)},
		{fiber.MethodGet, "/campaigns/:id/preview", operator.CampaignEdit, 0, s.onDraft(s.preview)},
		{fiber.MethodGet, "/campaigns/:id/forecast", operator.CampaignPeople, 0, s.onDraft(s.forecastPeople)},

		{fiber.MethodGet, "/audit", operator.AuditView, 0, s.audit},

		{fiber.MethodGet, "/contacts", operator.ContactView, 0, s.contacts},
		{fiber.MethodPost, "/contacts", operator.ContactView, formLimit, s.searchContacts},
		{fiber.MethodGet, "/contacts/:id", operator.ContactView, 0, s.contact},
		{fiber.MethodPost, "/contacts/:id/reveal", operator.ContactReveal, formLimit, s.reveal},
		{fiber.MethodGet, "/contacts/:id/withdrawal", operator.ConsentEdit, 0, s.withdrawalPage},
		{fiber.MethodPost, "/contacts/:id/withdrawal", operator.ConsentEdit, formLimit, s.withdraw},

		{fiber.MethodGet, "/imports", operator.ContactImport, 0, s.importsPage},
		{fiber.MethodGet, "/imports/new", operator.ContactImport, 0, s.importNewPage},
		{fiber.MethodPost, "/imports", operator.ContactImport, streamed, s.upload},
		{fiber.MethodGet, "/imports/:id", operator.ContactImport, 0, s.importPage},
		{fiber.MethodGet, "/imports/:id/live", operator.ContactImport, 0, s.importLive},
		{fiber.MethodGet, "/imports/:id/errors.csv", operator.ContactImport, 0, s.importErrors},
		{fiber.MethodGet, "/imports/:id/columns", operator.ContactImport, 0, s.columnsPage},
		{fiber.MethodPost, "/imports/:id/columns", operator.ContactImport, formLimit, s.chooseColumns},
		{fiber.MethodPost, "/imports/:id/run", operator.ContactImport, formLimit, s.runImport},
		{fiber.MethodGet, "/imports/:id/drop", operator.ContactImport, 0, s.dropPage},
		{fiber.MethodPost, "/imports/:id/drop", operator.ContactImport, formLimit, s.dropImport},

		{fiber.MethodGet, "/profile", operator.OwnProfile, 0, s.profilePage},
		{fiber.MethodPost, "/theme", operator.OwnProfile, formLimit, s.chooseTheme},
		{fiber.MethodPost, "/profile/password", operator.OwnProfile, formLimit, s.changePassword},
		{fiber.MethodPost, "/profile/sessions", operator.OwnProfile, formLimit, s.endOtherSessions},
		{fiber.MethodPost, "/profile/sessions/:session/end", operator.OwnProfile, formLimit, s.endOwnSession},

		{fiber.MethodGet, "/settings", operator.SettingView, 0, s.organisationPage},
		{fiber.MethodPost, "/settings", operator.SettingEdit, formLimit, s.saveOrganisation},
		{fiber.MethodGet, "/settings/two-eyes", operator.SettingEdit, 0, s.twoEyesPage},
		{fiber.MethodPost, "/settings/two-eyes", operator.SettingEdit, formLimit, s.twoEyes},
		{fiber.MethodPost, "/settings/four-eyes", operator.SettingEdit, formLimit, s.fourEyes},
		{fiber.MethodGet, "/settings/numbers", operator.SettingView, 0, s.numbersPage},
		{fiber.MethodPost, "/settings/numbers", operator.SettingEdit, formLimit, s.addNumber},
		{fiber.MethodGet, "/settings/numbers/new", operator.SettingEdit, 0, s.newNumberPage},
		{fiber.MethodGet, "/settings/numbers/:number", operator.SettingView, 0, s.numberPage},
		{fiber.MethodPost, "/settings/numbers/:number", operator.SettingEdit, formLimit, s.saveNumber},
		{fiber.MethodGet, "/settings/numbers/:number/line", operator.SettingView, 0, s.lineOfNumber},
		{fiber.MethodGet, "/settings/numbers/:number/remove", operator.SettingEdit, 0, s.numberRemovalPage},
		{fiber.MethodPost, "/settings/numbers/:number/remove", operator.SettingEdit, formLimit, s.removeNumber},
		{fiber.MethodGet, "/settings/operators", operator.SettingView, 0, s.operatorsPage},
		{fiber.MethodPost, "/settings/operators", operator.OperatorEdit, formLimit, s.invite},
		{fiber.MethodGet, "/settings/operators/new", operator.OperatorEdit, 0, s.invitePage},
		{fiber.MethodGet, "/settings/operators/:operator", operator.SettingView, 0, s.operatorPage},
		{fiber.MethodPost, "/settings/operators/:operator/role", operator.OperatorEdit, formLimit, s.changeRole},
		{fiber.MethodPost, "/settings/operators/:operator/invitation", operator.OperatorEdit, formLimit, s.reinvite},
		{fiber.MethodPost, "/settings/operators/:operator/sessions", operator.OperatorEdit, formLimit, s.endOperatorSessions},
		{fiber.MethodPost, "/settings/operators/:operator/enable", operator.OperatorEdit, formLimit, s.enableOperator},
		{fiber.MethodGet, "/settings/operators/:operator/disable", operator.OperatorEdit, 0, s.disablePage},
		{fiber.MethodPost, "/settings/operators/:operator/disable", operator.OperatorEdit, formLimit, s.disableOperator},
		{fiber.MethodGet, "/settings/tokens", operator.SettingView, 0, s.tokensPage},
		{fiber.MethodPost, "/settings/tokens", operator.TokenEdit, formLimit, s.createToken},
		{fiber.MethodGet, "/settings/tokens/new", operator.TokenEdit, 0, s.newTokenPage},
		{fiber.MethodGet, "/settings/tokens/:token/revoke", operator.TokenEdit, 0, s.revokePage},
		{fiber.MethodPost, "/settings/tokens/:token/revoke", operator.TokenEdit, formLimit, s.revokeToken},
		{fiber.MethodGet, "/settings/permissions", operator.SettingView, 0, s.permissionPage},

		{fiber.MethodGet, "/segments", operator.SegmentView, 0, s.segments},
		{fiber.MethodGet, "/segments/new", operator.SegmentEdit, 0, s.newSegment},
		{fiber.MethodPost, "/segments/new", operator.SegmentEdit, formLimit, s.writeSegment},
		{fiber.MethodGet, "/segments/:id", operator.SegmentView, 0, s.segment},
		{fiber.MethodPost, "/segments/:id", operator.SegmentEdit, formLimit, s.writeSegment},
		{fiber.MethodGet, "/segments/:id/count", operator.SegmentView, 0, s.segmentCount},
		{fiber.MethodGet, "/segments/:id/delete", operator.SegmentEdit, 0, s.segmentDeletion},
		{fiber.MethodPost, "/segments/:id/delete", operator.SegmentEdit, formLimit, s.deleteSegment},

		{fiber.MethodGet, "/templates", operator.TemplateView, 0, s.templates},
		{fiber.MethodPost, "/templates", operator.TemplateSync, formLimit, s.syncTemplates},
		{fiber.MethodGet, "/templates/:id", operator.TemplateView, 0, s.template},
		{fiber.MethodPost, "/templates/:id", operator.TemplateView, formLimit, s.template},

		// Before the people of the register: these names are none of theirs.
		{fiber.MethodGet, "/consent/purposes", operator.ConsentView, 0, s.purposesPage},
		{fiber.MethodPost, "/consent/purposes", operator.PurposeEdit, formLimit, s.addPurpose},
		{fiber.MethodGet, "/consent/purposes/new", operator.PurposeEdit, 0, s.newPurposePage},
		{fiber.MethodPost, "/consent/notices", operator.PurposeEdit, formLimit, s.publish},
		{fiber.MethodGet, "/consent/notices/new", operator.PurposeEdit, 0, s.newNoticePage},
		{fiber.MethodGet, "/consent/notices/:notice/:version/:lang", operator.ConsentView, 0, s.noticePage},

		{fiber.MethodGet, "/consent", operator.ConsentView, 0, s.register},
		{fiber.MethodPost, "/consent/find", operator.ConsentView, formLimit, s.findPerson},
		{fiber.MethodGet, "/consent/imports", operator.ImportRelease, 0, s.releases},
		{fiber.MethodGet, "/consent/imports/:batch", operator.ImportRelease, 0, s.release},
		{fiber.MethodPost, "/consent/imports/:batch", operator.ImportRelease, formLimit, s.approve},
		{fiber.MethodGet, "/consent/:subject", operator.ConsentView, 0, s.person},
		{fiber.MethodGet, "/consent/:id/withdrawal", operator.ConsentEdit, 0, s.withdrawalPage},
		{fiber.MethodPost, "/consent/:id/withdrawal", operator.ConsentEdit, formLimit, s.withdraw},
	}
}

// Address is a row of the route table: "GET /contacts/:id".
type Address struct {
	Method, Path string
	Needs        operator.Permission
	Also         operator.Permission // a second one that it needs, or none
	Streamed     bool                // its form is read bit by bit
}

// Pages are the addresses for people, so that a test can see them all.
func (s *Server) Pages() []Address { return addresses(s.pages()) }

func addresses(routes []route) []Address {
	var list []Address
	for _, r := range routes {
		list = append(list, Address{Method: r.Method, Path: r.Path, Needs: r.Needs, Streamed: r.Limit == streamed})
	}
	return list
}

// guard lets a request through to its handler when its sender may, which admit
// says, and its body is small enough. Only then is the body read.
func (s *Server) guard(r route, admit func(*fiber.Ctx, operator.Permission) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Locals(patternKey, r.Path)
		if err := admit(c, r.Needs); err != nil {
			return err
		}
		if err := intake(c, r.Limit); err != nil {
			return err
		}
		return r.Handler(c)
	}
}

// admit asks for a token where anybody may not.
func (s *Server) admit(c *fiber.Ctx, needs operator.Permission) error {
	if operator.Public.May(needs) {
		return nil
	}
	scheme, token, _ := strings.Cut(c.Get(fiber.HeaderAuthorization), " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return &problem{Status: fiber.StatusUnauthorized, Detail: "Send an API token: Authorization: Bearer acc_…", challenge: challengeAPI}
	}
	who, err := s.Tokens.Authenticate(c.UserContext(), token)
	if err != nil {
		return err
	}
	asks := caller{who, requestID(c)}
	c.SetUserContext(context.WithValue(c.UserContext(), callerKey{}, asks))
	return asks.needs(needs)
}
