CREATE TABLE experiment (
    id         $id,
    salt       TEXT NOT NULL,
    design     TEXT NOT NULL,     -- canonical JSON, locked at creation
    created_at $int NOT NULL
) $strict;

CREATE TABLE exposure (           -- one row per assigned unit
    experiment_id $int NOT NULL REFERENCES experiment (id),
    unit          $int NOT NULL,
    arm           $int NOT NULL,  -- position in the design; the holdout is the last
    at            $int NOT NULL,  -- the (virtual) send; planned until opened
    opened        $int NOT NULL,  -- 1 once the window runs
    PRIMARY KEY (experiment_id, unit)
) $clustered;
CREATE INDEX exposure_unit ON exposure (unit, experiment_id);

CREATE TABLE outcome (            -- what a unit did within its window, per metric
    experiment_id $int NOT NULL,
    unit          $int NOT NULL,
    metric        TEXT NOT NULL,
    first_at      $int NOT NULL,
    value         $int NOT NULL,  -- 1 for a binary metric, else the sum
    PRIMARY KEY (experiment_id, unit, metric)
) $clustered;

CREATE TABLE rollup (             -- sufficient statistics by hour of exposure
    experiment_id $int NOT NULL,
    arm           $int NOT NULL,
    hour          $int NOT NULL,  -- hours since 1970 of the exposure
    metric        TEXT NOT NULL,  -- 'assigned' and 'opened' count units; the rest sum values
    n             $int NOT NULL,  -- units with at least one
    sum           $int NOT NULL,
    sq_hi         $int NOT NULL,  -- sum of squares = sq_hi * 2^40 + sq_lo
    sq_lo         $int NOT NULL,
    PRIMARY KEY (experiment_id, arm, hour, metric)
) $clustered;

CREATE TABLE conversion_key (     -- idempotency keys of reported conversions
    key     TEXT PRIMARY KEY,
    content TEXT NOT NULL,        -- what was reported under it
    at      $int NOT NULL
) $clustered;
