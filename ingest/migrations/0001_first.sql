-- What ingest remembers: how its feeds are, which articles it has seen, what it has yet to pass on.
CREATE TABLE ingest_feeds (
    url     TEXT PRIMARY KEY,
    outlet  TEXT NOT NULL,
    name    TEXT NOT NULL,
    active  INTEGER NOT NULL DEFAULT 1,
    next_at TEXT NOT NULL,
    -- When its document was last read, not merely asked for.
    read_at TEXT,
    state   BLOB NOT NULL
) STRICT;
CREATE INDEX ingest_feeds_due ON ingest_feeds (next_at) WHERE active;

-- Guids and links by which an article is recognised, hashed together with the outlet.
CREATE TABLE ingest_aliases (
    name       TEXT PRIMARY KEY,
    article_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ingest_aliases_by_article ON ingest_aliases (article_id);

CREATE TABLE ingest_articles (
    id            TEXT PRIMARY KEY,
    feed          TEXT NOT NULL,
    revision      INTEGER NOT NULL,
    entry_hash    TEXT NOT NULL,
    content_hash  TEXT NOT NULL,
    text_origin   TEXT NOT NULL,
    sketch        BLOB NOT NULL,
    revised_at    TEXT NOT NULL,
    listed_at     TEXT NOT NULL,
    page_attempts INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX ingest_articles_by_feed ON ingest_articles (feed, listed_at);

-- AUTOINCREMENT: whoever reads on from the last number must not miss a number used twice.
CREATE TABLE ingest_spool (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    body    BLOB NOT NULL,
    -- Why the broker will never take it; such rows are not tried again.
    refused TEXT
) STRICT;
CREATE INDEX ingest_spool_pending ON ingest_spool (id) WHERE refused IS NULL;
