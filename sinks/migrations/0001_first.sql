-- The store is a view: everything in it can be rebuilt from the articles.
CREATE TABLE articles (
    id        TEXT PRIMARY KEY,
    revision  INTEGER NOT NULL,
    outlet    TEXT NOT NULL,
    url       TEXT NOT NULL,
    title     TEXT NOT NULL,
    published TEXT,
    body      BLOB NOT NULL
) STRICT;

CREATE TABLE figures (
    id         TEXT PRIMARY KEY,
    article_id TEXT NOT NULL,
    family     TEXT NOT NULL,
    series     TEXT NOT NULL,
    outlet     TEXT NOT NULL,
    claimant   TEXT NOT NULL,
    published  TEXT NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE INDEX figures_by_family ON figures (family, published, id);
CREATE INDEX figures_by_series ON figures (series, published, id);
CREATE INDEX figures_by_article ON figures (article_id);

CREATE TABLE series (
    key    TEXT PRIMARY KEY,
    family TEXT NOT NULL,
    title  TEXT NOT NULL,
    body   BLOB NOT NULL
) STRICT;

CREATE TABLE alerts (
    id       TEXT PRIMARY KEY,
    series   TEXT NOT NULL,
    kind     TEXT NOT NULL,
    severity TEXT NOT NULL,
    state    TEXT NOT NULL,
    raised   TEXT NOT NULL,
    body     BLOB NOT NULL
) STRICT;
CREATE INDEX alerts_by_series ON alerts (series, raised);
CREATE INDEX alerts_by_raised ON alerts (raised);

-- The outbox: one row per alert and subscriber, written with the alert.
CREATE TABLE deliveries (
    alert_id   TEXT NOT NULL,
    subscriber TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'failed')),
    attempts   INTEGER NOT NULL DEFAULT 0,
    next_at    TEXT NOT NULL,
    last_error TEXT,
    PRIMARY KEY (alert_id, subscriber)
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_due ON deliveries (next_at) WHERE state = 'pending';

CREATE TABLE dead_letters (
    id       TEXT PRIMARY KEY,
    origin   TEXT NOT NULL,
    position TEXT NOT NULL,
    step     TEXT NOT NULL,
    error    TEXT NOT NULL,
    payload  BLOB NOT NULL,
    at       TEXT NOT NULL
) STRICT;
