CREATE TABLE contact (                 -- the campaign's view of a subject; same id
    id            $int PRIMARY KEY REFERENCES subject (id),
    external_id   TEXT UNIQUE,         -- the business's own id
    name          TEXT NOT NULL,
    language      TEXT NOT NULL,       -- BCP 47, '' when unknown
    country       TEXT NOT NULL,       -- ISO 3166, from the number
    zone          TEXT NOT NULL,       -- IANA
    zone_source   TEXT NOT NULL CHECK (zone_source IN ('profile', 'number', 'organisation')),
    attrs         $json NOT NULL,
    created_at    $int NOT NULL,
    updated_at    $int NOT NULL
) $strict;

CREATE TABLE contact_tag (
    contact_id $int NOT NULL REFERENCES contact (id),
    tag        TEXT NOT NULL,
    PRIMARY KEY (contact_id, tag)
) $clustered;
CREATE INDEX contact_tag_tag ON contact_tag (tag, contact_id);

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
    created_at $int NOT NULL
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
    experiment_id $int NOT NULL REFERENCES experiment (id),
    purpose       TEXT NOT NULL REFERENCES purpose (id),
    category      TEXT NOT NULL,
    content       TEXT NOT NULL,       -- JSON: rule, variants, window, options; locked at launch
    starts_at     $int NOT NULL,
    ends_at       $int NOT NULL,       -- nothing is sent from then on
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

CREATE VIEW message_state AS           -- what people see: pause and cancel folded in
SELECT m.*, CASE WHEN m.state = 'planned' AND c.state = 'cancelled' THEN 'cancelled' ELSE m.state END AS effective
FROM message m JOIN campaign c ON c.id = m.campaign_id;

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
