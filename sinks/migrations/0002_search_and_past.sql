-- What the pages look up: words, and what the store knew at a moment. Both follow from the rows
-- above, so triggers keep them: whoever writes a row need not think of them.

-- The moment at which the transaction in work writes; empty where nobody said one, and then a
-- row counts as known from when its article was printed.
CREATE TABLE moment (at TEXT NOT NULL) STRICT;

ALTER TABLE articles ADD COLUMN known_from TEXT NOT NULL DEFAULT '';
ALTER TABLE figures  ADD COLUMN known_from TEXT NOT NULL DEFAULT '';
ALTER TABLE alerts   ADD COLUMN known_from TEXT NOT NULL DEFAULT '';
UPDATE articles SET known_from = coalesce(published, '');
UPDATE figures  SET known_from = published;
UPDATE alerts   SET known_from = raised;
-- "The ministry" at the beginning of a sentence is the ministry.
UPDATE figures SET claimant = 'the ' || substr(claimant, 5)
WHERE claimant GLOB 'The *'
  AND json_extract(CAST(body AS TEXT), '$.attribution.chain[#-1].name') IS NULL;
CREATE INDEX articles_by_known_from ON articles (known_from);
CREATE INDEX figures_by_published ON figures (published, id);
CREATE INDEX figures_by_claimant ON figures (claimant, published, id);

-- Rows as they were, each until `known_to`.
CREATE TABLE past_articles (
    id TEXT NOT NULL, revision INTEGER NOT NULL, outlet TEXT NOT NULL, url TEXT NOT NULL,
    title TEXT NOT NULL, published TEXT, body BLOB NOT NULL,
    known_from TEXT NOT NULL, known_to TEXT NOT NULL
) STRICT;
CREATE INDEX past_articles_by_id ON past_articles (id);
CREATE TABLE past_figures (
    id TEXT NOT NULL, article_id TEXT NOT NULL, family TEXT NOT NULL, series TEXT NOT NULL,
    outlet TEXT NOT NULL, claimant TEXT NOT NULL, published TEXT NOT NULL, body BLOB NOT NULL,
    known_from TEXT NOT NULL, known_to TEXT NOT NULL
) STRICT;
CREATE INDEX past_figures_by_id ON past_figures (id);
CREATE INDEX past_figures_by_series ON past_figures (series, published);
CREATE TABLE past_alerts (
    id TEXT NOT NULL, series TEXT NOT NULL, kind TEXT NOT NULL, severity TEXT NOT NULL,
    state TEXT NOT NULL, raised TEXT NOT NULL, body BLOB NOT NULL,
    known_from TEXT NOT NULL, known_to TEXT NOT NULL
) STRICT;
CREATE INDEX past_alerts_by_id ON past_alerts (id);

CREATE TRIGGER article_known AFTER INSERT ON articles BEGIN
    UPDATE articles SET known_from = coalesce((SELECT at FROM moment), NEW.published, '')
    WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER article_changed AFTER UPDATE OF body ON articles WHEN OLD.body != NEW.body BEGIN
    INSERT INTO past_articles
    SELECT OLD.id, OLD.revision, OLD.outlet, OLD.url, OLD.title, OLD.published, OLD.body,
           OLD.known_from, coalesce((SELECT at FROM moment), NEW.published, '');
    UPDATE articles SET known_from = coalesce((SELECT at FROM moment), NEW.published, '')
    WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER figure_known AFTER INSERT ON figures BEGIN
    UPDATE figures SET known_from = coalesce((SELECT at FROM moment), NEW.published)
    WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER figure_changed AFTER UPDATE OF body ON figures WHEN OLD.body != NEW.body BEGIN
    INSERT INTO past_figures
    SELECT OLD.id, OLD.article_id, OLD.family, OLD.series, OLD.outlet, OLD.claimant,
           OLD.published, OLD.body, OLD.known_from,
           coalesce((SELECT at FROM moment), NEW.published);
    UPDATE figures SET known_from = coalesce((SELECT at FROM moment), NEW.published)
    WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER figure_withdrawn AFTER DELETE ON figures BEGIN
    INSERT INTO past_figures
    SELECT OLD.id, OLD.article_id, OLD.family, OLD.series, OLD.outlet, OLD.claimant,
           OLD.published, OLD.body, OLD.known_from,
           coalesce((SELECT at FROM moment), OLD.published);
END;
CREATE TRIGGER alert_known AFTER INSERT ON alerts BEGIN
    UPDATE alerts SET known_from = coalesce((SELECT at FROM moment), NEW.raised)
    WHERE rowid = NEW.rowid;
END;
CREATE TRIGGER alert_changed AFTER UPDATE OF body ON alerts WHEN OLD.body != NEW.body BEGIN
    INSERT INTO past_alerts
    SELECT OLD.id, OLD.series, OLD.kind, OLD.severity, OLD.state, OLD.raised, OLD.body,
           OLD.known_from, coalesce((SELECT at FROM moment), NEW.raised);
    UPDATE alerts SET known_from = coalesce((SELECT at FROM moment), NEW.raised)
    WHERE rowid = NEW.rowid;
END;

-- Full text. A row of an index has the rowid of the row that it is about.
CREATE VIRTUAL TABLE search_figures USING fts5 (
    sentence, source, counted, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
CREATE VIRTUAL TABLE search_articles USING fts5 (
    title, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
CREATE VIRTUAL TABLE search_series USING fts5 (
    title, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);

CREATE VIEW figure_words AS
SELECT rowid AS id,
       json_extract(CAST(body AS TEXT), '$.sentence.text') AS sentence,
       (SELECT group_concat(concat, ' | ') FROM (
            SELECT coalesce(json_extract(value, '$.name') || ' ', '')
                   || json_extract(value, '$.text')
                   || coalesce(' ' || json_extract(value, '$.affiliation'), '') AS concat
            FROM json_each(CAST(figures.body AS TEXT), '$.attribution.chain'))) AS source,
       json_extract(CAST(body AS TEXT), '$.counted.text') AS counted
FROM figures;

CREATE TRIGGER figure_indexed AFTER INSERT ON figures BEGIN
    INSERT INTO search_figures (rowid, sentence, source, counted)
    SELECT id, sentence, source, counted FROM figure_words WHERE id = NEW.rowid;
END;
CREATE TRIGGER figure_reindexed AFTER UPDATE OF body ON figures WHEN OLD.body != NEW.body BEGIN
    DELETE FROM search_figures WHERE rowid = OLD.rowid;
    INSERT INTO search_figures (rowid, sentence, source, counted)
    SELECT id, sentence, source, counted FROM figure_words WHERE id = NEW.rowid;
END;
CREATE TRIGGER figure_unindexed AFTER DELETE ON figures BEGIN
    DELETE FROM search_figures WHERE rowid = OLD.rowid;
END;
CREATE TRIGGER article_indexed AFTER INSERT ON articles BEGIN
    INSERT INTO search_articles (rowid, title) VALUES (NEW.rowid, NEW.title);
END;
CREATE TRIGGER article_reindexed AFTER UPDATE OF title ON articles
WHEN OLD.title != NEW.title BEGIN
    DELETE FROM search_articles WHERE rowid = OLD.rowid;
    INSERT INTO search_articles (rowid, title) VALUES (NEW.rowid, NEW.title);
END;
CREATE TRIGGER article_unindexed AFTER DELETE ON articles BEGIN
    DELETE FROM search_articles WHERE rowid = OLD.rowid;
END;
CREATE TRIGGER series_indexed AFTER INSERT ON series BEGIN
    INSERT INTO search_series (rowid, title) VALUES (NEW.rowid, NEW.title);
END;
CREATE TRIGGER series_reindexed AFTER UPDATE OF title ON series WHEN OLD.title != NEW.title BEGIN
    DELETE FROM search_series WHERE rowid = OLD.rowid;
    INSERT INTO search_series (rowid, title) VALUES (NEW.rowid, NEW.title);
END;
CREATE TRIGGER series_unindexed AFTER DELETE ON series BEGIN
    DELETE FROM search_series WHERE rowid = OLD.rowid;
END;

INSERT INTO search_figures (rowid, sentence, source, counted)
SELECT id, sentence, source, counted FROM figure_words;
INSERT INTO search_articles (rowid, title) SELECT rowid, title FROM articles;
INSERT INTO search_series (rowid, title) SELECT rowid, title FROM series;
