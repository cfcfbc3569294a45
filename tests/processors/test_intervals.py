"""Which numbers a printed number may stand for."""

from __future__ import annotations

import pytest

from processors.intervals import Interval, practical_interval, reach, significant_digits


@pytest.mark.parametrize(
    ("value", "digits", "step"),
    [
        (53954, 5, 1),
        (21600, 3, 100),
        (180000, 2, 10000),
        (7, 1, 1),
        (0, 1, 1),
        (4.5, 2, 0.1),
        (0.25, 2, 0.01),
        (21600.0, 3, 100),
        (-300, 1, 100),
    ],
)
def test_significant_digits_and_the_worth_of_the_last(value, digits, step):
    assert significant_digits(value) == (digits, pytest.approx(step))


@pytest.mark.parametrize(
    ("low", "high", "bound", "expected"),
    [
        (202997, 202997, "exact", (202997, 202997)),
        (850, 850, "exact", (850, 850)),
        # A rounded number: half its last digit below, all of it above, for newswriters truncate.
        (21600, 21600, "exact", (21550, 21700)),
        (180000, 180000, "exact", (175000, 190000)),
        # ... but never more than 5 % below and 10 % above.
        (20000, 20000, "exact", (19000, 22000)),
        (340, 340, "about", (323, 357)),
        (21300, 21900, "about", (21300, 21900)),
        (500, None, "at_least", (500, 750)),
        (230000, None, "at_least", (230000, 299000)),
        (235646, None, "at_least", (235646, 270992.9)),
        (None, 600, "at_most", (300, 600)),
        (284000, 290000, "at_most", (284000, 290000)),
        (0, 500000, "at_most", (250000, 500000)),
        (15000, 18000, "range", (15000, 18000)),
        (100, 999, "order_of_magnitude", (100, 999)),
    ],
)
def test_practical_interval(low, high, bound, expected):
    interval = practical_interval(low, high, None, bound)
    assert (interval.low, interval.high) == pytest.approx(expected)


@pytest.mark.parametrize(("value", "share"), [(500, 0.5), (1200, 0.3), (3958, 0.15)])
def test_more_than_reaches_further_above_a_rounder_number(value, share):
    assert reach(value) == share


def test_a_negative_number_keeps_its_order():
    interval = practical_interval(-40, None, None, "at_least")
    assert (interval.low, interval.high) == (-40, -20)


def test_no_end_is_no_interval():
    with pytest.raises(ValueError, match="at least one end"):
        practical_interval(None, None, None, "exact")


def test_below_and_above_leave_the_named_share():
    small, large = Interval(90, 95, 92), Interval(100, 110, 105)
    assert small.is_below(large)
    assert not small.is_below(large, by=0.05)
    assert large.is_above(small)
    assert not large.is_above(small, by=0.06)
    assert small.is_apart(large)
    assert not small.is_apart(Interval(95, 95, 95))
