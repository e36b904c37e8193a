package operator

// Who an audit entry names beside the e-mails of operators.
const (
	Terminal = "terminal" // whoever may enter the data folder
	Visitor  = "visitor"  // somebody who has not shown who they are
)

// The actions that this package records.
const (
	OperatorAdded      = "operator.add"
	OperatorInvited    = "operator.invite"
	OperatorReinvited  = "operator.reinvite"
	InvitationAccepted = "operator.accept"
	RoleChanged        = "operator.role"
	OperatorDisabled   = "operator.disable"
	OperatorEnabled    = "operator.enable"
	PreferencesChanged = "operator.preferences"
	PasswordChanged    = "operator.password"
	PasswordRefused    = "operator.password_refused"

	SetUpCodeMade = "set_up.code"
	SetUpFinished = "set_up.finish"

	SignInSucceeded = "session.sign_in"
	SignInRefused   = "session.refuse"
	SessionOpened   = "session.open" // without a password
	SignedOut       = "session.sign_out"
	SessionEnded    = "session.end"

	TokenCreated = "token.create"
	TokenRevoked = "token.revoke"

	OrganisationChanged = "organisation.change"
	NumberSaved         = "number.save"
	NumberRemoved       = "number.remove"
)

// The actions that pages, API and terminal record: what operators do with the
// packages above.
const (
	ContactRevealed    = "contact.reveal" // a whole number was looked at
	ContactSaved       = "contact.save"
	ImportUploaded     = "import.upload"
	ImportChecked      = "import.check" // its columns were chosen, for a dry run
	ImportRun          = "import.run"
	ImportDropped      = "import.drop"
	ImportReleased     = "import.release"
	PersonLooked       = "consent.look" // one person's register
	WithdrawalRecorded = "consent.withdraw"
	PurposeAdded       = "purpose.add"
	NoticePublished    = "notice.publish"

	SegmentSaved    = "segment.save"
	SegmentDeleted  = "segment.delete"
	TemplatesSynced = "template.sync"

	CampaignCreated    = "campaign.create"
	CampaignDuplicated = "campaign.duplicate"
	CampaignSaved      = "campaign.save" // a draft
	CampaignDeleted    = "campaign.delete"
	CampaignLaunched   = "campaign.launch"
	CampaignPaused     = "campaign.pause"
	CampaignResumed    = "campaign.resume"
	CampaignCancelled  = "campaign.cancel"
)

// Actions are all of them, for a page that filters by them.
func Actions() []string {
	return []string{
		CampaignCreated, CampaignDuplicated, CampaignSaved, CampaignDeleted, CampaignLaunched, CampaignPaused, CampaignResumed, CampaignCancelled,
		SegmentSaved, SegmentDeleted, TemplatesSynced, ContactRevealed, ContactSaved,
		ImportUploaded, ImportChecked, ImportRun, ImportDropped, ImportReleased, PersonLooked, WithdrawalRecorded,
		PurposeAdded, NoticePublished,
		OperatorAdded, OperatorInvited, OperatorReinvited, InvitationAccepted, RoleChanged, OperatorDisabled, OperatorEnabled,
		PreferencesChanged, PasswordChanged, PasswordRefused, SetUpCodeMade, SetUpFinished, SignInSucceeded, SignInRefused,
		SessionOpened, SignedOut, SessionEnded, TokenCreated, TokenRevoked, OrganisationChanged, NumberSaved, NumberRemoved,
	}
}
