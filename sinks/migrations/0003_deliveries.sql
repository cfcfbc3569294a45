-- What became of each alert for each subscriber, the messages that carry alerts, and a log with
-- one row per attempt; what people acknowledged and muted; who no longer wants anything.
ALTER TABLE deliveries RENAME TO deliveries_before;
DROP INDEX deliveries_due;

CREATE TABLE deliveries (
    alert_id   TEXT NOT NULL,
    subscriber TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'failed', 'skipped')),
    since      TEXT NOT NULL,             -- when it came, or was settled
    next_at    TEXT NOT NULL,             -- not decided upon before
    reason     TEXT NOT NULL DEFAULT '',  -- why it is held, skipped, sent or given up
    message_id TEXT,                      -- the message that carries it, once there is one
    PRIMARY KEY (alert_id, subscriber)
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_waiting ON deliveries (subscriber, next_at)
    WHERE state = 'pending' AND message_id IS NULL;
CREATE INDEX deliveries_by_message ON deliveries (message_id, subscriber);
CREATE INDEX deliveries_by_state ON deliveries (state) WHERE state IN ('pending', 'failed');

-- One message is one id, however often it is tried: that is what receivers deduplicate by.
CREATE TABLE messages (
    id         TEXT NOT NULL,
    subscriber TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('alert', 'group', 'digest')),
    state      TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'failed', 'cancelled')),
    severity   TEXT NOT NULL,             -- the highest among its alerts when it was made
    created    TEXT NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    next_at    TEXT,                      -- null: never again
    PRIMARY KEY (id, subscriber)
) STRICT, WITHOUT ROWID;
CREATE INDEX messages_due ON messages (subscriber, next_at) WHERE next_at IS NOT NULL;

CREATE TABLE attempts (
    number       INTEGER PRIMARY KEY,
    at           TEXT NOT NULL,
    message_id   TEXT NOT NULL,
    subscriber   TEXT NOT NULL,
    channel      TEXT NOT NULL,
    result       TEXT NOT NULL CHECK (result IN ('sent', 'failed', 'given_up')),
    status       INTEGER,                 -- of HTTP, where there is one
    error        TEXT,
    answer       TEXT NOT NULL,           -- the head of what the other end answered
    milliseconds INTEGER NOT NULL,
    next_at      TEXT
) STRICT;
CREATE INDEX attempts_by_message ON attempts (message_id, subscriber);

CREATE TABLE acknowledgements (
    alert_id TEXT PRIMARY KEY,
    at       TEXT NOT NULL,
    who      TEXT NOT NULL,
    reason   TEXT NOT NULL
) STRICT;

CREATE TABLE mutes (
    number     INTEGER PRIMARY KEY,
    series     TEXT NOT NULL,
    subscriber TEXT,                      -- null: for everybody
    at         TEXT NOT NULL,
    until      TEXT NOT NULL,
    who        TEXT NOT NULL,
    reason     TEXT NOT NULL
) STRICT;
CREATE INDEX mutes_by_until ON mutes (until);

CREATE TABLE disabled_subscribers (
    subscriber TEXT PRIMARY KEY,
    address    TEXT NOT NULL,             -- a digest: another address is another end
    at         TEXT NOT NULL,
    reason     TEXT NOT NULL
) STRICT;

INSERT INTO deliveries (alert_id, subscriber, state, since, next_at, reason, message_id)
SELECT alert_id, subscriber, state, next_at, next_at, coalesce(last_error, ''),
       CASE WHEN state != 'pending' OR attempts > 0 THEN alert_id END
FROM deliveries_before;
INSERT INTO messages (id, subscriber, kind, state, severity, created, attempts, next_at)
SELECT d.alert_id, d.subscriber, 'alert', d.state, a.severity, a.raised, d.attempts,
       CASE WHEN d.state = 'pending' THEN d.next_at END
FROM deliveries_before d JOIN alerts a ON a.id = d.alert_id
WHERE d.state != 'pending' OR d.attempts > 0;
DROP TABLE deliveries_before;
