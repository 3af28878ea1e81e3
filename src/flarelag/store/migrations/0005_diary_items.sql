-- The diary: pain, factors and measures, remembered flare-ups, what is said of shoes. All share one
-- row of numbers, which are never used twice. `content` is the item as JSON; the columns beside it
-- are what is searched by. Every change is kept in `diary_changes` and can be taken back.

CREATE TABLE diary_items (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    kind    TEXT NOT NULL,
    time_us INTEGER NOT NULL,
    end_us  INTEGER CHECK (end_us >= time_us),
    content TEXT NOT NULL CHECK (json_type(content) = 'object'),
    CHECK (kind <> 'entry' OR json_extract(content, '$.score') BETWEEN 0 AND 10),
    CHECK (coalesce(json_extract(content, '$.utc_offset_s'), 0) BETWEEN -64800 AND 64800),
    CHECK (kind <> 'factor' OR json_extract(content, '$.amount') >= 0)
) STRICT;

INSERT INTO diary_items (id, kind, time_us, end_us, content)
SELECT id, 'entry', time_us, time_end_us, json_object(
    'time', strftime('%Y-%m-%dT%H:%M:%S', time_s, 'unixepoch')
        || printf('.%06dZ', time_us - time_s * 1000000),
    'time_end', strftime('%Y-%m-%dT%H:%M:%S', end_s, 'unixepoch')
        || printf('.%06dZ', time_end_us - end_s * 1000000),
    'entered', strftime('%Y-%m-%dT%H:%M:%S', entered_s, 'unixepoch')
        || printf('.%06dZ', entered_us - entered_s * 1000000),
    'zone', zone,
    'utc_offset_s', utc_offset_s,
    'score', score,
    'sites', json((
        SELECT json_group_array(place) FROM (
            SELECT coalesce(side || ':', '') || site AS place FROM diary_sites
            WHERE entry_id = entries.id ORDER BY n
        )
    )),
    'qualities', json((
        SELECT json_group_array(quality) FROM (
            SELECT quality FROM diary_qualities WHERE entry_id = entries.id ORDER BY n
        )
    )),
    'flare', json(iif(flare, 'true', 'false')),
    'woke', json(iif(woke, 'true', 'false')),
    'note', note,
    'source', source,
    'pin', NULL
)
FROM (
    SELECT *,
        (time_us - (time_us % 1000000 + 1000000) % 1000000) / 1000000 AS time_s,
        (time_end_us - (time_end_us % 1000000 + 1000000) % 1000000) / 1000000 AS end_s,
        (entered_us - (entered_us % 1000000 + 1000000) % 1000000) / 1000000 AS entered_s
    FROM diary_entries
) AS entries
ORDER BY id;

DROP TABLE diary_qualities;
DROP TABLE diary_sites;
DROP TABLE diary_entries;

CREATE INDEX diary_items_by_time ON diary_items (kind, time_us, id);

-- `request_id` names the request that made a change: the same one again changes nothing.
CREATE TABLE diary_changes (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at_us  INTEGER NOT NULL,
    action TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
    undoes INTEGER REFERENCES diary_changes (id),
    request_id  TEXT UNIQUE
) STRICT;

CREATE INDEX diary_changes_by_undoes ON diary_changes (undoes);

-- What a change did to one item: what it said before and after, NULL where it was not there.
CREATE TABLE diary_revisions (
    change_id INTEGER NOT NULL REFERENCES diary_changes (id),
    item_id   INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    before    TEXT,
    after     TEXT,
    PRIMARY KEY (change_id, item_id),
    CHECK (before IS NOT NULL OR after IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX diary_revisions_by_item ON diary_revisions (item_id, change_id);
