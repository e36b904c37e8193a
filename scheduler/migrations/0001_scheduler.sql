CREATE TABLE rate (                    -- one row per business number: the only source of send tokens
    number_id  TEXT PRIMARY KEY,
    per_second $int NOT NULL,          -- what the platform allows
    slowed     $int NOT NULL DEFAULT 0,-- share of it in ten-thousandths since slowed_at, 0 when at full speed
    slowed_at  $int NOT NULL DEFAULT 0,
    free_at    $int NOT NULL DEFAULT 0 -- microseconds: theoretical arrival time of the next token
) $strict;

CREATE TABLE cap_log (                 -- one row per counted send
    contact_id $int NOT NULL REFERENCES contact (id),
    at         $int NOT NULL,
    message_id $int NOT NULL,
    PRIMARY KEY (contact_id, at, message_id)
) $clustered;

CREATE TABLE journal_key (             -- one key per day; deleting it erases the day
    day     TEXT PRIMARY KEY,
    wrapped $bytes NOT NULL
) $strict;

CREATE TABLE journal (                 -- webhooks as they came in
    id          $id,
    day         TEXT NOT NULL REFERENCES journal_key (day),
    received_at $int NOT NULL,
    body        $bytes NOT NULL        -- sealed under the day's key
) $strict;
CREATE INDEX journal_day ON journal (day);

CREATE TABLE journal_todo (            -- what the recorder has not consumed
    id $int PRIMARY KEY
) $strict;

CREATE TABLE platform_choice (         -- the last stop or resume a person set inside WhatsApp
    subject_id $int PRIMARY KEY REFERENCES subject (id),
    at         $int NOT NULL,
    stop       $int NOT NULL           -- 1 is stop
) $strict;

CREATE TABLE inbound (                 -- wamids already taken in: webhooks are repeated
    wamid TEXT PRIMARY KEY,
    at    $int NOT NULL
) $clustered;
