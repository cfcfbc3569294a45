"""Searching the store for words."""

from __future__ import annotations

from pathlib import Path

import pytest

from figurewatch.records import Sentence
from sinks.search import search, to_query
from sinks.store import Store
from tests import factories


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with one article, one figure and its series."""
    store = Store(tmp_path / "figurewatch.db")
    with store.transaction() as transaction:
        transaction.put_article(factories.article(title="Café owners count desertions"))
        transaction.put_figure(factories.figure(), factories.series())
    return store


@pytest.mark.parametrize(
    "text",
    ["desert", "SOLDIERS every", '"every month"', "the ministry", "4,500", "month soldiers", "so"],
)
def test_a_sentence_is_found_by_its_words(store: Store, text: str) -> None:
    """In any order and case; the last word may be a beginning."""
    assert [item.figure for item in search(store, text).figures] == [factories.figure()]


@pytest.mark.parametrize("text", ["soldier", '"month every"', "soldiers zebra", "", '""', "- *"])
def test_words_that_are_not_there_are_not_found(store: Store, text: str) -> None:
    """All words must be; a phrase in its order; a whole word unless it is the last."""
    found = search(store, f"{text} " if text != "soldier" else "soldier desert")
    assert found.figures == ()


@pytest.mark.parametrize(
    "text", ["a OR", "NEAR(", "x:y", "col : z", "^", "a AND NOT b", "'", "((", "x\0y"]
)
def test_no_words_can_break_the_query(store: Store, text: str) -> None:
    """What is typed is words, not a language."""
    assert search(store, text).total == 0


def test_titles_are_found_without_their_accents(store: Store) -> None:
    """And what was found is marked in them."""
    (article,) = search(store, "cafe").articles
    assert article.title.pieces == ("", "Café", " owners count desertions")


def test_sources_and_series_are_found_by_name(store: Store) -> None:
    """With how many figures each has."""
    found = search(store, "minist")
    assert [(item.name, item.figures) for item in found.sources] == [("the ministry", 1)]
    assert search(store, "leaving units").series == (factories.series(),)


def test_what_is_changed_or_withdrawn_is_found_by_its_new_words_only(store: Store) -> None:
    """The index follows the rows."""
    text = "Some 4,500 troops desert every month, the ministry said."
    sentence = Sentence(start=0, end=len(text), text=text)
    with store.transaction() as transaction:
        transaction.put_figure(factories.figure(sentence=sentence), factories.series(title="New"))
        transaction.put_article(factories.article(title="Other"))
    assert search(store, "troops").total == 1
    assert search(store, "cafe").is_empty
    assert search(store, '"leaving their units"').series == ()
    with store.transaction() as transaction:
        transaction.withdraw_figures("a1", keep=[])
    assert search(store, "troops").total == 0


def test_a_query_is_quoted_words() -> None:
    """The last one with a star, unless it is a phrase."""
    assert to_query('one "two three" fo') == '"one" AND "two three" AND "fo"*'
    assert to_query('"two three"') == '"two three"'
