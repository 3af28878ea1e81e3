-- Movement that watches recorded all day, the weather of activities.

-- One row for each hour that one file tells of. Files overlap and complete one another, so rows of
-- one hour are put together when they are read. covered, active, sedentary: bit n is minute n.
CREATE TABLE movement (
    sha256         TEXT NOT NULL REFERENCES originals (sha256),
    hour_us        INTEGER NOT NULL CHECK (hour_us % 3600000000 = 0),
    source         TEXT NOT NULL,
    steps          INTEGER CHECK (steps >= 0),
    covered        INTEGER NOT NULL CHECK (covered BETWEEN 0 AND 1152921504606846975),
    active         INTEGER NOT NULL CHECK (active & ~covered = 0),
    sedentary      INTEGER NOT NULL CHECK (sedentary & ~covered = 0 AND sedentary & active = 0),
    parser_version INTEGER NOT NULL,
    import_id      INTEGER REFERENCES imports (id),
    PRIMARY KEY (sha256, hour_us, source)
) STRICT, WITHOUT ROWID;

CREATE INDEX movement_by_hour ON movement (hour_us);
CREATE INDEX movement_by_import ON movement (import_id);

ALTER TABLE activities ADD COLUMN weather TEXT; -- JSON; NULL where nothing is known
