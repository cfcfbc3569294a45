"""What is older than the configuration keeps is removed; the rest is not."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from figurewatch.app.settings import RetentionSettings
from figurewatch.app.upkeep import Upkeep, kept_since, remove_old
from figurewatch.errors import StoreError
from ingest.store import Store as IngestStore
from sinks.store import Store
from tests import factories


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with an old and a new article, a figure of each, and undated ones."""
    store = Store(tmp_path / "figurewatch.db")
    with store.transaction() as transaction:
        for name, days in (("old", 40), ("new", 1)):
            moment = factories.MONDAY - timedelta(days=days)
            printed = factories.article(id=name, published=moment)
            undated = factories.article(id=f"undated-{name}", published=None, first_seen=moment)
            transaction.put_article(printed)
            transaction.put_article(undated)
            figure = factories.figure(printed=printed)
            transaction.put_figure(figure, factories.series())
            alert = factories.alert(figure=figure, raised=moment)
            transaction.put_alert(alert, subscribers=["console"], now=moment)
    return store


def test_retention_removes_what_was_printed_too_long_ago(store: Store) -> None:
    """An article without a date counts from when it was first seen."""
    retention = RetentionSettings(days=30)
    removed = remove_old(retention, store, None, now=factories.MONDAY)
    assert (removed["articles"], removed["figures"], removed["alerts"]) == (2, 1, 1)
    kept = [name for name in ("old", "new", "undated-old", "undated-new") if store.article(name)]
    assert kept == ["new", "undated-new"]
    assert [figure.article.id for figure in store.all_figures()] == ["new"]


def test_without_retention_everything_stays(store: Store) -> None:
    """But ingest still forgets what no feed lists."""
    spool = IngestStore(store.path)
    removed = remove_old(RetentionSettings(), store, spool, now=factories.MONDAY)
    assert removed == {"unlisted": 0}
    assert store.counts()["articles"] == 4
    assert kept_since(RetentionSettings(), now=factories.MONDAY) is None


def test_upkeep_says_when_it_last_succeeded_and_what_is_gone(store: Store) -> None:
    """For a metric, and for the monitor, which holds figures in memory."""
    registry, told, stop = CollectorRegistry(), [], asyncio.Event()

    def removed(before: object) -> None:
        told.append(before)
        stop.set()

    upkeep = Upkeep(RetentionSettings(days=30), registry, store=store, removed=removed)
    asyncio.run(upkeep.run(stop))
    assert len(told) == 1
    assert registry.get_sample_value("figurewatch_upkeep_last_success_timestamp_seconds") > 0


def test_a_store_that_can_not_be_written_does_not_end_the_monitor(store: Store) -> None:
    """It is tried again; the metric stays behind."""
    registry, stop = CollectorRegistry(), asyncio.Event()
    with sqlite3.connect(store.path) as connection:
        connection.execute("DROP TABLE articles")
    with pytest.raises(StoreError):
        remove_old(RetentionSettings(days=30), store, None, now=factories.MONDAY)

    async def run() -> None:
        upkeep = Upkeep(RetentionSettings(days=30), registry, store=store)
        running = asyncio.create_task(upkeep.run(stop))
        await asyncio.sleep(0.2)
        assert not running.done()
        stop.set()
        await running

    asyncio.run(run())
    assert registry.get_sample_value("figurewatch_upkeep_last_success_timestamp_seconds") == 0
