-- Experiments: a plan that is fixed at its start, and what happened to it afterwards. Neither is
-- ever changed; `sha256` is that of `plan`, so that what is changed from outside shows.

CREATE TABLE experiments (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    started_us INTEGER NOT NULL,
    plan       TEXT NOT NULL CHECK (json_type(plan) = 'object'),
    sha256     TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;

CREATE TRIGGER experiments_are_fixed BEFORE UPDATE ON experiments
BEGIN
    SELECT raise(ABORT, 'the plan of an experiment is fixed at its start');
END;

CREATE TABLE experiment_events (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    experiment_id INTEGER NOT NULL REFERENCES experiments (id),
    at_us         INTEGER NOT NULL,
    kind          TEXT NOT NULL,
    content       TEXT NOT NULL CHECK (json_type(content) = 'object')
) STRICT;

CREATE INDEX experiment_events_by_experiment ON experiment_events (experiment_id, id);

CREATE TRIGGER experiment_events_are_fixed BEFORE UPDATE ON experiment_events
BEGIN
    SELECT raise(ABORT, 'what happened to an experiment is never changed');
END;
