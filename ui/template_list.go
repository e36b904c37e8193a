package ui

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"accord/campaign"
	"accord/internal/operator"
	"accord/ui/words"

	"github.com/gofiber/fiber/v2"
)

const templatesPath = "/templates"

func templatePath(id campaign.TemplateID) string {
	return templatesPath + "/" + strconv.FormatInt(int64(id), 10)
}

// templatesView lists the templates, the languages of one text together.
type templatesView struct {
	frame
	Rows     []templateRow
	Accounts bool      // there are several, so that each is named
	Read     time.Time // when the newest was read; zero while there is none
	Sync     bool      // the visitor may read them again
	Failure  string    // why the last reading failed
	Zone     *time.Location
}

// templateRow is one text in its languages.
type templateRow struct {
	WABA, Name string
	Category   string             // "marketing"
	Begins     string             // of the text
	Languages  []templateLanguage // the visitor's own first
	ReadAt     time.Time
}

// templateLanguage is a text in one language.
type templateLanguage struct {
	Path, Name string
	State      templateState
}

// templateState says whether a template can be sent, in words.
type templateState struct {
	badge
	Why string // what stands against it, and what can be done
}

// Path leads to the first language.
func (r templateRow) Path() string { return r.Languages[0].Path }

// Same says that all languages stand alike, so that it is said once.
func (r templateRow) Same() bool {
	return !slices.ContainsFunc(r.Languages, func(l templateLanguage) bool { return l.State != r.Languages[0].State })
}

// State is where all languages stand.
func (r templateRow) State() templateState { return r.Languages[0].State }

func (s *Server) templates(c *fiber.Ctx) error { return s.showTemplates(c, "") }

func (s *Server) showTemplates(c *fiber.Ctx, failure string) error {
	list, err := s.Office.Campaigns.TemplateList(c.UserContext(), s.Office.DB)
	if err != nil {
		return err
	}
	w := s.words(c)
	v := templatesView{frame: s.frame(c, "templates", w.T("nav.templates")), Sync: visitorOf(c).may(operator.TemplateSync), Failure: failure, Zone: s.zone(c)}
	for _, t := range list {
		v.add(w, t)
	}
	return s.show(c, "templates", v)
}

// add puts a template into its row; the list has those of one text in a row.
func (v *templatesView) add(w *words.Words, t campaign.StoredTemplate) {
	last := len(v.Rows) - 1
	if last >= 0 && v.Rows[last].WABA != t.WABA {
		v.Accounts = true
	}
	if last < 0 || v.Rows[last].WABA != t.WABA || v.Rows[last].Name != t.Name {
		v.Rows = append(v.Rows, templateRow{WABA: t.WABA, Name: t.Name, Category: strings.ToLower(t.Category), Begins: beginning(t.Body)})
		last++
	}
	row, spoken := &v.Rows[last], templateLanguage{templatePath(t.ID), w.Language(t.Language), stateOfTemplate(w, t.Template)}
	if baseOf(t.Language) == string(w.Lang()) {
		row.Begins, row.Languages = beginning(t.Body), slices.Insert(row.Languages, 0, spoken)
	} else {
		row.Languages = append(row.Languages, spoken)
	}
	if t.SyncedAt.After(row.ReadAt) {
		row.ReadAt = t.SyncedAt
	}
	if t.SyncedAt.After(v.Read) {
		v.Read = t.SyncedAt
	}
}

// beginningMost is how much of a text a list shows, in characters.
const beginningMost = 90

func beginning(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	letters := []rune(text)
	if len(letters) <= beginningMost {
		return text
	}
	text = string(letters[:beginningMost])
	if end := strings.LastIndexByte(text, ' '); end > 0 {
		text = text[:end]
	}
	return text + "…"
}

// templateSigns are how the statuses of the platform look. One that is not
// here is new to us: it is named as it is, and cannot be sent.
var templateSigns = map[string]badge{
	campaign.Approved: {Sign: "good", Icon: "good"}, "PENDING": {Sign: "notice", Icon: "waiting"}, "IN_APPEAL": {Sign: "notice", Icon: "waiting"},
	"REJECTED": {Sign: "stop", Icon: "stop"}, "PAUSED": {Sign: "warning", Icon: "pause"}, "DISABLED": {Sign: "stop", Icon: "stop"},
	"DELETED": {Icon: "delete"}, "PENDING_DELETION": {Icon: "delete"}, "LIMIT_EXCEEDED": {Sign: "warning", Icon: "warning"}, "ARCHIVED": {Icon: "delete"},
}

// titlePlace is a place in the title, which Accord does not fill.
var titlePlace = regexp.MustCompile(`\{\{.*\}\}`)

// stateOfTemplate says whether a template can be sent, and if not, why.
func stateOfTemplate(w *words.Words, t campaign.Template) templateState {
	status := strings.ToLower(t.Status)
	state := templateState{badge: templateSigns[t.Status]}
	state.Word = w.Label("template_status", status)
	switch {
	case state.Icon == "":
		state = templateState{badge{"warning", "warning", t.Status}, w.T("template.not_approved")}
	case t.Status != campaign.Approved:
		state.Why = w.Label("template_status_hint", status)
	case t.Header != nil && titlePlace.MatchString(t.Header.Text):
		state = templateState{badge{"warning", "warning", w.T("template.unsendable")}, w.T("template.title_place")}
	}
	return state
}

// syncTemplates reads the templates of every number again.
func (s *Server) syncTemplates(c *fiber.Ctx) error {
	patience, cancel := context.WithTimeout(c.UserContext(), libraryPatience)
	defer cancel()
	if err := s.Office.Numbers.Learn(patience); err != nil {
		s.Log.Warn("reading the templates", "request", requestID(c), "error", err)
		var why lineState
		why.explain(s.words(c), err)
		c.Status(fiber.StatusUnprocessableEntity)
		return s.showTemplates(c, s.words(c).T("templates.failed", why.Failure, why.Remedy))
	}
	err := s.Office.Operators.Record(c.UserContext(), operator.Entry{Operator: author(c), Action: operator.TemplatesSynced, Subject: "template"})
	if err != nil {
		return err
	}
	return s.done(c, "templates_synced", templatesPath)
}
