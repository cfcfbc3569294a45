"""
The SQLite store: articles, figures, series, alerts with their outbox, dead letters.

One writer at a time, many readers (WAL). Every write is an upsert by a deterministic id, so
a repeat changes nothing. Errors of SQLite come out as StoreError with the file's path.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from figurewatch.errors import StateError, StoreError
from figurewatch.records import Alert, Article, DeadLetter, Figure, Series
from figurewatch.records.codec import decode_state, encode_state
from sinks.alerts import content_id, origin_name
from sinks.corrections import forget_replaced, put_corrections, put_replacements
from sinks.timing import WITHDRAWN_UNSENT

T = TypeVar("T")

#: Articles printed so long before they were read are a backlog, not news.
BACKLOG_AFTER = timedelta(hours=1)
#: How long an alert about a backlog waits for the rest of it.
BACKLOG_SETTLES = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesSummary:
    """A series as a list shows it."""

    series: Series
    figures: int
    outlets: int
    alerts: int
    latest: datetime | None


class Transaction:
    """
    Writes that are kept together or not at all.

    `connection` is there so that another part's rows can be written in the same transaction.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def put_article(self, article: Article) -> None:
        """Keep `article`; an older revision than the one kept changes nothing."""
        self.connection.execute(
            """INSERT INTO articles (id, revision, outlet, url, title, published, body)
               VALUES (?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, url = excluded.url,
                   title = excluded.title, published = excluded.published, body = excluded.body
               WHERE excluded.revision >= articles.revision""",
            (
                article.id,
                article.revision,
                article.outlet,
                article.url,
                article.title,
                _text(article.dated),
                encode_state(article),
            ),
        )

    def put_figure(self, figure: Figure, series: Series) -> bool:
        """Keep `figure` in `series`; False if it is kept already, word for word."""
        body = encode_state(figure)
        kept = self.connection.execute(
            "SELECT body FROM figures WHERE id = ?", (figure.id,)
        ).fetchone()
        if kept is not None and kept[0] == body:
            return False
        self.connection.execute(
            """INSERT INTO series (key, family, title, body) VALUES (?, ?, ?, ?)
               ON CONFLICT (key) DO UPDATE SET family = excluded.family, title = excluded.title,
                   body = excluded.body""",
            (series.key, series.family, series.title, encode_state(series)),
        )
        self.connection.execute(
            """INSERT INTO figures
               (id, article_id, family, series, outlet, claimant, published, body)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT (id) DO UPDATE SET article_id = excluded.article_id,
                   family = excluded.family, series = excluded.series, outlet = excluded.outlet,
                   claimant = excluded.claimant, published = excluded.published,
                   body = excluded.body""",
            (
                figure.id,
                figure.article.id,
                series.family,
                series.key,
                figure.article.outlet,
                origin_name(figure.attribution),
                _text(figure.article.published) or "",
                body,
            ),
        )
        return True

    def withdraw_figures(self, article_id: str, *, keep: Iterable[str]) -> list[Figure]:
        """Remove the figures of an article that its newest revision no longer states."""
        kept = set(keep)
        rows = self.connection.execute(
            "SELECT id, body FROM figures WHERE article_id = ? ORDER BY id", (article_id,)
        ).fetchall()
        gone = [(figure_id, body) for figure_id, body in rows if figure_id not in kept]
        self.connection.executemany("DELETE FROM figures WHERE id = ?", [(row[0],) for row in gone])
        return [decode_state(body, Figure) for _, body in gone]

    def withdraw_figure(self, figure_id: str) -> None:
        """Remove one figure; none of that id is no error."""
        self.connection.execute("DELETE FROM figures WHERE id = ?", (figure_id,))

    def put_alert(self, alert: Alert, *, subscribers: Sequence[str], now: datetime) -> bool:
        """
        Keep `alert`; new to the store, it goes to the outbox of each subscriber.

        True if it is new. An update of a kept alert changes the row and sends nothing again, but a
        correction to who was told what no longer holds.
        An alert about old news waits a little: when feeds are first read, an article that
        explains it away often comes within seconds.
        """
        is_backlog = now - alert.raised > BACKLOG_AFTER
        due = now + BACKLOG_SETTLES if is_backlog else now
        fresh = (
            self.connection.execute("SELECT 1 FROM alerts WHERE id = ?", (alert.id,)).fetchone()
            is None
        )
        self.connection.execute(
            """INSERT INTO alerts (id, series, kind, severity, state, raised, body, content)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT (id) DO UPDATE SET series = excluded.series, kind = excluded.kind,
                   severity = excluded.severity, state = excluded.state,
                   raised = excluded.raised, body = excluded.body, content = excluded.content""",
            (
                alert.id,
                alert.series,
                alert.kind,
                alert.severity,
                alert.state,
                _text(alert.raised),
                encode_state(alert),
                content_id(alert),
            ),
        )
        if fresh:
            self.connection.executemany(
                """INSERT OR IGNORE INTO deliveries (alert_id, subscriber, state, since, next_at)
                   VALUES (?, ?, 'pending', ?, ?)""",
                [(alert.id, subscriber, _text(due), _text(due)) for subscriber in subscribers],
            )
        else:
            # Channels that keep a state (those that are told again and again) hear of it at once.
            self.connection.execute(
                """UPDATE messages SET next_at = ?
                   WHERE id = ? AND state = 'sent' AND next_at IS NOT NULL""",
                (_text(now), alert.id),
            )
            put_corrections(self.connection, alert, now=now)
        if fresh or alert.state == "withdrawn":
            put_replacements(self.connection, alert)
        if alert.state == "withdrawn":
            forget_replaced(self.connection, alert)
        if not fresh and alert.state != "withdrawn":
            # It was withdrawn before anybody got it, and stands again.
            self.connection.execute(
                """UPDATE deliveries SET state = 'pending', next_at = ?, message_id = NULL
                   WHERE alert_id = ? AND turn = 0 AND state = 'skipped' AND reason = ?""",
                (_text(now), alert.id, WITHDRAWN_UNSENT),
            )
        return fresh

    def put_dead_letter(self, letter: DeadLetter, *, again: bool = False) -> None:
        """
        Keep `letter`; the same message set aside again is one row.

        One that was taken in meanwhile stays so, unless it has failed `again` since.
        """
        self.connection.execute(
            """INSERT INTO dead_letters (id, origin, position, step, error, payload, at)
               VALUES (?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT (id) DO UPDATE SET error = excluded.error,
                   payload = excluded.payload, at = excluded.at,
                   settled = CASE WHEN ? THEN NULL ELSE settled END""",
            (
                letter.id,
                letter.origin,
                letter.position,
                letter.step,
                letter.error,
                letter.payload,
                _text(letter.at),
                again,
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which figures to give: those for which everything that is named holds."""

    #: ISO days on which they were printed, both included.
    since: str | None = None
    until: str | None = None
    #: A series' key; `*` stands for any text.
    series: str | None = None
    outlet: str | None = None

    def condition(self) -> tuple[str, list[str]]:
        """Give the WHERE of a query on the table of figures, and its values."""
        parts = {
            "date(published) >= ?": self.since,
            "date(published) <= ?": self.until,
            "series GLOB ?": self.series,
            "outlet = ?": self.outlet,
        }
        held = {sql: value for sql, value in parts.items() if value is not None}
        return ("WHERE " + " AND ".join(held) if held else ""), list(held.values())


class Store:
    """
    The store in the file `path`, created and migrated where needed.

    Safe to use from several threads; each gets a connection of its own.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        with self._errors():
            path.parent.mkdir(parents=True, exist_ok=True)
            _migrate(self._connection(), path)

    @contextmanager
    def transaction(self, *, at: datetime | None = None) -> Iterator[Transaction]:
        """
        Write together: committed at the end, rolled back on any exception.

        What is written counts as known from `at`; without it, from when it was printed.
        """
        connection = self._connection()
        with self._errors():
            connection.execute("BEGIN IMMEDIATE")
        try:
            with self._errors():
                if at is not None:
                    connection.execute("INSERT INTO moment VALUES (?)", (_text(at),))
                yield Transaction(connection)
                if at is not None:
                    connection.execute("DELETE FROM moment")
                connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def article(self, article_id: str) -> Article | None:
        """Give the newest revision kept of an article, None where there is none."""
        return self._one(Article, "SELECT body FROM articles WHERE id = ?", article_id)

    def figure(self, figure_id: str) -> Figure | None:
        """Give one figure, None where there is none."""
        return self._one(Figure, "SELECT body FROM figures WHERE id = ?", figure_id)

    def figures_of_family(self, family: str, *, limit: int = 500) -> list[Figure]:
        """Give the newest `limit` figures of a family, oldest first."""
        rows = self._all(
            Figure,
            "SELECT body FROM figures WHERE family = ? ORDER BY published DESC, id DESC LIMIT ?",
            family,
            limit,
        )
        return rows[::-1]

    def figures_of_series(self, key: str) -> list[Figure]:
        """Give all figures of a series, oldest first."""
        return self._all(
            Figure, "SELECT body FROM figures WHERE series = ? ORDER BY published, id", key
        )

    def figures(self, *, limit: int = 1000) -> list[Figure]:
        """Give the newest `limit` figures, newest first."""
        return self._all(
            Figure, "SELECT body FROM figures ORDER BY published DESC, id LIMIT ?", limit
        )

    def series(self, key: str) -> Series | None:
        """Give one series, None where there is none."""
        return self._one(Series, "SELECT body FROM series WHERE key = ?", key)

    def series_of_family(self, family: str) -> list[Series]:
        """Give the series of a family, by key."""
        return self._all(Series, "SELECT body FROM series WHERE family = ? ORDER BY key", family)

    def summaries(self, *, limit: int = 500) -> list[SeriesSummary]:
        """Give the series that have figures, those with alerts and most figures first."""
        with self._errors():
            rows = (
                self._connection()
                .execute(
                    """SELECT s.body, count(f.id), count(DISTINCT f.outlet),
                          (SELECT count(*) FROM alerts a WHERE a.series = s.key
                                                      AND a.state != 'withdrawn'),
                          max(f.published)
                   FROM series s JOIN figures f ON f.series = s.key
                   GROUP BY s.key ORDER BY 4 DESC, 2 DESC, s.key LIMIT ?""",
                    (limit,),
                )
                .fetchall()
            )
        return [
            SeriesSummary(
                series=decode_state(body, Series),
                figures=figures,
                outlets=outlets,
                alerts=alerts,
                latest=_time(latest),
            )
            for body, figures, outlets, alerts, latest in rows
        ]

    def alert(self, alert_id: str) -> Alert | None:
        """Give one alert, None where there is none."""
        return self._one(Alert, "SELECT body FROM alerts WHERE id = ?", alert_id)

    def alerts(self, *, series: str | None = None, limit: int = 200) -> list[Alert]:
        """Give the newest alerts, those that stand first; of one series where it is named."""
        if series is None:
            return self._all(
                Alert,
                """SELECT body FROM alerts
                   ORDER BY state = 'withdrawn', raised DESC, id LIMIT ?""",
                limit,
            )
        return self._all(
            Alert,
            """SELECT body FROM alerts WHERE series = ?
               ORDER BY state = 'withdrawn', raised DESC, id LIMIT ?""",
            series,
            limit,
        )

    def alerts_by_change(self, *, limit: int) -> list[tuple[Alert, datetime]]:
        """Give the alerts that changed last, withdrawn ones too, and when readers could notice."""
        with self._errors():
            rows = (
                self._connection()
                .execute(
                    """SELECT body, max(known_from, raised) AS changed FROM alerts
                       ORDER BY changed DESC, id LIMIT ?""",
                    (limit,),
                )
                .fetchall()
            )
        return [
            (decode_state(body, Alert), datetime.fromisoformat(changed)) for body, changed in rows
        ]

    def alerts_of_family(self, family: str) -> list[Alert]:
        """Give every alert of a family's series, by id."""
        return self._all(
            Alert,
            """SELECT a.body FROM alerts a JOIN series s ON s.key = a.series
               WHERE s.family = ? ORDER BY a.id""",
            family,
        )

    def all_figures(self, chosen: Chosen | None = None) -> Iterator[Figure]:
        """Yield every figure, or those that are chosen, oldest first."""
        where, values = (chosen or Chosen()).condition()
        with self._errors():
            rows = self._connection().execute(
                f"SELECT body FROM figures {where} ORDER BY published, id",  # noqa: S608
                values,
            )
            for (body,) in rows:
                yield decode_state(body, Figure)

    def count_figures(self, chosen: Chosen) -> int:
        """Count the figures that `all_figures` would yield."""
        where, values = chosen.condition()
        with self._errors():
            (count,) = (
                self._connection()
                .execute(f"SELECT count(*) FROM figures {where}", values)  # noqa: S608
                .fetchone()
            )
        return int(count)

    def prune(self, *, before: str) -> dict[str, int]:
        """Remove what was printed before the ISO day `before`; gives how many rows of each."""
        removed = {}
        with self.transaction() as transaction:
            for name, column in (
                ("articles", "published"),
                ("figures", "published"),
                ("alerts", "raised"),
                ("dead_letters", "at"),
            ):
                cursor = transaction.connection.execute(
                    f"DELETE FROM {name} WHERE {column} < ?",  # noqa: S608 - names are ours
                    (before,),
                )
                removed[name] = cursor.rowcount
            # An article without a date is as old as its first sight.
            removed["articles"] += transaction.connection.execute(
                """DELETE FROM articles WHERE published IS NULL
                   AND json_extract(CAST(body AS TEXT), '$.first_seen') < ?""",
                (before,),
            ).rowcount
            for name, column in (
                ("past_articles", "coalesce(published, known_to)"),
                ("past_figures", "published"),
                ("past_alerts", "raised"),
            ):
                transaction.connection.execute(
                    f"DELETE FROM {name} WHERE {column} < ?",  # noqa: S608 - names are ours
                    (before,),
                )
            transaction.connection.execute(
                "DELETE FROM deliveries WHERE alert_id NOT IN (SELECT id FROM alerts)"
            )
            for table in ("messages", "attempts"):
                column = "id" if table == "messages" else "message_id"
                transaction.connection.execute(
                    f"DELETE FROM {table} WHERE {column} NOT IN"  # noqa: S608 - names are ours
                    " (SELECT message_id FROM deliveries WHERE message_id IS NOT NULL)"
                )
            transaction.connection.execute(
                "DELETE FROM acknowledgements WHERE alert_id NOT IN (SELECT id FROM alerts)"
            )
            transaction.connection.execute("DELETE FROM mutes WHERE until < ?", (before,))
            transaction.connection.execute(
                "DELETE FROM letter_tries WHERE letter_id NOT IN (SELECT id FROM dead_letters)"
            )
            transaction.connection.execute(
                "DELETE FROM series WHERE key NOT IN (SELECT series FROM figures)"
                " AND key NOT IN (SELECT series FROM alerts)"
            )
        return removed

    def dead_letters(self, *, limit: int = 200, settled: bool = False) -> list[DeadLetter]:
        """Give the newest dead letters that wait, or those that were settled, newest first."""
        with self._errors():
            rows = (
                self._connection()
                .execute(
                    """SELECT id, origin, position, step, error, payload, at
                   FROM dead_letters WHERE (settled IS NOT NULL) = ?
                   ORDER BY at DESC, id LIMIT ?""",
                    (settled, limit),
                )
                .fetchall()
            )
        return [read_letter(row) for row in rows]

    def rows(self, sql: str, *parameters: Any) -> list[Any]:
        """Give the rows of a query of another part that keeps its tables here."""
        with self._errors():
            return self._connection().execute(sql, parameters).fetchall()

    def counts(self) -> dict[str, int]:
        """Count the rows that a metric or a health page shows."""
        queries = {
            "articles": "SELECT count(*) FROM articles",
            "figures": "SELECT count(*) FROM figures",
            "series": "SELECT count(*) FROM series",
            "alerts": "SELECT count(*) FROM alerts WHERE state != 'withdrawn'",
            "dead_letters": "SELECT count(*) FROM dead_letters WHERE settled IS NULL",
            "deliveries_pending": "SELECT count(*) FROM deliveries WHERE state = 'pending'",
            "deliveries_failed": "SELECT count(*) FROM deliveries WHERE state = 'failed'",
        }
        with self._errors():
            connection = self._connection()
            return {name: connection.execute(sql).fetchone()[0] for name, sql in queries.items()}

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    def _connection(self) -> sqlite3.Connection:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = connect(self.path)
            self._local.connection = connection
        return connection

    def _one(self, record_type: type[T], sql: str, *parameters: Any) -> T | None:
        rows = self._all(record_type, sql, *parameters)
        return rows[0] if rows else None

    def _all(self, record_type: type[T], sql: str, *parameters: Any) -> list[T]:
        with self._errors():
            rows = self._connection().execute(sql, parameters).fetchall()
        return [decode_state(body, record_type) for (body,) in rows]

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError(str(self.path), str(error)) from error


def read_letter(row: Sequence[Any]) -> DeadLetter:
    """Give the dead letter of a row: id, origin, position, step, error, payload, at."""
    return DeadLetter(
        id=row[0],
        origin=row[1],
        position=row[2],
        step=row[3],
        error=row[4],
        payload=row[5],
        at=datetime.fromisoformat(row[6]),
    )


def connect(path: Path) -> sqlite3.Connection:
    """Open the SQLite file `path` as every part of figurewatch does: WAL, synced, patient."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 30000")
    return connection


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """
    Bring the tables up to date; the scripts are applied in order, each once.

    A store that holds something is copied before. Raises StateError where a newer figurewatch
    has been at it.
    """
    connection.execute("CREATE TABLE IF NOT EXISTS sinks_migrations (name TEXT PRIMARY KEY) STRICT")
    done = {name for (name,) in connection.execute("SELECT name FROM sinks_migrations")}
    folder = files("sinks").joinpath("migrations")
    scripts = {item.name: item for item in folder.iterdir() if item.name.endswith(".sql")}
    unknown = sorted(done - scripts.keys())
    if unknown:
        raise StateError(
            f"{path}: a newer figurewatch has changed the tables ({', '.join(unknown)});"
            " run that one, or go back to a backup from before it"
        )
    waiting = sorted(scripts.keys() - done)
    if done and waiting:
        _copy(connection, path, to=f"{path.name}.before-{waiting[0].removesuffix('.sql')}")
    for name in waiting:
        _apply(connection, name, scripts[name].read_text())


def _apply(connection: sqlite3.Connection, name: str, script: str) -> None:
    """Apply a script and note it, in one transaction; one that is noted is left alone."""
    noted = f"INSERT INTO sinks_migrations VALUES ('{name}')"  # noqa: S608 - a name of ours
    try:
        connection.executescript(f"BEGIN IMMEDIATE; {noted}; {script}; COMMIT")
    except sqlite3.IntegrityError:
        connection.execute("ROLLBACK")
        done = connection.execute("SELECT 1 FROM sinks_migrations WHERE name = ?", (name,))
        if done.fetchone() is None:
            raise
        # Another process has applied it meanwhile.


def _copy(connection: sqlite3.Connection, path: Path, *, to: str) -> None:
    """Copy the store beside itself, whole or not at all; a copy that is there already stays."""
    target = path.with_name(to)
    with closing(connect(path)) as guard:
        # Others that start now wait here, and find the copy made.
        guard.execute("BEGIN IMMEDIATE")
        if target.exists():
            return
        part = target.with_name(f"{target.name}.part")
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part)) as copy:
            connection.backup(copy)
        part.replace(target)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
