-- Several recordings of one activity, and every place each was met.
--
-- A row of `activities` is a recording. Where several recorded the same activity, the richest
-- stands for it and the others name it in `merged_into`. What `recorded` says is the recording's
-- own; `name`, `sport` and the like are what the exports in which it was met made of that.

ALTER TABLE activities ADD COLUMN format TEXT;
ALTER TABLE activities ADD COLUMN n_channels INTEGER NOT NULL DEFAULT 0 CHECK (n_channels >= 0);
ALTER TABLE activities ADD COLUMN recorded TEXT NOT NULL DEFAULT '{}';
ALTER TABLE activities ADD COLUMN merged_into INTEGER REFERENCES activities (id) ON DELETE SET NULL;
ALTER TABLE activities ADD COLUMN merge_reason TEXT;

UPDATE activities SET recorded = json_object(
    'name', name, 'description', description, 'private_note', private_note, 'gear', gear,
    'perceived_exertion', perceived_exertion, 'sport', sport
);

CREATE INDEX activities_by_merged_into ON activities (merged_into);

-- What has no bytes to tell it by: the sport can be corrected later, so it is no part of identity.
DROP INDEX activities_without_bytes;
UPDATE activities SET part = (
    SELECT count(*) FROM activities AS other
    WHERE other.sha256 IS NULL AND other.source = activities.source
        AND other.start_us = activities.start_us AND other.id < activities.id
) WHERE sha256 IS NULL;
CREATE UNIQUE INDEX activities_without_bytes ON activities (source, start_us, part)
WHERE sha256 IS NULL;

-- Each time an input of an import held a recording; `metadata` is what an export said of it there.
CREATE TABLE sightings (
    id            INTEGER PRIMARY KEY,
    activity_id   INTEGER NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
    import_id     INTEGER REFERENCES imports (id) ON DELETE CASCADE,
    source        TEXT NOT NULL,
    origin_path   TEXT NOT NULL,
    origin_member TEXT,
    metadata      TEXT
) STRICT;

CREATE INDEX sightings_by_activity ON sightings (activity_id);
CREATE INDEX sightings_by_import ON sightings (import_id);

INSERT INTO sightings (activity_id, import_id, source, origin_path, origin_member)
SELECT id, import_id, source, origin_path, origin_member FROM activities;

-- Recordings that the user has said are not the same activity.
CREATE TABLE kept_apart (
    first_id  INTEGER NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
    second_id INTEGER NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
    PRIMARY KEY (first_id, second_id),
    CHECK (first_id < second_id)
) STRICT;

CREATE INDEX kept_apart_by_second ON kept_apart (second_id);
