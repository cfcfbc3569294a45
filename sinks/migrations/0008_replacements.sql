-- An article that is revised with another departing number: its alert takes the place of the one
-- that it had, for who was told of that.
ALTER TABLE alerts ADD COLUMN article TEXT
    GENERATED ALWAYS AS (json_extract(CAST(body AS TEXT), '$.figure.article.id')) VIRTUAL;
CREATE INDEX alerts_by_article ON alerts (article, series);
ALTER TABLE deliveries ADD COLUMN replaces TEXT;  -- the alert that the subscriber was told before
ALTER TABLE deliveries ADD COLUMN thread TEXT;    -- the message that the subscriber first got of it
UPDATE deliveries SET thread = (
    SELECT f.message_id FROM deliveries f
    WHERE f.alert_id = deliveries.alert_id AND f.subscriber = deliveries.subscriber AND f.turn = 0)
WHERE turn > 0;
