"""What `ingest` tells of the feeds, as the process with the pages keeps it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest
from prometheus_client import CollectorRegistry

from figurewatch.records import FeedStatus
from ingest.reporting import message_of
from sinks.consumer import Handling, keep
from sinks.feeds import feeds_told
from sinks.metrics import Metrics
from sinks.store import Store
from tests import factories

FAILS = factories.feed_status()
WELL = factories.feed_status(state="ok", error=None, last_success=factories.MONDAY)
OTHER = factories.feed_status(outlet="Gazette", url="https://gazette.example/rss")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "figurewatch.db")


def tell(store: Store, *told: tuple[str, FeedStatus]) -> None:
    """Take in messages of `ingest`, each of a run."""
    handling = Handling(
        store=store,
        metrics=Metrics(CollectorRegistry()),
        series_of=lambda figure: factories.series(),
        subscribers=lambda alert: [],
        now=lambda: factories.MONDAY,
        on_alert=lambda alert: None,
    )
    keep(handling, [SimpleNamespace(value=message_of(feed, run=run)) for run, feed in told])


def test_the_newest_word_counts(store: Store) -> None:
    """By outlet; told again it changes nothing."""
    tell(store, ("one", FAILS), ("one", OTHER))
    tell(store, ("one", WELL), ("one", WELL))
    assert feeds_told(store) == [OTHER, WELL]


def test_what_another_run_does_not_watch_is_gone(store: Store) -> None:
    """Its configuration no longer lists it."""
    tell(store, ("one", FAILS), ("one", OTHER))
    tell(store, ("two", WELL))
    assert feeds_told(store) == [WELL]


def test_what_says_nothing_of_a_feed_is_set_aside(store: Store) -> None:
    """And the rest is kept."""
    broken = message_of(FAILS, run="one").replace(b'"feed":', b'"food":')
    handling_message = SimpleNamespace(value=broken, topic="feeds", partition=0, offset=3)
    handling = Handling(
        store=store,
        metrics=Metrics(CollectorRegistry()),
        series_of=lambda figure: factories.series(),
        subscribers=lambda alert: [],
        now=lambda: factories.MONDAY,
        on_alert=lambda alert: None,
    )
    keep(handling, [handling_message, SimpleNamespace(value=message_of(WELL, run="one"))])
    assert [letter.position for letter in store.dead_letters()] == ["0:3"]
    assert feeds_told(store) == [WELL]


def test_thousands_are_kept_in_a_moment(store: Store) -> None:
    """A new run tells of all of them at once."""
    told = [factories.feed_status(url=f"https://wire.example/{n}") for n in range(2000)]
    tell(store, *[("one", feed) for feed in told])
    tell(store, *[("two", feed) for feed in told])
    assert len(feeds_told(store)) == 2000
    with sqlite3.connect(store.path) as connection:
        assert connection.execute("SELECT DISTINCT run FROM feeds").fetchall() == [("two",)]
