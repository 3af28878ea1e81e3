-- What was expected after a session, as it was when it was made: never changed afterwards, so that it
-- can be judged by what was logged later. `known_us` is the session's end: nothing later is in it.

CREATE TABLE forecasts (
    known_us  INTEGER NOT NULL,
    version   INTEGER NOT NULL,
    made_us   INTEGER NOT NULL CHECK (made_us >= known_us),
    content   TEXT NOT NULL CHECK (json_type(content) = 'object'),
    PRIMARY KEY (known_us, version)
) STRICT, WITHOUT ROWID;
