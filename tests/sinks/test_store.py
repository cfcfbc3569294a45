"""The store keeps each thing once, together or not at all, and says where it fails."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from figurewatch.errors import StoreError
from sinks.store import Store
from tests import factories

NOW = datetime(2026, 9, 14, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store in a file of its own."""
    return Store(tmp_path / "figurewatch.db")


def test_a_figure_is_kept_once(store: Store) -> None:
    """The second time nothing changes."""
    with store.transaction() as transaction:
        assert transaction.put_figure(factories.figure(), factories.series())
        assert not transaction.put_figure(factories.figure(), factories.series())
    assert store.figures_of_family(factories.series().family) == [factories.figure()]


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    """Article, figures and alerts come together or not at all."""

    def keep_and_fail() -> None:
        with store.transaction() as transaction:
            transaction.put_article(factories.article())
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        keep_and_fail()
    assert store.article("a1") is None


def test_an_older_revision_does_not_replace_a_newer_one(store: Store) -> None:
    """Articles may arrive out of order."""
    with store.transaction() as transaction:
        transaction.put_article(factories.article(revision=2, text="new"))
        transaction.put_article(factories.article(revision=1, text="old"))
    kept = store.article("a1")
    assert kept is not None
    assert kept.text == "new"


def test_figures_that_a_new_revision_no_longer_states_are_withdrawn(store: Store) -> None:
    """And given back, so that their family can be compared anew."""
    with store.transaction() as transaction:
        transaction.put_figure(factories.figure(), factories.series())
        gone = transaction.withdraw_figures("a1", keep=[])
    assert gone == [factories.figure()]
    assert store.figures() == []


def test_two_stores_share_a_file(store: Store) -> None:
    """Opening it again migrates nothing twice and sees what is there."""
    with store.transaction() as transaction:
        transaction.put_article(factories.article())
    assert Store(store.path).article("a1") == factories.article()


def test_pruning_removes_what_is_older(store: Store) -> None:
    """And says how many rows of each."""
    with store.transaction() as transaction:
        transaction.put_article(factories.article())
        transaction.put_figure(factories.figure(), factories.series())
    assert store.prune(before="2026-09-14")["figures"] == 0
    assert store.prune(before="2026-09-15") == {
        "articles": 1,
        "figures": 1,
        "alerts": 0,
        "dead_letters": 0,
    }
    assert store.counts()["series"] == 0


def test_a_full_disk_is_reported_with_the_path_and_loses_nothing(store: Store) -> None:
    """SQLite's own page limit stands in for the disk: the same error comes out."""
    with store.transaction() as transaction:
        transaction.put_figure(factories.figure(), factories.series())
        pages = transaction.connection.execute("PRAGMA page_count").fetchone()[0]
        transaction.connection.execute(f"PRAGMA max_page_count = {pages}")
    big = factories.article(id="big", text="x" * 1_000_000)
    with (
        pytest.raises(StoreError, match=r"figurewatch\.db: database or disk is full"),
        store.transaction() as transaction,
    ):
        transaction.put_article(big)
    assert store.figures() == [factories.figure()]
    with sqlite3.connect(store.path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_file_that_is_no_database_is_reported(tmp_path: Path) -> None:
    """Not a traceback of SQLite."""
    path = tmp_path / "notes.db"
    path.write_text("these are notes " * 100)
    with pytest.raises(StoreError, match=r"notes\.db: file is not a database"):
        Store(path)
