-- What was taken in from text files that a phone appends to. The files themselves are only read.

-- Each line that was taken in, or could not be: `reason` says why, and `text` then keeps the line.
CREATE TABLE inbox_lines (
    key      TEXT PRIMARY KEY,
    path     TEXT NOT NULL,
    number   INTEGER NOT NULL CHECK (number >= 1),
    taken_us INTEGER NOT NULL,
    text     TEXT,
    reason   TEXT,
    CHECK ((text IS NULL) = (reason IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX inbox_lines_by_path ON inbox_lines (path) WHERE reason IS NOT NULL;

-- Each file as it was when it was read: one that has not changed since need not be read again.
CREATE TABLE inbox_files (
    path     TEXT PRIMARY KEY,
    n_bytes  INTEGER NOT NULL CHECK (n_bytes >= 0),
    mtime_ns INTEGER NOT NULL,
    read_us  INTEGER NOT NULL,
    whole    INTEGER NOT NULL CHECK (whole IN (0, 1)),
    problem  TEXT
) STRICT, WITHOUT ROWID;
