-- The first shape of a library.
--
-- Instants are integer microseconds since 1970-01-01T00:00:00Z and end in _us; lists that are only
-- ever read whole (laps, pauses, remarks, ...) are JSON texts; unknown is NULL, never 0 or ''.
-- Vocabularies (sport, site, outcome) are checked by the program, so that a new word needs no
-- new table.

CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT;

CREATE TABLE imports (
    id              INTEGER PRIMARY KEY,
    started_us      INTEGER NOT NULL,
    finished_us     INTEGER,
    program_version TEXT NOT NULL
) STRICT;

-- How each input of each import ended. The newest row of an input is also the skip cache: where
-- `stamp` is still the input's stamp, its bytes need not be read again.
CREATE TABLE import_results (
    id             INTEGER PRIMARY KEY,
    import_id      INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    origin_path    TEXT NOT NULL,
    origin_member  TEXT,
    outcome        TEXT NOT NULL,
    reason         TEXT,
    n_records      INTEGER NOT NULL CHECK (n_records >= 0),
    stamp          TEXT,
    parser_version INTEGER NOT NULL
) STRICT;

CREATE INDEX import_results_by_origin ON import_results (origin_path, origin_member, id);
CREATE INDEX import_results_by_import ON import_results (import_id);

-- Bytes that activities were read from, by the SHA-256 of the decompressed bytes.
CREATE TABLE originals (
    sha256  TEXT PRIMARY KEY CHECK (length(sha256) = 64),
    n_bytes INTEGER NOT NULL CHECK (n_bytes >= 0),
    kept    INTEGER NOT NULL CHECK (kept IN (0, 1))
) STRICT;

CREATE TABLE activities (
    id                 INTEGER PRIMARY KEY,
    sport              TEXT NOT NULL,
    sub_sport          TEXT,
    start_us           INTEGER NOT NULL,
    duration_s         REAL CHECK (duration_s >= 0),
    timer_s            REAL CHECK (timer_s >= 0),
    distance_m         REAL CHECK (distance_m >= 0),
    zone               TEXT,
    utc_offset_s       INTEGER,
    name               TEXT,
    description        TEXT,
    private_note       TEXT,
    gear               TEXT,
    device             TEXT,
    perceived_exertion REAL CHECK (perceived_exertion BETWEEN 0 AND 10),
    laps               TEXT NOT NULL,
    pauses             TEXT NOT NULL,
    workout_steps      TEXT NOT NULL,
    splits             TEXT NOT NULL,
    n_records          INTEGER NOT NULL CHECK (n_records >= 0),
    manual             INTEGER NOT NULL CHECK (manual IN (0, 1)),
    salvaged           INTEGER NOT NULL CHECK (salvaged IN (0, 1)),
    remarks            TEXT NOT NULL,
    -- Where it came from.
    source             TEXT NOT NULL,
    origin_path        TEXT NOT NULL,
    origin_member      TEXT,
    sha256             TEXT REFERENCES originals (sha256),
    part               INTEGER NOT NULL CHECK (part >= 0),
    parser_version     INTEGER NOT NULL,
    import_id          INTEGER REFERENCES imports (id),
    -- Its records: records/<first two letters>/<records_sha256>.arrows.
    records_sha256     TEXT CHECK (length(records_sha256) = 64),
    UNIQUE (sha256, part)
) STRICT;

CREATE INDEX activities_by_start ON activities (start_us);
CREATE INDEX activities_by_import ON activities (import_id);
-- An activity entered by hand has no bytes to tell it by.
CREATE UNIQUE INDEX activities_without_bytes ON activities (start_us, sport)
WHERE sha256 IS NULL;

CREATE TABLE classifications (
    activity_id            INTEGER PRIMARY KEY REFERENCES activities (id) ON DELETE CASCADE,
    rule_version           INTEGER NOT NULL,
    speed_source           TEXT NOT NULL,
    best_100m_m_s          REAL,
    best_100m_observed_m_s REAL,
    median_speed_m_s       REAL,
    declared_laps          TEXT NOT NULL,
    remarks                TEXT NOT NULL,
    -- Doses.
    run_min                REAL CHECK (run_min >= 0),
    effort_s               REAL CHECK (effort_s >= 0),
    sprint_s               REAL CHECK (sprint_s >= 0),
    fast_s                 REAL CHECK (fast_s >= 0),
    tempo_s                REAL CHECK (tempo_s >= 0),
    hard_s                 REAL CHECK (hard_s >= 0),
    braking_energy_j_kg    REAL,
    hard_stops_n           INTEGER CHECK (hard_stops_n >= 0)
) STRICT;

CREATE TABLE efforts (
    activity_id       INTEGER NOT NULL REFERENCES classifications (activity_id) ON DELETE CASCADE,
    n                 INTEGER NOT NULL CHECK (n >= 0),
    start_s           REAL NOT NULL,
    end_s             REAL NOT NULL CHECK (end_s >= start_s),
    effort_class      TEXT NOT NULL,
    source            TEXT NOT NULL,
    confidence        REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    reasons           TEXT NOT NULL,
    mean_speed_m_s    REAL,
    p80_speed_m_s     REAL,
    max_speed_m_s     REAL,
    distance_m        REAL,
    p80_fraction      REAL,
    braking_start_s   REAL,
    braking_end_s     REAL CHECK (braking_end_s >= braking_start_s),
    braking_entry_m_s REAL,
    braking_exit_m_s  REAL,
    braking_grade     TEXT,
    PRIMARY KEY (activity_id, n)
) STRICT;

CREATE TABLE diary_entries (
    id           INTEGER PRIMARY KEY,
    time_us      INTEGER NOT NULL,
    time_end_us  INTEGER CHECK (time_end_us >= time_us),
    entered_us   INTEGER NOT NULL,
    zone         TEXT NOT NULL,
    utc_offset_s INTEGER NOT NULL CHECK (utc_offset_s BETWEEN -64800 AND 64800),
    score        INTEGER NOT NULL CHECK (score BETWEEN 0 AND 10),
    flare        INTEGER NOT NULL CHECK (flare IN (0, 1)),
    woke         INTEGER NOT NULL CHECK (woke IN (0, 1)),
    note         TEXT,
    source       TEXT NOT NULL
) STRICT;

CREATE INDEX diary_entries_by_time ON diary_entries (time_us);

CREATE TABLE diary_sites (
    entry_id INTEGER NOT NULL REFERENCES diary_entries (id) ON DELETE CASCADE,
    n        INTEGER NOT NULL CHECK (n >= 0),
    site     TEXT NOT NULL,
    side     TEXT,
    PRIMARY KEY (entry_id, n)
) STRICT;

CREATE TABLE diary_qualities (
    entry_id INTEGER NOT NULL REFERENCES diary_entries (id) ON DELETE CASCADE,
    n        INTEGER NOT NULL CHECK (n >= 0),
    quality  TEXT NOT NULL,
    PRIMARY KEY (entry_id, n)
) STRICT;
