"""Departures are found from articles alone: the scores on the stories stay above their floors."""

from __future__ import annotations

import pytest
from spacy.language import Language

from tests.evaluation import stories
from tests.evaluation.stories import PARTS, Outcome, Part, Story, load_stories


@pytest.fixture(scope="module", name="told")
def _told() -> list[Story]:
    return load_stories()


@pytest.fixture(scope="module", name="outcomes")
def _outcomes(told: list[Story], nlp: Language) -> dict[Part, list[Outcome]]:
    outcomes = stories.judge_all(told, nlp)
    print("\n" + stories.report(outcomes))
    return outcomes


def test_there_are_enough_stories_to_measure(told: list[Story]) -> None:
    """Of many themes, with traps in each; every article has an id of its own."""
    ids = [article.id for story in told for article in story.articles]
    assert len(ids) == len(set(ids)) >= 150
    assert len({story.theme for story in told}) >= 12
    for part in PARTS:
        assert sum(story.part == part for story in told) >= 8
    assert all(story.alerts and story.traps for story in told)


@pytest.mark.parametrize("part", PARTS)
def test_no_score_is_below_its_floor(part: Part, outcomes: dict[Part, list[Outcome]]) -> None:
    """Raise the floors with `python -m tests.evaluation.stories --raise`."""
    floors, scores = stories.load_floors()[part], stories.measure(outcomes[part])
    assert floors.keys() == scores.keys()
    assert {name: score for name, score in scores.items() if score < floors[name]} == {}


@pytest.mark.parametrize("part", PARTS)
def test_what_repeats_or_is_a_part_raises_nothing(
    part: Part, outcomes: dict[Part, list[Outcome]]
) -> None:
    """No sub-total, reprint, rounding or restated number, of either half."""
    sprung = stories.sprung_of(outcomes[part])
    assert [(trap.article, trap.words, trap.trap) for trap, _ in sprung] == []
