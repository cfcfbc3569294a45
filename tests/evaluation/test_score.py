"""The scorer and the notation of the annotated news, on sentences of which the answer is plain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from figurewatch.records import (
    Article,
    ArticleRef,
    Attribution,
    Counted,
    Figure,
    Quantity,
    Scope,
    Sentence,
    Source,
    Subject,
)
from tests.evaluation import gold
from tests.evaluation.annotations import GoldItem, Reading, find_words, load_gold
from tests.evaluation.score import Measure, judge_item, measure

TEXT = "More than 40 ships sank in May, the port said, but Pier 9 was safe."
ANNOTATED = f"""\
published: 2025-06-10
items:
- id: ships
  text: {TEXT}
  figures:
  - More than 40 | >40 | ship | period | 2025-05-01..2025-05-31 | by port
  not:
  - "9 | name"
"""


@pytest.fixture(name="item")
def _item(tmp_path: Path) -> GoldItem:
    (tmp_path / "sea.yaml").write_text(ANNOTATED)
    return load_gold(tmp_path)[0]


def _source(words: str) -> Source:
    start = TEXT.index(words)
    return Source(text=words, start=start, end=start + len(words))


def _figure(words: str = "More than 40", value: int = 40) -> Figure:
    start = TEXT.index(words)
    return Figure(
        id=words,
        article=ArticleRef.to(Article(id="ships", text=TEXT)),
        sentence=Sentence(start=0, end=len(TEXT), text=TEXT),
        quantity=Quantity(
            start=start,
            end=start + len(words),
            text=words,
            low=value,
            high=None,
            value=value,
            bound="at_least",
        ),
        counted=Counted(start=13, end=18, text="ships", head="ship"),
        subject=Subject(),
        scope=Scope(kind="period", from_=date(2025, 5, 1), to=date(2025, 5, 31)),
        stance="assert",
        attribution=Attribution(chain=(_source("the port"),)),
        series="",
    )


def _scores(item: GoldItem, *figures: Figure) -> dict[str, float]:
    return {name: one.score for name, one in measure([judge_item(item, figures)]).items()}


def test_what_is_read_as_annotated_scores_a_hundred(item: GoldItem) -> None:
    """In every slot."""
    assert set(_scores(item, _figure()).values()) == {100}


def test_a_wrong_slot_costs_that_slot_alone(item: GoldItem) -> None:
    """A figure for which nobody is named keeps its value."""
    scores = _scores(item, replace(_figure(), attribution=Attribution()))
    assert (scores["value"], scores["source"], scores["chain"]) == (100, 0, 0)


def test_a_missed_figure_costs_its_value_and_its_source(item: GoldItem) -> None:
    """What isn't read has no source either."""
    scores = _scores(item)
    assert (scores["value"], scores["source_recall"]) == (0, 0)


def test_a_name_read_as_a_figure_is_a_false_alarm(item: GoldItem) -> None:
    """It lowers the precision of values, and counts among the numbers that are no figures."""
    scores = _scores(item, _figure(), _figure("9", 9))
    assert scores["no_figures_kept_out"] == 0
    assert scores["value"] == pytest.approx(200 / 3)


def test_a_relayer_before_the_source_breaks_the_chain_and_keeps_its_origin(
    item: GoldItem,
) -> None:
    """The nearest source is wrong, the farthest right."""
    relayed = Attribution(chain=(_source("Pier 9"), _source("the port")))
    scores = _scores(item, replace(_figure(), attribution=relayed))
    assert (scores["source"], scores["origin"], scores["chain"]) == (0, 100, 0)


def test_words_that_are_not_in_one_place_are_refused() -> None:
    """An annotation names its place; a number within a longer one is another number."""
    with pytest.raises(ValueError, match="isn't in the text"):
        find_words("5", "1.5 million, 25 and 5,000")
    with pytest.raises(ValueError, match="occurs 2 times"):
        find_words("5", "5 and 5")
    assert find_words("5^2", "5 and 5") == (6, 7)


@pytest.mark.parametrize(
    ("notation", "reading"),
    [
        ("40", Reading(low=40, high=40, bound="exact")),
        ("~1.5m", Reading(low=1.5e6, high=1.5e6, bound="about")),
        ("<40", Reading(low=40, high=40, bound="at_most")),
        ("40..60", Reading(low=40, high=60, bound="range")),
        ("e1000", Reading(low=1000, high=1000, bound="order_of_magnitude")),
        ("3/4", Reading(low=0.75, high=0.75, bound="exact", is_fraction=True)),
    ],
)
def test_numbers_are_noted_in_short(notation: str, reading: Reading, tmp_path: Path) -> None:
    """As the notation's description says."""
    (tmp_path / "sea.yaml").write_text(ANNOTATED.replace(">40", notation))
    assert load_gold(tmp_path)[0].figures[0].readings == (reading,)


def test_floors_are_raised_and_never_lowered(tmp_path: Path) -> None:
    """Two points of room are left below what is measured."""
    scores = {"value": Measure(score=90.0, cases=200), "per": Measure(score=60.0, cases=10)}
    floors = gold.raise_floors({"value": 70.0, "per": 80.0}, scores)
    assert floors == {"value": 88.0, "per": 80.0}
    gold.write_floors({"open": floors, "blind": {}}, tmp_path / "floors.toml")
    assert gold.load_floors(tmp_path / "floors.toml") == {"open": floors, "blind": {}}


def test_a_score_below_its_floor_is_named() -> None:
    """With both numbers."""
    scores = {"value": Measure(score=87.0, cases=200)}
    assert gold.below_floors({"value": 88.0}, scores) == ["value is 87.0, its floor 88.0"]
