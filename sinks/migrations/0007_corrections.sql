-- Who was told of an alert is told once more when it is withdrawn or rests on other words: that is
-- a delivery of its own, a further turn of the first, which knows what it told.
ALTER TABLE deliveries RENAME TO deliveries_before;
DROP INDEX deliveries_waiting;
DROP INDEX deliveries_by_message;
DROP INDEX deliveries_by_state;

CREATE TABLE deliveries (
    alert_id   TEXT NOT NULL,
    subscriber TEXT NOT NULL,
    turn       INTEGER NOT NULL DEFAULT 0,  -- 0 is the alert, the others are corrections
    state      TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'failed', 'skipped')),
    since      TEXT NOT NULL,             -- when it came, or was settled
    next_at    TEXT NOT NULL,             -- not decided upon before
    reason     TEXT NOT NULL DEFAULT '',  -- why it is held, skipped, sent or given up
    message_id TEXT,                      -- the message that carries it, once there is one
    told       BLOB,                      -- the alert as it was told, or would have been
    PRIMARY KEY (alert_id, subscriber, turn)
) STRICT;
CREATE INDEX deliveries_waiting ON deliveries (subscriber, next_at)
    WHERE state = 'pending' AND message_id IS NULL;
CREATE INDEX deliveries_by_message ON deliveries (message_id, subscriber);
CREATE INDEX deliveries_by_state ON deliveries (state) WHERE state IN ('pending', 'failed');

-- What was told before is not known any more: it is taken to be what stands now.
INSERT INTO deliveries (alert_id, subscriber, state, since, next_at, reason, message_id, told)
SELECT d.alert_id, d.subscriber, d.state, d.since, d.next_at, d.reason, d.message_id,
       CASE WHEN d.state = 'sent' AND m.next_at IS NULL THEN a.body END
FROM deliveries_before d JOIN alerts a ON a.id = d.alert_id
     LEFT JOIN messages m ON m.id = d.message_id AND m.subscriber = d.subscriber;
DROP TABLE deliveries_before;

ALTER TABLE messages RENAME TO messages_before;
DROP INDEX messages_due;
CREATE TABLE messages (
    id         TEXT NOT NULL,
    subscriber TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('alert', 'group', 'digest', 'correction')),
    state      TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'failed', 'cancelled')),
    severity   TEXT NOT NULL,             -- the highest among its alerts when it was made
    created    TEXT NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    next_at    TEXT,                      -- null: never again
    PRIMARY KEY (id, subscriber)
) STRICT, WITHOUT ROWID;
CREATE INDEX messages_due ON messages (subscriber, next_at) WHERE next_at IS NOT NULL;
INSERT INTO messages SELECT * FROM messages_before;
DROP TABLE messages_before;
