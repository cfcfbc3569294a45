"""The store as it was at a moment: the same questions, answered with what was known then."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime

from sinks.store import Store, connect

_VIEWS = """
CREATE TEMP VIEW articles AS
    SELECT id, revision, outlet, url, title, published, body, known_from
    FROM main.articles WHERE known_from <= '{at}'
    UNION ALL SELECT id, revision, outlet, url, title, published, body, known_from
    FROM main.past_articles WHERE known_from <= '{at}' AND known_to > '{at}';
CREATE TEMP VIEW figures AS
    SELECT id, article_id, family, series, outlet, claimant, published, body, known_from
    FROM main.figures WHERE known_from <= '{at}'
    UNION ALL SELECT id, article_id, family, series, outlet, claimant, published, body, known_from
    FROM main.past_figures WHERE known_from <= '{at}' AND known_to > '{at}';
CREATE TEMP VIEW alerts AS
    SELECT id, series, kind, severity, state, raised, body, known_from
    FROM main.alerts WHERE known_from <= '{at}'
    UNION ALL SELECT id, series, kind, severity, state, raised, body, known_from
    FROM main.past_alerts WHERE known_from <= '{at}' AND known_to > '{at}';
CREATE TEMP VIEW series AS
    SELECT key, family, title, body FROM main.series WHERE key IN (SELECT series FROM figures);
PRAGMA query_only = ON;
"""


class Past(Store):
    """
    The store as it was at `at`, for reading; close it after use.

    What was pruned since is missing from it, and lists by family and title are today's.
    """

    def __init__(self, store: Store, at: datetime) -> None:
        self.path = store.path
        self._at = at.astimezone(UTC)
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = connect(self.path)
            # Temporary views are found before the tables of the same names. They can't have
            # parameters; the moment is written by isoformat, so it holds no quote.
            connection.executescript(_VIEWS.format(at=self._at.isoformat(timespec="seconds")))
            self._local.connection = connection
        return connection
