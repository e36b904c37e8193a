CREATE TABLE contact (                 -- the campaign's view of a subject; same id
    id            $int PRIMARY KEY REFERENCES subject (id),
    external_id   TEXT UNIQUE,         -- the business's own id
    name          TEXT NOT NULL,
    language      TEXT NOT NULL,       -- BCP 47, '' when unknown
    country       TEXT NOT NULL,       -- ISO 3166, from the number
    zone          TEXT NOT NULL,       -- IANA
    zone_source   TEXT NOT NULL CHECK (zone_source IN ('profile', 'number', 'organisation')),
    attrs         $json NOT NULL,
    sort_name     $bytes NOT NULL,     -- the name, folded, and the id: a place of their own in the alphabet of any server
    sought        TEXT NOT NULL,       -- the words of contact_word in one text, each after a space
    created_at    $int NOT NULL,
    updated_at    $int NOT NULL
) $strict;
-- A search reads these two alone, for as long as it passes people over.
CREATE INDEX contact_name ON contact (sort_name, id, sought, language, country);
CREATE INDEX contact_created ON contact (created_at, id, sought, language, country);

CREATE TABLE contact_word (            -- by what people are found; follows from contact
    word       $bytes NOT NULL,        -- folded; bytes sort alike on any server
    contact_id $int NOT NULL,
    PRIMARY KEY (word, contact_id)
) $clustered;

CREATE TABLE contact_tag (
    contact_id $int NOT NULL REFERENCES contact (id),
    tag        TEXT NOT NULL,
    PRIMARY KEY (contact_id, tag)
) $clustered;
CREATE INDEX contact_tag_tag ON contact_tag (tag, contact_id);

CREATE TABLE facet (                   -- how many contacts have something; follows from contact and contact_tag
    kind  TEXT NOT NULL CHECK (kind IN ('everybody', 'tag', 'language', 'country', 'text', 'number', 'boolean')),
    value TEXT NOT NULL,               -- the tag, the language, the country, or the attribute of that type
    n     $int NOT NULL,
    PRIMARY KEY (kind, value)
) $clustered;

CREATE TABLE contact_event (           -- orders, carts, visits: what people did elsewhere
    id         $id,
    contact_id $int NOT NULL REFERENCES contact (id),
    name       TEXT NOT NULL,          -- "order"
    at         $int NOT NULL,
    value      $int,                   -- minor units
    currency   TEXT
) $strict;
CREATE INDEX contact_event_contact ON contact_event (contact_id, name, at);

CREATE TABLE segment (
    id         $id,
    name       TEXT NOT NULL UNIQUE,
    rule       TEXT NOT NULL,          -- the rule tree as JSON
    created_at $int NOT NULL,
    updated_at $int NOT NULL
) $strict;

CREATE TABLE template (                -- as read from the Cloud API
    id         $id,
    waba_id    TEXT NOT NULL,
    remote_id  TEXT NOT NULL,
    name       TEXT NOT NULL,
    language   TEXT NOT NULL,
    category   TEXT NOT NULL,
    status     TEXT NOT NULL,
    components TEXT NOT NULL,          -- JSON
    synced_at  $int NOT NULL,
    UNIQUE (waba_id, name, language)
) $strict;

CREATE TABLE campaign (
    id            $id,
    name          TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('draft', 'planning', 'running', 'paused', 'finished', 'cancelled')),
    number_id     TEXT NOT NULL,       -- WhatsApp phone number id
    experiment_id $int REFERENCES experiment (id), -- NULL until the design is locked
    purpose       TEXT REFERENCES purpose (id),    -- NULL while a draft names none
    segment_id    $int REFERENCES segment (id),    -- of a draft, so that its segment stays; NULL from launch on
    category      TEXT NOT NULL,       -- of the purpose, '' without one
    content       TEXT NOT NULL,       -- JSON: rule, variants, window, options; locked at launch
    starts_at     $int NOT NULL,       -- this and the next are 0 while a draft has none
    ends_at       $int NOT NULL,       -- nothing is sent from then on
    audience_size $int NOT NULL DEFAULT 0, -- people frozen at launch
    created_at    $int NOT NULL,
    launched_at   $int,
    ended_at      $int
) $strict;

CREATE TABLE audience (                -- frozen at launch
    campaign_id $int NOT NULL REFERENCES campaign (id),
    contact_id  $int NOT NULL REFERENCES contact (id),
    decided     $int NOT NULL DEFAULT 0,
    arm         $int,                  -- NULL when skipped before the draw
    skip        TEXT,                  -- the first denying rule
    PRIMARY KEY (campaign_id, contact_id)
) $clustered;
CREATE INDEX audience_undecided ON audience (campaign_id, contact_id) WHERE decided = 0;
CREATE INDEX audience_skip ON audience (campaign_id, skip, contact_id) WHERE skip IS NOT NULL;

CREATE TABLE message (
    id           $id,
    campaign_id  $int NOT NULL REFERENCES campaign (id),
    contact_id   $int NOT NULL REFERENCES contact (id),
    arm          $int NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('planned', 'sending', 'accepted', 'sent', 'delivered', 'read',
                                                'skipped', 'failed', 'expired', 'cancelled', 'unknown')),
    reason       TEXT NOT NULL DEFAULT '',  -- why skipped, failed, expired or unknown
    due_at       $int NOT NULL,
    attempt      $int NOT NULL DEFAULT 0,
    consent_seq  $int NOT NULL DEFAULT 0,   -- the consent event that allowed the claim
    lease_until  $int NOT NULL DEFAULT 0,   -- while sending
    wamid        TEXT,
    claimed_at   $int,
    accepted_at  $int,
    sent_at      $int,
    delivered_at $int,
    read_at      $int,
    failed_at    $int,
    UNIQUE (campaign_id, contact_id)
) $strict;
CREATE INDEX message_due ON message (campaign_id, due_at, id) WHERE state = 'planned';
CREATE INDEX message_sending ON message (campaign_id, lease_until) WHERE state = 'sending';
CREATE INDEX message_contact ON message (contact_id);
CREATE UNIQUE INDEX message_wamid ON message (wamid) WHERE wamid IS NOT NULL;
CREATE INDEX message_ended ON message (campaign_id, state, contact_id) WHERE state IN ('skipped', 'failed', 'expired', 'cancelled', 'unknown');

CREATE VIEW message_state AS           -- what people see: pause and cancel folded in
SELECT m.*, CASE WHEN m.state = 'planned' AND c.state = 'cancelled' THEN 'cancelled' ELSE m.state END AS effective
FROM message m JOIN campaign c ON c.id = m.campaign_id;

CREATE TABLE tally (                   -- how many members of an audience stand where; see tally.go
    campaign_id $int NOT NULL REFERENCES campaign (id),
    minute      $int NOT NULL,         -- 0, or minutes since 1970 of what is counted by time
    what        TEXT NOT NULL,         -- a message's state, or another thing that is counted
    arm         $int NOT NULL,         -- -1 before the draw
    reason      TEXT NOT NULL,
    n           $int NOT NULL,
    PRIMARY KEY (campaign_id, minute, what, arm, reason)
) $clustered;

CREATE TABLE tally_step (              -- changes to tally that are not folded into it yet; refers to nothing, so that
    id          $id,                   -- to count takes no lock on the campaign
    campaign_id $int NOT NULL,
    minute      $int NOT NULL,
    what        TEXT NOT NULL,
    arm         $int NOT NULL,
    reason      TEXT NOT NULL,
    n           $int NOT NULL
) $strict;

CREATE TABLE link_target (
    id          $id,
    campaign_id $int NOT NULL REFERENCES campaign (id),
    arm         $int NOT NULL,
    button      $int NOT NULL,         -- index in the template
    url         TEXT NOT NULL,
    UNIQUE (campaign_id, arm, button)
) $strict;

CREATE TABLE link (
    code       $int PRIMARY KEY,       -- 64 random bits
    message_id $int NOT NULL REFERENCES message (id),
    target_id  $int NOT NULL REFERENCES link_target (id)
) $clustered;
CREATE INDEX link_message ON link (message_id);

CREATE TABLE click (
    id    $id,
    code  $int NOT NULL REFERENCES link (code),
    at    $int NOT NULL,
    robot $int NOT NULL                -- a link preview, scanner or prefetch: kept, not counted
) $strict;
CREATE INDEX click_code ON click (code);

CREATE TABLE import_job (              -- a file that somebody brings, from the upload to what became of it
    id          $id,
    name        TEXT NOT NULL,         -- as its owner calls it
    bytes       $int NOT NULL,
    sha256      TEXT NOT NULL,
    brought_by  TEXT NOT NULL,         -- e-mail of an operator
    created_at  $int NOT NULL,
    upload      TEXT NOT NULL UNIQUE,  -- the name of the sealed file
    wrapped     $bytes,                -- key of the file and the report; NULL once both are forgotten
    keep_until  $int NOT NULL,         -- when the file goes; by the wall, like lease_until
    phase       TEXT NOT NULL CHECK (phase IN ('uploaded', 'checking', 'checked', 'refused', 'running', 'interrupted', 'done', 'dropped')),
    mapping     TEXT NOT NULL,         -- JSON, '' before somebody chose
    region      TEXT NOT NULL,
    skip_bad    $int NOT NULL DEFAULT 0,
    runner      TEXT NOT NULL DEFAULT '', -- which run holds the lease
    lease_until $int NOT NULL DEFAULT 0,
    passed      $int NOT NULL DEFAULT 0,  -- bytes read by the run
    report      $bytes,                -- sealed: errors repeat parts of cells
    row_count   $int NOT NULL DEFAULT 0,
    valid       $int NOT NULL DEFAULT 0,
    added       $int NOT NULL DEFAULT 0,
    updated     $int NOT NULL DEFAULT 0,
    staged      $int NOT NULL DEFAULT 0,
    errors      $int NOT NULL DEFAULT 0,
    batch       $int NOT NULL DEFAULT 0,
    ended_at    $int NOT NULL DEFAULT 0
) $strict;
