"""The strands of a series: who said what, reprints gathered."""

from __future__ import annotations

from datetime import date

from figurewatch.records import Figure
from processors.strands import strands_of
from tests.processors.made import figure

SINCE = {"scope": "cumulative", "from_": date(2030, 1, 1)}


def said(figures: list[Figure]) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """What each claimant said, in words, and who printed it."""
    return {
        strand.claimant: [(one.figure.quantity.text, one.printed_by) for one in strand.said]
        for strand in strands_of("desertion/Lowland Army", figures)
    }


def test_reprints_and_roundings_are_one_claim_of_their_claimant() -> None:
    """Under the first print, whatever the order in which they come."""
    figures = [
        figure("1,040", 1040, "2030-03-09", **SINCE),
        figure("about 1,000", 1000, "2030-03-03", outlet="Evening", bound="about", **SINCE),
        figure("1,003", 1003, "2030-03-01", **SINCE),
        figure("2,500", 2500, "2030-03-04", chain=("the rebels",), outlet="Wire", **SINCE),
    ]
    assert said(figures) == {
        "the ministry": [("1,003", ("Daily", "Evening")), ("1,040", ("Daily",))],
        "the rebels": [("2,500", ("Wire",))],
    }


def test_where_nobody_is_named_the_outlet_has_the_strand() -> None:
    """Its readers know nobody else who says so."""
    assert said([figure("9", 9, "2030-03-01", chain=(), **SINCE)]) == {"Daily": [("9", ("Daily",))]}


def test_other_series_of_the_family_are_left_out() -> None:
    """They have strands of their own."""
    other = figure("9 cases", 9, "2030-03-01", series="criminal-cases/Lowland Army", **SINCE)
    assert said([other]) == {}
