"""
What ingest remembers, in SQLite: feeds, articles seen, and the spool of articles to pass on.

The articles of a document, the names they are recognised by and the validators of its feed are
written in one transaction. So a crash can't leave validators behind whose document was lost,
which the server would then answer with "not modified" for ever.

All tables begin with `ingest_`, so the file may be shared with other parts.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

import msgspec

from figurewatch.errors import StoreError
from figurewatch.records import Article, stable_id
from figurewatch.records.codec import decode_state, encode_state
from ingest.dates import date_entry
from ingest.health import FeedHealth, health_of
from ingest.identity import Identity, article_id
from ingest.outcomes import Outcome
from ingest.revisions import OUTGOING, Draft, Known, Reason, agree, decide, sketch
from ingest.schedule import FeedState, Poll, after_poll, first_state
from ingest.sources import FeedSource

#: `listed_at` is written no more often than this; a feed lists the same entries at every poll.
_LISTING_GRAIN = timedelta(hours=1)
#: A page that was not to be had so often is given up.
_PAGE_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PolledFeed:
    """A poll of a feed with the drafts of its entries, in the order of the document."""

    source: FeedSource
    poll: Poll
    drafts: tuple[Draft, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of a poll: the feed's new state, and its entries by reason."""

    state: FeedState
    reasons: Counter[Reason]

    @property
    def goes_out(self) -> bool:
        """Something was spooled."""
        return any(self.reasons[reason] for reason in OUTGOING)


class Store:
    """
    The tables of ingest in the file `path`, created and migrated where needed.

    Safe to use from several threads; they take turns on one connection.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        with self._errors():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = _connect(path)
            _migrate(self._connection)

    def watch(self, sources: Sequence[FeedSource], *, now: datetime) -> dict[str, FeedState]:
        """Watch these feeds and no others; gives their states, by address."""
        with self._transaction() as connection:
            known = dict(connection.execute("SELECT url, state FROM ingest_feeds"))
            states = {}
            for source in sources:
                body = known.get(source.url)
                state = (
                    _read_state(body)
                    if body is not None
                    else first_state(source.url, now=now, feeds=len(sources))
                )
                states[source.url] = state
            connection.execute("UPDATE ingest_feeds SET active = 0")
            connection.executemany(
                """INSERT INTO ingest_feeds (url, outlet, name, next_at, state)
                   VALUES (?, ?, ?, ?, ?)
                   ON CONFLICT (url) DO UPDATE SET
                       active = 1, outlet = excluded.outlet, name = excluded.name""",
                [
                    (
                        source.url,
                        source.outlet,
                        source.name,
                        _text(states[source.url].next_at),
                        msgspec.json.encode(states[source.url]),
                    )
                    for source in sources
                ],
            )
        return states

    def due(self, now: datetime, *, limit: int = 1000) -> list[FeedState]:
        """Give the feeds whose time has come, longest overdue first."""
        with self._reading() as connection:
            rows = connection.execute(
                """SELECT state FROM ingest_feeds
                   WHERE active AND next_at <= ? ORDER BY next_at LIMIT ?""",
                (_text(now), limit),
            ).fetchall()
        return [_read_state(body) for (body,) in rows]

    def state(self, url: str) -> FeedState:
        """Give the state of one feed; KeyError where it is not watched."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT state FROM ingest_feeds WHERE url = ?", (url,)
            ).fetchone()
        if row is None:
            raise KeyError(url)
        return _read_state(row[0])

    def known(self, source: FeedSource, drafts: Sequence[Draft]) -> list[Known | None]:
        """Give what is remembered of the article of each draft, None where it is new."""
        with self._reading() as connection:
            return [_find(connection, source.outlet, draft) for draft in drafts]

    def record(self, polls: Sequence[PolledFeed]) -> list[Recorded]:
        """
        Keep what polls brought: new articles and revisions go to the spool.

        Everything of these polls is written in one transaction, validators included.
        """
        with self._transaction() as connection:
            return [_record(connection, polled) for polled in polls]

    def pending(self, limit: int = 100, *, after: int = 0) -> list[tuple[int, Article]]:
        """Give articles of the spool with their row numbers, oldest first, beyond `after`."""
        with self._reading() as connection:
            rows = connection.execute(
                """SELECT id, body FROM ingest_spool
                   WHERE id > ? ORDER BY id LIMIT ?""",
                (after, limit),
            ).fetchall()
        return [(row, decode_state(body, Article)) for row, body in rows]

    def done(self, rows: Iterable[int]) -> None:
        """Forget articles of the spool that somebody else now keeps."""
        with self._transaction() as connection:
            mark_done(connection, rows)

    def spool_size(self) -> int:
        """Count the articles that wait to be passed on."""
        with self._reading() as connection:
            # The condition lets the count be read off an index; nothing is refused any more.
            (count,) = connection.execute(
                "SELECT count(*) FROM ingest_spool WHERE refused IS NULL"
            ).fetchone()
        return int(count)

    def feed_health(self, now: datetime) -> list[FeedHealth]:
        """Say how every watched feed is, by outlet and address."""
        with self._reading() as connection:
            rows = connection.execute(
                """SELECT outlet, name, state FROM ingest_feeds
                   WHERE active ORDER BY outlet, url"""
            ).fetchall()
        return [
            health_of(_read_state(body), outlet=outlet, name=name, now=now)
            for outlet, name, body in rows
        ]

    def prune(self, *, before: datetime) -> int:
        """
        Forget articles that no feed has listed since `before`; gives how many.

        An article whose feed has answered "not modified" all the while is still listed.
        """
        with self._transaction() as connection:
            connection.execute(
                """CREATE TEMP TABLE IF NOT EXISTS ingest_pruned (id TEXT PRIMARY KEY) STRICT"""
            )
            connection.execute("DELETE FROM ingest_pruned")
            connection.execute(
                """INSERT INTO ingest_pruned
                   SELECT a.id FROM ingest_articles a LEFT JOIN ingest_feeds f ON f.url = a.feed
                   WHERE a.listed_at < ?
                     AND (f.url IS NULL OR NOT f.active OR f.read_at > ?)""",
                (_text(before), _text(before + 2 * _LISTING_GRAIN)),
            )
            for table, column in (("ingest_aliases", "article_id"), ("ingest_articles", "id")):
                connection.execute(
                    f"DELETE FROM {table} WHERE {column} IN (SELECT id FROM ingest_pruned)"  # noqa: S608
                )
            (count,) = connection.execute("SELECT count(*) FROM ingest_pruned").fetchone()
        return int(count)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._errors():
            yield self._connection

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError(str(self.path), str(error)) from error


def mark_done(connection: sqlite3.Connection, rows: Iterable[int]) -> None:
    """
    Forget articles of the spool, in the transaction that `connection` is in.

    So that what is made of an article and its leaving the spool are kept together or not at all.
    """
    connection.executemany("DELETE FROM ingest_spool WHERE id = ?", [(row,) for row in rows])


def spool_again(connection: sqlite3.Connection, article: Article) -> None:
    """Have `article` read once more, in the transaction that `connection` is in."""
    connection.execute("INSERT INTO ingest_spool (body) VALUES (?)", (encode_state(article),))


def _record(connection: sqlite3.Connection, polled: PolledFeed) -> Recorded:
    row = connection.execute(
        "SELECT state FROM ingest_feeds WHERE url = ?", (polled.source.url,)
    ).fetchone()
    before = _read_state(row[0])
    reasons: Counter[Reason] = Counter()
    taken: set[str] = set()
    waits = False
    for draft in polled.drafts:
        found = _find(connection, polled.source.outlet, draft)
        article = found.id if found else article_id(polled.source.outlet, draft.identity)
        # A document that lists an article twice has the newer text first.
        if article not in taken:
            taken.add(article)
            reasons[_keep(connection, polled, draft, found, article)] += 1
            attempts = found.page_attempts if found else 0
            waits = waits or (draft.lacks_page and attempts + 1 < _PAGE_ATTEMPTS)
    poll = replace(
        polled.poll,
        new=reasons["new"],
        listed=len(polled.drafts),
        dates=tuple(draft.stated for draft in polled.drafts if draft.stated),
        incomplete=polled.poll.incomplete or waits,
    )
    state = after_poll(before, poll, interval=polled.source.interval)
    read = poll.outcome in (Outcome.UPDATED, Outcome.UNCHANGED)
    connection.execute(
        """UPDATE ingest_feeds SET next_at = ?, state = ?, read_at = coalesce(?, read_at)
           WHERE url = ?""",
        (
            _text(state.next_at),
            msgspec.json.encode(state),
            _text(poll.at) if read else None,
            state.url,
        ),
    )
    return Recorded(state=state, reasons=reasons)


def _keep(
    connection: sqlite3.Connection,
    polled: PolledFeed,
    draft: Draft,
    known: Known | None,
    article: str,
) -> Reason:
    """Write down one entry; it goes to the spool where it is new or says something new."""
    source, now = polled.source, polled.poll.at
    decision = decide(known, draft, feed=source.url, now=now)
    if decision.goes_out:
        dating = date_entry(draft.stated, fetched=now, page=draft.page_date)
        connection.execute(
            "INSERT INTO ingest_spool (body) VALUES (?)",
            (
                encode_state(
                    Article(
                        id=article,
                        text=draft.text,
                        title=draft.title,
                        outlet=source.outlet,
                        url=draft.url,
                        published=dating.published,
                        revision=decision.revision,
                        feed=source.url,
                        first_seen=now,
                        text_origin=draft.text_origin,
                        date_flags=dating.flags,
                    )
                ),
            ),
        )
        _write_article(connection, article, source, draft, known, decision.revision, now)
    elif known is not None and known.feed == source.url:
        _touch_article(connection, draft, known, now)
    connection.executemany(
        "INSERT OR IGNORE INTO ingest_aliases (name, article_id) VALUES (?, ?)",
        [(name, article) for name in _names(source.outlet, draft.identity)],
    )
    return decision.reason


def _write_article(
    connection: sqlite3.Connection,
    article: str,
    source: FeedSource,
    draft: Draft,
    known: Known | None,
    revision: int,
    now: datetime,
) -> None:
    attempts = (known.page_attempts if known else 0) + 1 if draft.lacks_page else 0
    looks_again = draft.lacks_page and attempts < _PAGE_ATTEMPTS
    connection.execute(
        """INSERT OR REPLACE INTO ingest_articles
           (id, feed, revision, entry_hash, content_hash, text_origin, sketch,
            revised_at, listed_at, page_attempts)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            article,
            source.url,
            revision,
            "" if looks_again else draft.entry_hash,
            draft.content_hash,
            draft.text_origin,
            sketch(f"{draft.title} {draft.text}"),
            _text(now),
            _text(now),
            attempts,
        ),
    )


def _touch_article(
    connection: sqlite3.Connection, draft: Draft, known: Known, now: datetime
) -> None:
    """Note that an article is still listed, and that its page failed again or no longer does."""
    attempts = known.page_attempts + 1 if draft.lacks_page else known.page_attempts
    looks_again = draft.lacks_page and attempts < _PAGE_ATTEMPTS
    entry_hash = "" if looks_again else draft.entry_hash
    if (
        entry_hash == known.entry_hash
        and attempts == known.page_attempts
        and now - known.listed_at < _LISTING_GRAIN
    ):
        return
    connection.execute(
        """UPDATE ingest_articles SET entry_hash = ?, page_attempts = ?, listed_at = ?
           WHERE id = ?""",
        (entry_hash, attempts, _text(now), known.id),
    )


def _find(connection: sqlite3.Connection, outlet: str, draft: Draft) -> Known | None:
    """Recognise the article of a draft by its names; a weak one only where the words agree."""
    for number, name in enumerate(_names(outlet, draft.identity)):
        row = connection.execute(
            """SELECT a.id, a.feed, a.revision, a.entry_hash, a.content_hash, a.text_origin,
                      a.sketch, a.revised_at, a.listed_at, a.page_attempts
               FROM ingest_aliases n JOIN ingest_articles a ON a.id = n.article_id
               WHERE n.name = ?""",
            (name,),
        ).fetchone()
        if row is None:
            continue
        known = Known(
            id=row[0],
            feed=row[1],
            revision=row[2],
            entry_hash=row[3],
            content_hash=row[4],
            text_origin=row[5],
            sketch=row[6],
            revised_at=datetime.fromisoformat(row[7]),
            listed_at=datetime.fromisoformat(row[8]),
            page_attempts=row[9],
        )
        if number == 0 or agree(known, draft):
            return known
    return None


def _names(outlet: str, identity: Identity) -> list[str]:
    return [stable_id(outlet, name) for name in identity.names]


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 30000")
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables up to date; the scripts are applied in order, each once."""
    connection.execute(
        "CREATE TABLE IF NOT EXISTS ingest_migrations (name TEXT PRIMARY KEY) STRICT"
    )
    scripts = sorted(files("ingest").joinpath("migrations").iterdir(), key=lambda item: item.name)
    for script in scripts:
        if not script.name.endswith(".sql"):
            continue
        connection.execute("BEGIN IMMEDIATE")
        done = connection.execute(
            "SELECT 1 FROM ingest_migrations WHERE name = ?", (script.name,)
        ).fetchone()
        if done:
            connection.execute("COMMIT")
            continue
        try:
            for statement in _statements(script.read_text()):
                connection.execute(statement)
            connection.execute("INSERT INTO ingest_migrations VALUES (?)", (script.name,))
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def _statements(script: str) -> Iterator[str]:
    """Split a script; unlike `executescript` this keeps it inside the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


_STATES = msgspec.json.Decoder(FeedState)


def _read_state(body: bytes) -> FeedState:
    return _STATES.decode(body)


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
