-- How the feeds are doing, as the `ingest` that runs elsewhere tells it.
CREATE TABLE feeds (
    url  TEXT PRIMARY KEY,
    run  TEXT NOT NULL,                  -- which run of `ingest` said so
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX feeds_by_run ON feeds (run);
