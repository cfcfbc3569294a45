"""The store as it was at a moment."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from figurewatch.errors import StoreError
from figurewatch.records import AlertState
from sinks.past import Past
from sinks.store import Store
from tests import factories

MONDAY = factories.MONDAY
TUESDAY, WEDNESDAY = (MONDAY + timedelta(days=days) for days in (1, 2))
KEY = factories.series().key


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A figure known from Monday; on Wednesday its article no longer states it."""
    store = Store(tmp_path / "figurewatch.db")
    with store.transaction(at=MONDAY) as transaction:
        transaction.put_article(factories.article())
        transaction.put_figure(factories.figure(), factories.series())
        transaction.put_alert(factories.alert(), subscribers=[], now=MONDAY)
    with store.transaction(at=WEDNESDAY) as transaction:
        transaction.put_article(factories.article(revision=2, text="Nothing."))
        transaction.withdraw_figures("a1", keep=[])
        transaction.put_alert(factories.alert(state="withdrawn"), subscribers=[], now=WEDNESDAY)
    return store


def test_what_was_withdrawn_later_is_still_there_before(store: Store) -> None:
    """The figure, its series, the words of its article, the alert that stood."""
    then = Past(store, TUESDAY)
    assert then.figures_of_series(KEY) == [factories.figure()]
    assert then.series(KEY) == factories.series()
    article, alert = then.article("a1"), then.alert(factories.alert().id)
    assert article is not None
    assert article.text == factories.TEXT
    assert alert is not None
    assert alert.state == "new"


def test_before_it_was_known_nothing_is_there(store: Store) -> None:
    """Not the article, nor what came of it."""
    then = Past(store, MONDAY - timedelta(seconds=1))
    assert (then.article("a1"), then.figures(), then.alerts(), then.series(KEY)) == (
        None,
        [],
        [],
        None,
    )


def test_now_and_the_present_are_the_same(store: Store) -> None:
    """Nothing of the past is left over."""
    then = Past(store, WEDNESDAY)
    assert then.figures() == store.figures() == []
    assert then.alerts() == store.alerts()
    assert then.counts()["alerts"] == 0


def test_the_past_can_not_be_changed(store: Store) -> None:
    """Not even by mistake."""
    then = Past(store, TUESDAY)
    with pytest.raises(StoreError), then.transaction() as transaction:
        transaction.put_article(factories.article(revision=3))


def test_pruning_takes_the_past_along(store: Store) -> None:
    """What is to be gone is gone."""
    store.prune(before="2027-01-01")
    rows = sqlite3.connect(store.path).execute("SELECT count(*) FROM past_figures").fetchone()
    assert rows == (0,)
    assert Past(store, TUESDAY).figures() == []


def rows(store: Store, table: str) -> int:
    """How many rows a table has."""
    (count,) = sqlite3.connect(store.path).execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(count)


def test_moved_words_are_no_past_of_an_alert(store: Store) -> None:
    """An alert whose figure only stands elsewhere in its article has not changed."""
    before = rows(store, "past_alerts")
    figure = factories.figure()
    moved = replace(figure, quantity=replace(figure.quantity, start=900, end=914))
    with store.transaction(at=WEDNESDAY) as transaction:
        alert = factories.alert(state="withdrawn", figure=moved)
        transaction.put_alert(alert, subscribers=[], now=WEDNESDAY)
    assert rows(store, "past_alerts") == before
    assert store.alert(alert.id) == alert


def test_a_storm_of_revisions_leaves_a_bounded_past(tmp_path: Path) -> None:
    """Hundreds of versions of an article, its figures and its alert: the newest are kept."""
    store = Store(tmp_path / "storm.db")
    for at in range(300):
        now = MONDAY + timedelta(minutes=at)
        figure = factories.figure(id=f"f{at}")
        state: AlertState = "withdrawn" if at % 2 else "new"
        with store.transaction(at=now) as transaction:
            transaction.put_article(factories.article(revision=at + 1, text=f"Update {at}."))
            transaction.withdraw_figures("a1", keep=[])
            transaction.put_figure(figure, factories.series())
            transaction.put_alert(factories.alert(state=state), subscribers=[], now=now)
    assert {name: rows(store, name) for name in ("articles", "figures", "alerts")} == {
        "articles": 1,
        "figures": 1,
        "alerts": 1,
    }
    assert rows(store, "past_articles") == rows(store, "past_alerts") == 64
    assert rows(store, "past_figures") <= 64
    then = Past(store, MONDAY + timedelta(minutes=280))
    assert [figure.id for figure in then.figures()] == ["f280"]


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    """Its rows count as known from when they were printed, and can be searched."""
    path = tmp_path / "old.db"
    script = Path("sinks/migrations/0001_first.sql").read_text()
    figure, new = factories.figure(), Store(tmp_path / "new.db")
    with new.transaction() as transaction:
        transaction.put_article(factories.article())
        transaction.put_figure(figure, factories.series())
    old = sqlite3.connect(path)
    old.executescript(script)
    old.execute("CREATE TABLE sinks_migrations (name TEXT PRIMARY KEY) STRICT")
    old.execute("INSERT INTO sinks_migrations VALUES ('0001_first.sql')")
    old.execute("ATTACH ? AS new", (str(new.path),))
    columns = "id, article_id, family, series, outlet, claimant, published, body"
    old.execute(f"INSERT INTO figures SELECT {columns} FROM new.figures")
    old.execute("INSERT INTO series SELECT key, family, title, body FROM new.series")
    old.commit()
    old.close()
    store = Store(path)
    assert Past(store, MONDAY).figures() == [figure]
    assert Past(store, MONDAY - timedelta(days=1)).figures() == []
    found = sqlite3.connect(path).execute(
        "SELECT count(*) FROM search_figures WHERE search_figures MATCH 'soldiers'"
    )
    assert found.fetchone() == (1,)
