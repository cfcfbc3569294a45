"""The article that the project began with, where it is at hand: every figure, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from spacy.language import Language

from figurewatch.records import Article, Figure
from processors.reading import read_article

SEED = Path(__file__).parents[3] / "shared/seed/article.txt"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SEED.exists(), reason="../shared/seed is not at hand"),
]

#: low, high, bound, head of what is counted, kind of scope, the source chain (nearest first).
EXPECTED = [
    (100_000, 200_000, "range", "soldier", "cumulative", ["reports"]),
    (21_600, 21_600, "exact", "soldier", "period", ["Christoph van der Weiner"]),
    (180_000, None, "at_least", "deserter", "cumulative", ["Christoph van der Weiner"]),
    (
        15_000,
        18_000,
        "range",
        "deserter",
        "rate",
        ["Maria Zakharova", "Ukrainian Prosecutor General’s Office"],
    ),
    (230_000, None, "at_least", "case", "cumulative", ["Maria Zakharova"]),
]


@pytest.fixture(scope="module", name="figures")
def _figures(nlp: Language) -> list[Figure]:
    article = Article(
        id="seed",
        text=SEED.read_text(encoding="utf-8"),
        outlet="Seed",
        published=datetime(2025, 11, 10, tzinfo=UTC),
    )
    return read_article(article, nlp)


def test_every_figure_is_read_and_nothing_else(figures: list[Figure]) -> None:
    """With its interval, what it counts, the kind of its scope and who claims it."""
    read = [
        (
            figure.quantity.low,
            figure.quantity.high,
            figure.quantity.bound,
            figure.counted.head if figure.counted else None,
            figure.scope.kind,
            [source.name or source.text for source in figure.attribution.chain],
        )
        for figure in figures
    ]
    assert read == EXPECTED


def test_periods_are_resolved_against_the_day_of_printing(figures: list[Figure]) -> None:
    """October alone is that of 2025; the year is the running one."""
    october, year = figures[1].scope, figures[2].scope
    assert (str(october.from_), str(october.to)) == ("2025-10-01", "2025-10-31")
    assert str(year.from_) == "2025-01-01"
    assert figures[3].scope.per == "month"


def test_offsets_slice_the_text(figures: list[Figure]) -> None:
    """Every part can be shown in the article."""
    text = SEED.read_text(encoding="utf-8")
    for figure in figures:
        parts = [figure.quantity, figure.sentence, figure.counted, *figure.attribution.chain]
        for part in parts:
            assert part is not None
            assert text[part.start : part.end] == part.text
