-- What was set aside stays when it is tried again, with what came of each try.
ALTER TABLE dead_letters ADD COLUMN settled TEXT;  -- when it was taken in again; null: it waits

CREATE TABLE letter_tries (
    number    INTEGER PRIMARY KEY,
    letter_id TEXT NOT NULL,
    at        TEXT NOT NULL,
    who       TEXT NOT NULL,
    outcome   TEXT NOT NULL CHECK (outcome IN ('handed back', 'taken in', 'failed again')),
    position  TEXT NOT NULL              -- where it went, as partition:offset of its topic
) STRICT;
CREATE INDEX letter_tries_by_letter ON letter_tries (letter_id, number);
