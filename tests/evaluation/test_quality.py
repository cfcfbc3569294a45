"""Reading doesn't get worse: every score on the annotated news stays above its floor."""

from __future__ import annotations

import pytest
from spacy.language import Language

from tests.evaluation import gold
from tests.evaluation.annotations import PARTS, GoldItem, Part, load_gold
from tests.evaluation.score import Outcome, measure


@pytest.fixture(scope="module", name="items")
def _items() -> list[GoldItem]:
    return load_gold()


@pytest.fixture(scope="module", name="outcomes")
def _outcomes(items: list[GoldItem], nlp: Language) -> dict[Part, list[Outcome]]:
    outcomes = gold.read_gold(items, nlp)
    print("\n" + gold.report_all(outcomes))
    return outcomes


def test_both_halves_hold_enough_to_measure(items: list[GoldItem]) -> None:
    """At least a hundred items and two hundred figures each, every id once."""
    for part in PARTS:
        half = [item for item in items if item.part == part]
        assert len(half) >= 100
        assert sum(len(item.figures) for item in half) >= 200


@pytest.mark.parametrize("part", PARTS)
def test_no_score_is_below_its_floor(part: Part, outcomes: dict[Part, list[Outcome]]) -> None:
    """Raise the floors with `python -m tests.evaluation.gold --raise`."""
    floors = gold.load_floors()[part]
    assert floors
    assert gold.below_floors(floors, measure(outcomes[part])) == []


@pytest.mark.parametrize("part", PARTS)
def test_every_score_has_a_floor(part: Part, outcomes: dict[Part, list[Outcome]]) -> None:
    """And no floor is left of a score that is measured no more."""
    assert gold.load_floors()[part].keys() == measure(outcomes[part]).keys()
