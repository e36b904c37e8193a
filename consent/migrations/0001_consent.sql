CREATE TABLE keyring (                    -- which keys this database belongs to
    id  $int PRIMARY KEY CHECK (id = 1),
    tag $bytes NOT NULL                   -- of a constant, under the pepper
) $strict;

CREATE TABLE subject (
    id         $int PRIMARY KEY,          -- random, 63 bits
    data_key   $bytes,                    -- wrapped; NULL after erasure
    created_at $int NOT NULL
) $strict;

CREATE TABLE address (
    subject_id $int NOT NULL REFERENCES subject (id),
    kind       TEXT NOT NULL CHECK (kind IN ('phone', 'user_id')),
    tag        $bytes NOT NULL,           -- HMAC of the value under the pepper
    sealed     $bytes NOT NULL,           -- the value under the subject's data key
    valid_from $int NOT NULL,
    valid_to   $int,                      -- NULL while it is theirs
    PRIMARY KEY (subject_id, kind, valid_from)
) $clustered;
CREATE UNIQUE INDEX address_current ON address (tag) WHERE valid_to IS NULL;

CREATE TABLE purpose (
    id         TEXT PRIMARY KEY,          -- "marketing.offers"
    category   TEXT NOT NULL CHECK (category IN ('marketing', 'utility', 'authentication', 'service')),
    name_fr    TEXT NOT NULL,
    name_en    TEXT NOT NULL,
    created_at $int NOT NULL
) $strict;

CREATE TABLE notice (                     -- the exact words people were shown
    id           TEXT NOT NULL,
    version      $int NOT NULL,
    lang         TEXT NOT NULL,           -- BCP 47
    purpose      TEXT NOT NULL REFERENCES purpose (id),
    body         TEXT NOT NULL,
    sha256       $bytes NOT NULL,
    published_at $int NOT NULL,
    PRIMARY KEY (id, version, lang)
) $strict;

CREATE TABLE event (                      -- INSERT only
    subject_id  $int NOT NULL REFERENCES subject (id),
    seq         $int NOT NULL,            -- 1, 2, 3 … per subject: a hole shows
    channel     TEXT NOT NULL,
    purpose     TEXT NOT NULL,            -- '*' is every marketing purpose
    kind        TEXT NOT NULL,
    occurred_at $int NOT NULL,            -- when the person acted, at the latest
    within      $int NOT NULL,            -- and at the earliest so long before: a day for a letter of which only the day is known
    received_at $int NOT NULL,            -- when we learnt of it
    notice      TEXT NOT NULL,            -- "n-offers@2/fr", empty for a withdrawal
    body        $bytes NOT NULL,          -- evidence, sealed under the subject's data key
    PRIMARY KEY (subject_id, seq)
) $clustered;

CREATE TABLE consent_state (              -- the fold of event; readable by higher floors
    subject_id    $int NOT NULL REFERENCES subject (id),
    channel       TEXT NOT NULL,
    purpose       TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('none', 'quarantined', 'granted', 'refused', 'withdrawn', 'objected')),
    since         $int NOT NULL,
    seq           $int NOT NULL,          -- the event that set the state
    platform_stop $int NOT NULL DEFAULT 0,
    platform_at   $int NOT NULL DEFAULT 0, -- when the person last chose inside WhatsApp
    hard_stop     $int NOT NULL DEFAULT 0,
    PRIMARY KEY (subject_id, channel, purpose)
) $clustered;
-- The register reads it backwards, the tally from end to end; neither opens the table. The
-- channel is not in front: every query names it, and would be tempted to start from all people.
CREATE INDEX consent_state_register ON consent_state (purpose, state, since, subject_id, channel, platform_stop, hard_stop);

CREATE TABLE suppression (                -- outlives the person: no link to a subject
    tag    $bytes PRIMARY KEY,
    source TEXT NOT NULL,
    since  $int NOT NULL
) $clustered;

CREATE TABLE import_batch (
    id          $id,
    file_sha256 TEXT NOT NULL,
    source      TEXT NOT NULL,
    purpose     TEXT NOT NULL REFERENCES purpose (id),
    staged_by   TEXT NOT NULL,
    staged_at   $int NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('staging', 'staged', 'releasing', 'released')),
    released_at $int,
    people      $int NOT NULL DEFAULT 0,  -- rows of import_row
    released    $int NOT NULL DEFAULT 0,  -- of these, whose evidence became consent
    denied      $int NOT NULL DEFAULT 0   -- of these, whom a denial kept out
) $strict;
CREATE UNIQUE INDEX import_batch_file ON import_batch (file_sha256, purpose);

CREATE TABLE import_row (
    batch_id    $int NOT NULL REFERENCES import_batch (id),
    subject_id  $int NOT NULL REFERENCES subject (id),
    occurred_at $int NOT NULL,
    notice      TEXT NOT NULL,
    evidence    $bytes NOT NULL,          -- sealed
    released    $int NOT NULL DEFAULT 0,
    PRIMARY KEY (batch_id, subject_id)
) $clustered;

CREATE TABLE import_approval (
    batch_id $int NOT NULL REFERENCES import_batch (id),
    operator TEXT NOT NULL,
    at       $int NOT NULL,
    PRIMARY KEY (batch_id, operator)
) $clustered;

CREATE TABLE leaf (                       -- INSERT only; dense from 0
    n    $int PRIMARY KEY,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
) $strict;

CREATE TABLE head (
    id   $int PRIMARY KEY CHECK (id = 1),
    size $int NOT NULL
) $strict;
INSERT INTO head (id, size) VALUES (1, 0);
