package ui

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"accord/campaign"
	"accord/consent"
	"accord/consent/state"
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// contactSearch is what the form above the list of contacts asks for.
type contactSearch struct {
	Text     string // a name, an id, or a number
	Tag      string
	Language string
	Country  string
	Segment  campaign.SegmentID
	Purpose  consent.PurposeID // whose consent is shown; "" for the main one
	State    state.State       // people who stand there; "" for all
	Sort     campaign.ContactOrder
	After    string // cursor
}

// consentStates are those that a list can be narrowed to.
var consentStates = []state.State{state.Granted, state.Quarantined, state.Withdrawn, state.Objected, state.Refused, state.None}

// searchOf reads the form, from the address or from the body.
func searchOf(c *fiber.Ctx) contactSearch {
	segment, _ := strconv.ParseInt(c.FormValue("segment"), 10, 64) // anything else is none
	q := contactSearch{Text: strings.TrimSpace(c.FormValue("q")), Tag: c.FormValue("tag"), Language: c.FormValue("language"), Country: c.FormValue("country"),
		Segment: campaign.SegmentID(segment), Purpose: consent.PurposeID(c.FormValue("purpose")), State: state.State(c.FormValue("consent")),
		Sort: campaign.ContactOrder(c.FormValue("sort")), After: c.FormValue("after")}
	if q.Sort != campaign.OrderRecent {
		q.Sort = campaign.OrderName
	}
	if !slices.Contains(consentStates, q.State) {
		q.State = ""
	}
	return q
}

// privateDigits is from how many digits on a text is taken for a part of a
// number.
const privateDigits = 4

// Private says that the text may be somebody's number or e-mail: such a text
// travels in the body of a request, never in an address, which browsers and
// proxies keep.
func (q contactSearch) Private() bool {
	digits := 0
	for _, r := range q.Text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits >= privateDigits || strings.ContainsRune(q.Text, '@')
}

// Narrowed says that not everybody is meant.
func (q contactSearch) Narrowed() bool {
	return q.Text != "" || q.Tag != "" || q.Language != "" || q.Country != "" || q.Segment != 0 || q.State != ""
}

// Path is the address of the list, without a text that is private.
func (q contactSearch) Path() string {
	query := url.Values{}
	set := func(name, value string) {
		if value != "" {
			query.Set(name, value)
		}
	}
	if !q.Private() {
		set("q", q.Text)
	}
	set("tag", q.Tag)
	set("language", q.Language)
	set("country", q.Country)
	if q.Segment != 0 {
		set("segment", strconv.FormatInt(int64(q.Segment), 10))
	}
	set("purpose", string(q.Purpose))
	set("consent", string(q.State))
	if q.Sort == campaign.OrderRecent {
		set("sort", string(q.Sort))
	}
	set("after", q.After)
	if len(query) == 0 {
		return "/contacts"
	}
	return "/contacts?" + query.Encode()
}

// Sorted is the address of the same list in another order, from its beginning.
func (q contactSearch) Sorted(order campaign.ContactOrder) string {
	q.Sort, q.After = order, ""
	return q.Path()
}

// query is what the store is asked. A number that somebody has is found
// exactly; any other text is a name or an id.
func (s *Server) contactQuery(c *fiber.Ctx, q contactSearch, purpose consent.PurposeID) (campaign.ContactQuery, error) {
	query := campaign.ContactQuery{Text: q.Text, Tag: q.Tag, Language: q.Language, Country: q.Country, Sort: q.Sort}
	if a, err := campaign.PhoneAddress(q.Text, campaign.RegionOf(s.zone(c).String())); err == nil {
		n, err := s.Office.Campaigns.CountContacts(c.UserContext(), s.Office.DB, campaign.ContactQuery{Address: &a})
		if err != nil {
			return query, err
		}
		if n > 0 {
			query.Text, query.Address = "", &a
		}
	}
	var rules []campaign.Rule
	if q.Segment != 0 && visitorOf(c).may(operator.SegmentView) { // its rule may ask what the visitor must not see
		segment, err := s.Office.Campaigns.GetSegment(c.UserContext(), s.Office.DB, q.Segment)
		if err != nil {
			return query, err
		}
		rules = append(rules, segment.Rule)
	}
	if q.State != "" && purpose != "" {
		rules = append(rules, campaign.Rule{Consent: &campaign.ConsentRule{Purpose: string(purpose), State: string(q.State)}})
	}
	if rules != nil {
		query.Rule = &campaign.Rule{All: rules}
	}
	return query, nil
}
