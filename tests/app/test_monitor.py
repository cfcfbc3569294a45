"""What the core of the embedded mode does with an article that goes wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from spacy.language import Language

from figurewatch.app import monitor as core
from figurewatch.app.monitor import Monitor
from figurewatch.errors import StoreError
from figurewatch.records import Article
from figurewatch.records.codec import decode
from sinks.metrics import Metrics
from sinks.store import Store
from tests import factories


def test_a_bug_that_an_article_brings_out_costs_that_article_only(
    tmp_path: Path, nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is set aside whole, nothing of it is kept, and the next one is read as ever."""
    store = Store(tmp_path / "figurewatch.db")
    monitor = Monitor(store, nlp, Metrics(CollectorRegistry()), subscribers=lambda _: ())
    compare, bad = core.with_figure, factories.article(id="bad")

    def with_figure(family: Any, figure: Any) -> Any:
        if figure.article.id == "bad":
            raise IndexError("list index out of range")
        return compare(family, figure)

    monkeypatch.setattr(core, "with_figure", with_figure)
    done: list[str] = []
    assert monitor.process(bad, now=factories.MONDAY, also=lambda _: done.append("bad")) == []
    assert store.counts()["figures"] == 0
    (letter,) = store.dead_letters()
    assert (letter.step, decode(letter.payload, Article)) == ("compare", bad)
    assert "IndexError: list index out of range" in letter.error
    assert done == ["bad"]
    monitor.process(factories.article(), now=factories.MONDAY)
    assert store.counts()["figures"] == 1


def test_an_article_that_is_too_long_is_set_aside_whole(tmp_path: Path, nlp: Language) -> None:
    """With its bytes and in plain words; the next one is read as ever."""
    store = Store(tmp_path / "figurewatch.db")
    monitor = Monitor(store, nlp, Metrics(CollectorRegistry()), subscribers=lambda _: ())
    long = factories.article(id="long", text="Some 40 ships sank. " * 60_000)
    monitor.process(long, now=factories.MONDAY)
    monitor.process(factories.article(), now=factories.MONDAY)
    (letter,) = store.dead_letters()
    assert (letter.step, decode(letter.payload, Article)) == ("read", long)
    assert "too long to be read: 1,200,000 characters" in letter.error
    assert store.counts()["figures"] == 1


def test_a_store_that_can_not_be_written_costs_no_article(tmp_path: Path, nlp: Language) -> None:
    """The error goes on to who waits for the store and tries again."""
    store = Store(tmp_path / "figurewatch.db")
    monitor = Monitor(store, nlp, Metrics(CollectorRegistry()), subscribers=lambda _: ())

    def fail(_: object) -> None:
        raise StoreError("figurewatch.db", "database or disk is full")

    with pytest.raises(StoreError):
        monitor.process(factories.article(), now=factories.MONDAY, also=fail)
    assert store.counts()["articles"] == 0
    assert store.dead_letters() == []
