"""`figurewatch watch` shows what is followed, and what it would have caught."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from figurewatch.records import Figure
from sinks.store import Store
from tests import factories
from tests.app.test_cli import figurewatch

WATCHES = """
subscribers: [{name: desk, type: console}, {name: night, type: console}]
watches:
  - {name: army, classes: [desertion], subscribers: [desk], minimum_factor: 1.5}
  - {name: ministry, sources: [ministry]}
"""


def printed(id_: str, value: float) -> Figure:
    """A monthly rate from an article of that id."""
    return factories.figure(
        printed=factories.article(id=id_),
        quantity=factories.quantity(low=value, high=value, value=value),
    )


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration with watches, and a store with an earlier figure and an alert."""
    old, new = printed("a1", 4500), printed("a2", 6300)
    with Store(tmp_path / "figurewatch.db").transaction() as transaction:
        for figure in (old, new):
            transaction.put_figure(figure, factories.series())
        alert = factories.alert(figure=new, earlier=(old,))
        transaction.put_alert(alert, subscribers=[], now=datetime(2026, 9, 14, tzinfo=UTC))
    path = tmp_path / "c.yml"
    path.write_text(f"data_dir: {tmp_path}\n{WATCHES}")
    return path


def test_a_watch_is_tested_on_the_store(config: Path) -> None:
    """The alert with who would be told, the other figure, and a count to people."""
    done = figurewatch("watch", "test", "ministry", "--config", str(config))
    alert, figure = map(json.loads, done.stdout.splitlines())
    assert (alert["told"], alert["held_back"], alert["factor"]) == (["desk", "night"], None, 1.4)
    assert figure["figure"] == printed("a1", 4500).id
    assert "ministry: alerts 1, held back 0, figures without one 1" in done.stderr


def test_an_alert_that_is_held_back_says_why(config: Path) -> None:
    """And names nobody who would be told."""
    done = figurewatch("watch", "test", "army", "--alerts-only", "--config", str(config))
    (alert,) = map(json.loads, done.stdout.splitlines())
    assert alert["told"] == []
    assert alert["held_back"] == "it is apart by a factor of 1.40, asked for are 1.5"


def test_watches_are_listed_with_who_is_told(config: Path) -> None:
    """A watch that names nobody is everybody's."""
    done = figurewatch("watch", "list", "--config", str(config))
    told = {each["name"]: each["subscribers"] for each in map(json.loads, done.stdout.splitlines())}
    assert told == {"army": ["desk"], "ministry": ["desk", "night"]}


def test_a_watch_that_is_not_there_is_a_mistake(config: Path) -> None:
    """With the nearest name, and the exit code of wrong usage."""
    done = figurewatch("watch", "test", "arny", "--config", str(config))
    assert done.returncode == 2
    assert "there is no watch arny; did you mean army?" in done.stderr


def test_a_class_outside_the_lexicon_is_pointed_out(config: Path) -> None:
    """It may be meant: everything that is counted has one."""
    config.write_text(f"{config.read_text()}  - {{name: x, classes: [deserton, lighthouse]}}\n")
    done = figurewatch("watch", "list", "--config", str(config))
    assert done.returncode == 0
    assert "no class is called deserton; did you mean desertion?" in done.stderr
    assert "no class is called lighthouse" in done.stderr
