CREATE TABLE operator (
    id          $id,
    email       TEXT NOT NULL UNIQUE,     -- lower case
    name        TEXT NOT NULL,
    role        TEXT NOT NULL CHECK (role IN ('administrator', 'marketer', 'analyst', 'agent', 'compliance', 'auditor')),
    created_at  $int NOT NULL,
    disabled_at $int                      -- NULL while they may work
) $strict;

CREATE TABLE api_token (
    id           $id,
    name         TEXT NOT NULL,           -- what it is for: "shop"
    role         TEXT NOT NULL CHECK (role IN ('administrator', 'marketer', 'analyst', 'agent', 'compliance', 'auditor')),
    tag          $bytes NOT NULL UNIQUE,  -- HMAC of the token under the pepper
    created_by   TEXT NOT NULL,
    created_at   $int NOT NULL,
    last_used_at $int,                    -- to the minute
    revoked_at   $int                     -- NULL while it opens doors
) $strict;

CREATE TABLE setting (
    key    TEXT PRIMARY KEY,
    value  TEXT,                          -- in clear, or
    sealed $bytes,                        -- under the key-encryption key
    CHECK ((value IS NULL) <> (sealed IS NULL))
) $strict;

CREATE TABLE audit (                      -- INSERT only
    id       $id,
    at       $int NOT NULL,
    operator TEXT NOT NULL,               -- e-mail, or "terminal"
    action   TEXT NOT NULL,               -- "token.create"
    subject  TEXT NOT NULL,               -- "token/3"
    detail   $json NOT NULL               -- nothing personal
) $strict;
