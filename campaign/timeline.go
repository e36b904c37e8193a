package campaign

import (
	"context"
	"fmt"
	"time"

	"accord/experiment"
	"accord/internal/clock"
	"accord/internal/db"
)

// MomentKind says what happened between the business and a person.
type MomentKind string

// The kinds. Grants and withdrawals are told by package consent.
const (
	MomentMessage    MomentKind = "message"    // a message, whatever became of it
	MomentSkipped    MomentKind = "skipped"    // kept out of a campaign by its plan
	MomentHeldOut    MomentKind = "held_out"   // drawn into the group that gets nothing
	MomentClick      MomentKind = "click"      // opened a page by a short link; robots are left out
	MomentReply      MomentKind = "reply"      // the first reply that a campaign was given
	MomentOptOut     MomentKind = "opt_out"    // the withdrawal that is counted against a campaign
	MomentConversion MomentKind = "conversion" // the first purchase that is counted for a campaign
	MomentEvent      MomentKind = "event"      // what they did elsewhere, such as an order
)

// momentKinds are the kinds by the rank they have in SQL, which orders what
// happened in the same millisecond: what is caused stands above its cause.
var momentKinds = []MomentKind{MomentSkipped, MomentHeldOut, MomentMessage, MomentClick, MomentEvent, MomentReply, MomentConversion, MomentOptOut}

// Moment is one line of what happened with a person.
type Moment struct {
	Kind         MomentKind
	At           time.Time // of a message: when it was claimed, else when it ended, else when it is due
	CampaignID   ID        // 0 for an event
	CampaignName string
	Variant      experiment.VariantKey // empty where no arm was drawn; "holdout" for the holdout
	Detail       string                // the reason of a skip, the page behind a click, the name of an event
	Value        int64                 // of an event, in minor units
	Currency     string
	DueAt        time.Time // of a message: its slot
	Message      *Journey  // of a message: its state and all its instants
}

// momentRow is a line of the timeline.
type momentRow struct {
	Rank       int            `db:"rank"`
	ID         int64          `db:"id"`
	At         int64          `db:"at"`
	Campaign   ID             `db:"campaign_id"`
	Name       string         `db:"name"`
	Phase      Phase          `db:"phase"`
	Experiment experiment.ID  `db:"experiment_id"`
	Arm        experiment.Arm `db:"arm"`
	Detail     string         `db:"detail"`
	Value      int64          `db:"value"`
	Currency   string         `db:"currency"`
}

// moments are everything that happened with one person, of each kind with its
// rank; id makes a place of its own for two of a kind in one millisecond. One
// person is in as many campaigns as a shop makes, so that all campaigns may be
// asked for them. Its parameter, five times, is the contact.
const moments = `SELECT CASE WHEN a.skip IS NULL THEN 1 ELSE 0 END AS rank, c.id, coalesce(c.launched_at, c.starts_at) AS at, c.id AS campaign_id,
		coalesce(a.arm, -1) AS arm, coalesce(a.skip, '') AS detail, 0 AS value, '' AS currency
	FROM campaign c CROSS JOIN audience a WHERE a.campaign_id = c.id AND a.contact_id = ? AND a.decided = 1
		AND NOT EXISTS (SELECT 1 FROM message m WHERE m.campaign_id = a.campaign_id AND m.contact_id = a.contact_id)
UNION ALL SELECT 2, id, coalesce(claimed_at, failed_at, due_at), campaign_id, arm, '', 0, '' FROM message WHERE contact_id = ?
UNION ALL SELECT 3, k.id, k.at, m.campaign_id, m.arm, t.url, 0, '' FROM message m JOIN link l ON l.message_id = m.id
	JOIN link_target t ON t.id = l.target_id JOIN click k ON k.code = l.code WHERE m.contact_id = ? AND k.robot = 0
UNION ALL SELECT 4, id, at, 0, -1, name, coalesce(value, 0), coalesce(currency, '') FROM contact_event WHERE contact_id = ?
UNION ALL SELECT CASE o.metric WHEN 'replied' THEN 5 WHEN 'converted' THEN 6 ELSE 7 END, c.id, o.first_at, c.id, x.arm, '', 0, ''
	FROM campaign c CROSS JOIN exposure x JOIN outcome o ON o.experiment_id = x.experiment_id AND o.unit = x.unit
	WHERE x.experiment_id = c.experiment_id AND x.unit = ? AND o.metric IN ('replied', 'converted', 'opted_out')`

// timelineMark is the list that the bookmarks of a timeline are of.
const timelineMark = 't'

// Timeline tells what happened with a person, the newest first, from behind
// the cursor on, at most limit (1 to 500) moments; the next cursor is empty
// after the oldest. What happened by campaigns is here, what a person allowed
// is consent's.
func (s *Store) Timeline(ctx context.Context, r db.Reader, contact ContactID, cursor string, limit int) (list []Moment, next string, err error) {
	if err := checkPage(limit); err != nil {
		return nil, "", err
	}
	before, err := openBookmark(cursor, timelineMark, 3)
	if err != nil {
		return nil, "", err
	}
	rows, err := momentsOf(ctx, r, contact, before, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("timeline of contact %d: %w", contact, err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		next = bookmark{timelineMark, []int64{last.At, int64(last.Rank), last.ID}}.String()
	}
	list, err = s.tell(ctx, r, rows)
	return list, next, err
}

func momentsOf(ctx context.Context, r db.Reader, contact ContactID, before []int64, limit int) (rows []momentRow, err error) {
	args := []any{int64(contact), int64(contact), int64(contact), int64(contact), int64(contact)}
	where := ""
	if before != nil {
		where = "WHERE (x.at, x.rank, x.id) < (?, ?, ?)"
		args = append(args, before[0], before[1], before[2])
	}
	return rows, r.Select(ctx, &rows, `SELECT x.rank, x.id, x.at, x.campaign_id, x.arm, x.detail, x.value, x.currency,
			coalesce(c.name, '') AS name, coalesce(c.state, '') AS phase, coalesce(c.experiment_id, 0) AS experiment_id
		FROM (`+moments+`) x LEFT JOIN campaign c ON c.id = x.campaign_id `+where+`
		ORDER BY x.at DESC, x.rank DESC, x.id DESC LIMIT ?`, append(args, limit)...)
}

// tell completes the lines with the messages and the names of the arms.
func (s *Store) tell(ctx context.Context, r db.Reader, rows []momentRow) ([]Moment, error) {
	list := make([]Moment, len(rows))
	var ids []MessageID
	for i, row := range rows {
		list[i] = Moment{Kind: momentKinds[row.Rank], At: clock.At(row.At), CampaignID: row.Campaign, CampaignName: row.Name,
			Detail: row.Detail, Value: row.Value, Currency: row.Currency}
		if row.Arm >= 0 {
			design, err := s.Experiment.Design(ctx, r, row.Experiment)
			if err != nil {
				return nil, err
			}
			list[i].Variant = design.Key(row.Arm)
		}
		if list[i].Kind == MomentMessage {
			ids = append(ids, MessageID(row.ID))
		}
	}
	messages, err := timelineMessages(ctx, r, ids)
	if err != nil {
		return nil, err
	}
	for i, row := range rows {
		if list[i].Kind == MomentMessage {
			m := messages[MessageID(row.ID)]
			m.State = m.State.effective(row.Phase)
			list[i].Message, list[i].DueAt = m.journey(), clock.At(m.DueAt)
		}
	}
	return list, nil
}

// timelineMessage is a message with its slot.
type timelineMessage struct {
	journeyRow
	DueAt int64 `db:"due_at"`
}

func timelineMessages(ctx context.Context, r db.Reader, ids []MessageID) (map[MessageID]timelineMessage, error) {
	var rows []timelineMessage
	err := r.SelectSet(ctx, &rows, db.IDs("message", ids), `SELECT `+journeyColumns+`, due_at FROM v JOIN message ON message.id = v.message`)
	if err != nil {
		return nil, fmt.Errorf("messages of a timeline: %w", err)
	}
	messages := make(map[MessageID]timelineMessage, len(rows))
	for _, row := range rows {
		messages[row.ID] = row
	}
	return messages, nil
}
