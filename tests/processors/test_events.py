"""Numbers whose text names no cause find their event; two events stay apart."""

from __future__ import annotations

import pytest

from processors.departures import assess_all
from tests.processors.made import claim

DAM, HERE = "casualties:deaths:flood", "casualties:deaths"
RAID = "casualties:deaths:attack"


def _departing(*claims):
    return [departure.kinds[0] for departure in assess_all(claims).departures]


@pytest.mark.parametrize(("before", "after"), [(DAM, HERE), (HERE, DAM)])
def test_a_toll_without_a_cause_is_that_of_the_one_event(before: str, after: str) -> None:
    """Whichever of the two texts names it."""
    assert _departing(claim(103, "2030-03-01", cls=before), claim(84, "2030-03-05", cls=after)) == [
        "reversal"
    ]


def test_two_events_stay_apart() -> None:
    """A number without a cause belongs to neither of them."""
    flood, raid = claim(103, "2030-03-01", cls=DAM), claim(40, "2030-03-03", cls=RAID)
    assert _departing(flood, raid, claim(84, "2030-03-05", cls=HERE)) == []
    assert _departing(flood, raid, claim(84, "2030-03-05", cls=DAM)) == ["reversal"]


def test_a_number_of_long_after_is_of_another_event() -> None:
    """Sixty days without a word of it."""
    assert _departing(claim(103, "2030-03-01", cls=DAM), claim(8, "2030-09-05", cls=HERE)) == []


def test_a_plan_for_the_time_from_now_on_is_the_same_plan_weeks_later() -> None:
    """ "Over the next two years", said in May and in June."""
    plan = {"scope": "period", "planned": True, "cls": "layoffs", "unit": "jobs"}
    first = claim(1300, "2030-05-05", frm="2030-05-06", to="2032-05-05", **plan)
    second = claim(2500, "2030-06-24", frm="2030-06-25", to="2032-06-24", **plan)
    assert _departing(first, second) == ["revision"]


def test_two_numbers_of_one_article_for_one_day_are_no_level_to_compare_with() -> None:
    """ "58 of the 120 seats": two things of one class."""
    seats = {"scope": "stock", "cls": "seats", "to": "2030-06-14"}
    one = claim(58, "2030-06-15", article="a", **seats)
    whole = claim(120, "2030-06-15", article="a", position=1, **seats)
    assert _departing(one, whole, claim(54, "2030-06-24", article="b", **seats)) == []
