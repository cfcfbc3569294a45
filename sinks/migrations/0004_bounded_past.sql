-- What is kept of the past is bounded, however often one article is revised: an alert's past grows
-- only by what readers would notice, and each row keeps its newest versions.
ALTER TABLE alerts ADD COLUMN content TEXT NOT NULL DEFAULT '';  -- what readers notice, as a hash
CREATE INDEX past_figures_by_article ON past_figures (article_id, known_to);

DROP TRIGGER alert_changed;
CREATE TRIGGER alert_changed AFTER UPDATE OF body ON alerts WHEN OLD.content != NEW.content BEGIN
    INSERT INTO past_alerts
    SELECT OLD.id, OLD.series, OLD.kind, OLD.severity, OLD.state, OLD.raised, OLD.body,
           OLD.known_from, coalesce((SELECT at FROM moment), NEW.raised);
    UPDATE alerts SET known_from = coalesce((SELECT at FROM moment), NEW.raised)
    WHERE rowid = NEW.rowid;
END;

CREATE TRIGGER past_alert_kept AFTER INSERT ON past_alerts BEGIN
    DELETE FROM past_alerts WHERE id = NEW.id AND rowid <= (
        SELECT rowid FROM past_alerts WHERE id = NEW.id ORDER BY rowid DESC LIMIT 1 OFFSET 64);
END;
CREATE TRIGGER past_article_kept AFTER INSERT ON past_articles BEGIN
    DELETE FROM past_articles WHERE id = NEW.id AND rowid <= (
        SELECT rowid FROM past_articles WHERE id = NEW.id ORDER BY rowid DESC LIMIT 1 OFFSET 64);
    -- Figures of revisions that are gone.
    DELETE FROM past_figures WHERE article_id = NEW.id AND known_to <= (
        SELECT min(known_from) FROM past_articles WHERE id = NEW.id);
END;
