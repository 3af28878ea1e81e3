-- Which imports met a file of movement: what one brought stays as long as another has met it, too.

CREATE TABLE movement_met (
    sha256    TEXT NOT NULL REFERENCES originals (sha256) ON DELETE CASCADE,
    import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    PRIMARY KEY (sha256, import_id)
) STRICT, WITHOUT ROWID;

INSERT INTO movement_met
SELECT DISTINCT sha256, import_id FROM movement WHERE import_id IS NOT NULL;
