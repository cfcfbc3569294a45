"""How the feeds are doing, where another process polls them: as that one tells it."""

from __future__ import annotations

import sqlite3

from figurewatch.errors import DecodeError
from figurewatch.records import FeedStatus
from figurewatch.records.codec import Event, decode_state, encode_state, from_wire
from sinks.store import Store


def feeds_told(store: Store) -> list[FeedStatus]:
    """Give every feed that is watched elsewhere, by outlet and address."""
    rows = store.rows("SELECT body FROM feeds")
    feeds = [decode_state(body, FeedStatus) for (body,) in rows]
    return sorted(feeds, key=lambda feed: (feed.outlet, feed.url))


def keep_feed(connection: sqlite3.Connection, event: Event) -> None:
    """
    Keep what `event` says of a feed, in the transaction that `connection` is in.

    The first word of another run of `ingest` ends what earlier ones said: it watches what its
    configuration lists, and tells of all of it.
    """
    try:
        run, said = str(event.data["run"]), event.data["feed"]
    except (KeyError, TypeError) as error:
        raise DecodeError(f"nothing about a feed: {error}") from error
    feed = from_wire(said, FeedStatus)
    connection.execute("DELETE FROM feeds WHERE run != ?", (run,))
    connection.execute(
        """INSERT INTO feeds (url, run, body) VALUES (?, ?, ?)
           ON CONFLICT (url) DO UPDATE SET body = excluded.body""",
        (feed.url, run, encode_state(feed)),
    )
