-- Syncing a Strava account: what it lists, what has come of it, and where the sync stands.

ALTER TABLE activities ADD COLUMN strava_id INTEGER;
-- When records and raw JSON that came through the API were removed again, as its terms ask.
ALTER TABLE activities ADD COLUMN purged_us INTEGER;

CREATE INDEX activities_by_strava_id ON activities (strava_id) WHERE strava_id IS NOT NULL;

-- The one place where the sync stands. `next_page`: of the list, NULL once it has ended. `rates`:
-- the limits as Strava's last answer had them, JSON.
CREATE TABLE strava_sync (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    athlete_id  INTEGER,
    round       INTEGER NOT NULL DEFAULT 0,
    whole       INTEGER NOT NULL DEFAULT 0 CHECK (whole IN (0, 1)),
    started_us  INTEGER,
    finished_us INTEGER,
    next_page   INTEGER CHECK (next_page >= 1),
    rates       TEXT
) STRICT;

INSERT INTO strava_sync (id) VALUES (1);

-- What the account lists. `summary`: what of a list's entry tells that it changed; `fetched`: the
-- summary at the time when its details came. `detail` and `streams` are answers as they came,
-- JSON, until the library has made an activity of them. `wants_streams`:
-- the details have come and the streams are still to be asked for; `with_streams`: they were, once.
CREATE TABLE strava_activities (
    strava_id     INTEGER PRIMARY KEY,
    start_us      INTEGER NOT NULL,
    summary       TEXT NOT NULL,
    visibility    TEXT,
    listed        INTEGER NOT NULL,
    fetched       TEXT,
    fetched_round INTEGER NOT NULL DEFAULT 0,
    fetched_us    INTEGER,
    detail        TEXT,
    streams       TEXT,
    wants_streams INTEGER NOT NULL DEFAULT 0 CHECK (wants_streams IN (0, 1)),
    with_streams  INTEGER NOT NULL DEFAULT 0 CHECK (with_streams IN (0, 1)),
    activity_id   INTEGER REFERENCES activities (id) ON DELETE SET NULL,
    gone_us       INTEGER,
    problem       TEXT
) STRICT;

CREATE INDEX strava_activities_by_activity ON strava_activities (activity_id);

CREATE TABLE strava_gear (
    id            TEXT PRIMARY KEY,
    name          TEXT,
    brand         TEXT,
    model         TEXT,
    distance_m    REAL CHECK (distance_m >= 0),
    retired       INTEGER NOT NULL CHECK (retired IN (0, 1)),
    fetched_round INTEGER NOT NULL
) STRICT;
