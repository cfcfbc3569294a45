"""Floors under the scores on the development sets; skipped where the sets are absent."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from spacy.language import Language

sys.path.insert(0, str(Path(__file__).parent))

import dev_figures

#: Set, metric and floor: a little below what was measured, so that a lost construction shows.
FLOORS = [
    ("newsquant", "value", 97.0),
    ("newsquant", "value+bound", 95.5),
    ("rtext", "value", 92.0),
    ("recspec", "value", 97.5),
    ("recspec", "value+bound", 97.5),
    ("tap", "value", 94.5),
]

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not dev_figures.SHARED.exists(), reason="the development sets are not part of the project"
    ),
]


@pytest.mark.parametrize(("name", "metric", "floor"), FLOORS)
def test_scores_stay_above_their_floors(
    name: str, metric: str, floor: float, nlp: Language
) -> None:
    answer = dev_figures.score(name, "all", nlp)
    assert answer[metric].get("F1", answer[metric]["R"]) >= floor
