package operator

// Permission names something that can be allowed, "import_release".
type Permission string

// The permissions.
const (
	Webhook         Permission = "webhook"          // hand in what WhatsApp reports; its signature is checked besides
	ShortLink       Permission = "short_link"       // follow the link of a message
	Health          Permission = "health"           // ask whether the server works
	ConversionWrite Permission = "conversion_write" // report orders
	CampaignControl Permission = "campaign_control" // launch, pause, resume, cancel
	ImportRelease   Permission = "import_release"   // let imported evidence become consent
)

// permissions is who may do what. Nothing else decides it.
var permissions = map[Permission][]Role{
	Webhook:         {Public},
	ShortLink:       {Public},
	Health:          {Public},
	ConversionWrite: {Administrator, Marketer},
	CampaignControl: {Administrator, Marketer},
	ImportRelease:   {Administrator, Compliance},
}
