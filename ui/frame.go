package ui

import (
	"accord/internal/operator"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

// frame is what every page shows around its own matter. A page's struct
// embeds it.
type frame struct {
	Title        string
	Here         string // which entry of the rail is open: "campaigns"
	Lang         words.Lang
	Theme        string
	Address      string // of this page, to come back to; empty where only a form leads
	Themes       []string
	Nonce        string // of the scripts that may run
	Form         string // the tag of this browser's forms
	Organisation string
	Person       *operator.Operator // nil for a stranger
	Rail         []railEntry
	Searchable   bool   // whether people may be searched for
	Notice       string // what a change led to, said once
	Sample       *sampleBanner
}

// sampleBanner explains the sample workspace.
type sampleBanner struct {
	People []SamplePerson
	Now    string // the workspace's own time, which runs faster
	Reset  bool   // it can be built anew
}

// railEntry is one line of the navigation.
type railEntry struct {
	Key, Path, Icon string
	Open            bool
	Below           []railEntry
}

// rail is the navigation with what each entry needs; what a role may not see
// is absent.
var rail = []struct {
	entry railEntry
	needs operator.Permission
	below string // the key of the entry it stands under
}{
	{railEntry{Key: "home", Path: "/", Icon: "home"}, operator.HomeView, ""},
	{railEntry{Key: "campaigns", Path: "/campaigns", Icon: "campaigns"}, operator.CampaignView, ""},
	{railEntry{Key: "contacts", Path: "/contacts", Icon: "people"}, operator.ContactView, ""},
	{railEntry{Key: "segments", Path: "/segments", Icon: "segment"}, operator.SegmentView, ""},
	{railEntry{Key: "imports", Path: "/imports", Icon: "import"}, operator.ContactImport, ""},
	{railEntry{Key: "templates", Path: "/templates", Icon: "templates"}, operator.TemplateView, ""},
	{railEntry{Key: "consent", Path: "/consent", Icon: "consent"}, operator.ConsentView, ""},
	{railEntry{Key: "releases", Path: "/consent/imports", Icon: "approve"}, operator.ImportRelease, "consent"},
	{railEntry{Key: "purposes", Path: purposesPath, Icon: "purpose"}, operator.ConsentView, "consent"},
	{railEntry{Key: "settings", Path: "/settings", Icon: "settings"}, operator.SettingView, ""},
	{railEntry{Key: "audit", Path: "/audit", Icon: "register"}, operator.AuditView, ""},
}

// frame is what stands around a page: here is the key of its entry in the
// rail, title its text.
func (s *Server) frame(c *fiber.Ctx, here, title string) frame {
	v := visitorOf(c)
	f := frame{Title: title, Here: here, Lang: v.lang, Theme: v.theme, Address: s.address(c), Themes: operator.Themes(), Nonce: nonceOf(c), Form: s.formTag(c, v),
		Organisation: v.organisation.Name, Notice: s.takeNotice(c, v)}
	if v.known() {
		f.Person = &v.session.Operator
		f.Rail, f.Searchable = railFor(v, here), v.may(operator.ContactView)
	}
	if s.Office.Sample != nil {
		f.Sample = &sampleBanner{People: s.Office.Sample.People, Now: words.In(v.lang).DateTime(s.Clock.Now(), s.zone(c)), Reset: s.Office.Sample.Reset != nil}
	}
	return f
}

// address is that of the page if it can be opened again: the answer to a form
// stands at an address that often knows no other method.
func (s *Server) address(c *fiber.Ctx) string {
	if c.Method() == fiber.MethodPost && !s.reopens[pattern(c)] {
		return ""
	}
	return c.OriginalURL()
}

func railFor(v visitor, here string) []railEntry {
	var list []railEntry
	for _, r := range rail {
		if !v.may(r.needs) {
			continue
		}
		e := r.entry
		e.Open = e.Key == here
		if n := len(list); r.below != "" && n > 0 && list[n-1].Key == r.below {
			list[n-1].Below = append(list[n-1].Below, e)
			continue
		}
		list = append(list, e)
	}
	return list
}

// say keeps a notice for the page that a redirect leads to. It is a key of
// the catalogue, so that nobody can put words into our mouth.
func (s *Server) say(c *fiber.Ctx, key string) { s.bake(c, noticeCookie, key) }

func (s *Server) takeNotice(c *fiber.Ctx, v visitor) string {
	key := c.Cookies(noticeCookie)
	if key == "" {
		return ""
	}
	s.bake(c, noticeCookie, "")
	w := words.In(v.lang)
	if len(key) > 60 || !w.Has("said."+key) {
		return ""
	}
	return w.T("said." + key) // words: said.*
}

// done says what was done and leads to the page that shows it.
func (s *Server) done(c *fiber.Ctx, said, to string) error {
	s.say(c, said)
	return c.Redirect(to, fiber.StatusSeeOther)
}
