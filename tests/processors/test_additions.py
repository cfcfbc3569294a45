"""Numbers that come on top of what was counted before are compared with no total."""

import re
from datetime import date

import pytest

from figurewatch.records import Scope, Sentence
from processors.additions import is_addition
from processors.claims import claim_of
from tests.factories import figure, quantity


def told(marked, **changes):
    """The figure whose number stands in brackets in `marked`, as one sentence at offset 100."""
    found = re.search(r"\[(.+)\]", marked)
    text = marked.replace("[", "").replace("]", "")
    start = 100 + found.start()
    number = found[1]
    return figure(
        sentence=Sentence(start=100, end=100 + len(text), text=text),
        quantity=quantity(start=start, end=start + len(number), text=number, bound="exact"),
        **changes,
    )


@pytest.mark.parametrize(
    ("marked", "adds"),
    [
        ("Another [40] people drowned.", True),
        ("A further estimated [40] people drowned.", True),
        ("An additional [40] troops came.", True),
        ("[Forty] more people drowned.", True),
        ("[40] others were hurt.", True),
        ("The agency confirmed [40] new cases.", True),
        ("[40] people drowned.", False),
        ("[40] more than in May drowned.", False),
        ("It rained [40] more times.", False),
        ("One after another, [40] people left.", False),
        ("[40] moreover drowned.", False),
    ],
)
def test_words_around_a_number(marked, adds):
    assert is_addition(told(marked)) is adds


@pytest.mark.parametrize(
    ("scope", "stance", "unfit"),
    [
        (Scope(kind="cumulative"), "assert", "an_addition"),
        (Scope(kind="stock"), "assert", "an_addition"),
        (Scope(kind="period", from_=date(2026, 5, 1), to=date(2026, 5, 31)), "assert", ""),
        (Scope(kind="cumulative", from_=date(2026, 5, 1)), "assert", ""),
        (Scope(kind="stock"), "forecast", ""),
    ],
)
def test_what_has_a_period_of_its_own_or_is_planned_can_be_compared(scope, stance, unfit):
    assert claim_of(told("Another [40] left.", scope=scope, stance=stance)).unfit == unfit
