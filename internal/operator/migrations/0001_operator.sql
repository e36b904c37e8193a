CREATE TABLE operator (
    id          $id,
    email       TEXT NOT NULL UNIQUE,     -- lower case
    name        TEXT NOT NULL,
    role        TEXT NOT NULL CHECK (role IN ('administrator', 'marketer', 'analyst', 'agent', 'compliance', 'auditor')),
    language    TEXT NOT NULL CHECK (language IN ('fr', 'en')),
    theme       TEXT NOT NULL CHECK (theme IN ('system', 'light', 'dark')),
    password    TEXT,                     -- argon2id in PHC form; NULL until they choose one
    created_at  $int NOT NULL,
    disabled_at $int                      -- NULL while they may work
) $strict;

CREATE TABLE invitation (                 -- the open ones
    operator_id $int PRIMARY KEY REFERENCES operator (id),
    tag         $bytes NOT NULL UNIQUE,   -- HMAC of the link's token under the pepper
    expires_at  $int NOT NULL
) $strict;

CREATE TABLE setup_code (                 -- of the first administrator
    id         $int PRIMARY KEY CHECK (id = 1),
    tag        $bytes NOT NULL,           -- HMAC under the pepper
    tries      $int NOT NULL,             -- that are left
    expires_at $int NOT NULL
) $strict;

CREATE TABLE session (                    -- the open ones; what ends is deleted
    id          $id,
    operator_id $int NOT NULL REFERENCES operator (id),
    tag         $bytes NOT NULL UNIQUE,   -- HMAC of the cookie's token under the pepper
    network     TEXT NOT NULL,            -- coarse: "203.0.113.0/24"
    agent       TEXT NOT NULL,            -- what the browser says it is, shortened
    opened_at   $int NOT NULL,
    seen_at     $int NOT NULL             -- to the minute
) $strict;
CREATE INDEX session_operator ON session (operator_id);

CREATE TABLE attempt (                    -- of signing in, failed or under way; kept for a quarter of an hour
    id      $id,
    account $bytes NOT NULL,              -- HMAC of the e-mail that was typed
    network $bytes NOT NULL,              -- HMAC of the network it came from
    at      $int NOT NULL
) $strict;
CREATE INDEX attempt_account ON attempt (account);
CREATE INDEX attempt_network ON attempt (network);
CREATE INDEX attempt_at ON attempt (at);

CREATE TABLE familiar_network (           -- from which somebody has signed in
    account $bytes NOT NULL,
    network $bytes NOT NULL,
    seen_at $int NOT NULL,
    PRIMARY KEY (account, network)
) $clustered;

CREATE TABLE api_token (
    id           $id,
    name         TEXT NOT NULL,           -- what it is for: "shop"
    role         TEXT NOT NULL CHECK (role IN ('administrator', 'marketer', 'analyst', 'agent', 'compliance', 'auditor')),
    scopes       TEXT NOT NULL,           -- permissions with a space between; empty for all of the role
    tag          $bytes NOT NULL UNIQUE,  -- HMAC of the token under the pepper
    created_by   TEXT NOT NULL,           -- as in the audit
    created_at   $int NOT NULL,
    expires_at   $int,                    -- NULL for never
    last_used_at $int,                    -- to the minute
    revoked_at   $int                     -- NULL while it opens doors
) $strict;

CREATE TABLE api_call (                   -- kept for a day, so that a call that is repeated is done once
    token_id     $int NOT NULL REFERENCES api_token (id),
    key          $bytes NOT NULL,         -- HMAC of the caller's idempotency key
    request      $bytes NOT NULL,         -- SHA-256 of what was asked
    begun_at     $int NOT NULL,
    status       $int,                    -- NULL while it is under way, like the next two
    content_type TEXT,
    body         $bytes,                  -- sealed: an answer may speak of people
    PRIMARY KEY (token_id, key)
) $clustered;
CREATE INDEX api_call_begun ON api_call (begun_at);

CREATE TABLE setting (
    key    TEXT PRIMARY KEY,
    value  TEXT,                          -- in clear, or
    sealed $bytes,                        -- under the key-encryption key
    CHECK ((value IS NULL) <> (sealed IS NULL))
) $strict;

CREATE TABLE audit (                      -- INSERT only
    id       $id,
    at       $int NOT NULL,
    operator TEXT NOT NULL,               -- e-mail, "token/3", "terminal", or "visitor"
    action   TEXT NOT NULL,               -- "token.create"
    subject  TEXT NOT NULL,               -- "token/3"
    detail   $json NOT NULL               -- nothing personal
) $strict;
CREATE INDEX audit_operator ON audit (operator, id);
CREATE INDEX audit_action ON audit (action, id);
CREATE INDEX audit_subject ON audit (subject, id);
