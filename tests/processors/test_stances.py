"""
How a figure is put forward: one row for a construction, two where words could mislead.

What is expected was written down before the rules ran.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from spacy.language import Language

from figurewatch.records import Attribution, Stance
from processors.attributions import attribution_of, find_attributions
from processors.document import parse
from processors.quantities import find_quantities
from processors.stances import find_stance

#: stance | sentence | the figure in it
ROWS = Path(__file__).with_name("stances.txt")


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


def read_stance(text: str, figure: str, nlp: Language) -> Stance:
    """The stance of the figure whose words contain `figure`."""
    doc = parse(text, nlp)
    mention = next(one for one in find_quantities(doc) if figure in one.quantity.text)
    return find_stance(mention, attribution_of(mention, find_attributions(doc), outlet="Daily"))


@pytest.mark.parametrize(("stance", "text", "figure"), cases())
def test_a_figure_is_put_forward_as_its_sentence_says(
    stance: str, text: str, figure: str, nlp: Language
) -> None:
    """Claims, plans, guesses and denials are told apart."""
    assert read_stance(text, figure, nlp) == stance


def test_the_cue_of_the_attribution_counts_too(nlp: Language) -> None:
    """Where the cue stands in another sentence, what it says of the content still holds."""
    doc = parse("The bank made a forecast. Growth of 3 percent.", nlp)
    mention = find_quantities(doc)[0]
    assert find_stance(mention, Attribution()) == "assert"
