"""
Figures and the period they speak of: one row for a construction, over ten domains of news.

What is expected was written down before the rules ran. Everything is printed on a Sunday, the
9th of November 2025; "-" is an open or unknown end.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from spacy.language import Language

from figurewatch.records import Scope
from processors.counting.counted import find_counted
from processors.document import parse
from processors.quantities import find_quantities
from processors.scopes import find_scope

PUBLISHED = date(2025, 11, 9)

#: sentence | the figure in it | kind | from | to | per
ROWS = Path(__file__).with_name("scopes.txt")


def rows() -> list[tuple[str, ...]]:
    """The rows of the table; "#" begins a heading."""
    lines = ROWS.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split(" | ")) for line in lines if not line.startswith("#")]


def cases() -> list[ParameterSet]:
    """The rows as cases; "!" marks one that is known to be read wrongly."""
    wrong = pytest.mark.xfail(strict=True, reason="known to be read wrongly")
    return [
        pytest.param(first.removeprefix("! "), *rest, marks=[wrong] if first[0] == "!" else [])
        for first, *rest in rows()
    ]


def read_scope(text: str, figure: str, nlp: Language) -> Scope:
    """The scope of the figure whose words begin with, or contain, `figure`."""
    mentions = find_quantities(parse(text, nlp))
    mention = next(one for one in mentions if figure in one.quantity.text)
    return find_scope(mention, find_counted(mention), published=PUBLISHED)


def in_short(scope: Scope) -> tuple[str, ...]:
    """A scope in the words of the table."""
    ends = [str(end) if end else "-" for end in (scope.from_, scope.to)]
    return (scope.kind, *ends, scope.per or "-")


@pytest.mark.parametrize(("text", "figure", "kind", "first", "last", "per"), cases())
def test_a_figure_speaks_of_its_period(
    text: str, figure: str, kind: str, first: str, last: str, per: str, nlp: Language
) -> None:
    """Kind, both ends and the unit of a rate are as a reader would say."""
    assert in_short(read_scope(text, figure, nlp)) == (kind, first, last, per)
