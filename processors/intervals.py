"""
Which numbers a printed number may stand for.

Newswriters round and truncate: 53,954 becomes "53,000", and "more than 180,000" is not
printed when 400,000 were counted. The practical interval of a printed number is wide enough
for that, so that two numbers whose practical intervals lie apart do disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from figurewatch.records import Bound, Number

#: How far "more than v" reaches in practice, by the significant digits that v is printed with.
REACH = {1: 0.5, 2: 0.3}
REACH_OF_PRECISE = 0.15
#: "About v" without ends of its own.
ABOUT = 0.05
#: Numbers below it are printed as they were counted.
LEAST_ROUNDED = 1000
#: More significant digits than these are not a rounded number.
MOST_DIGITS_OF_ROUNDED = 3
#: A rounded number covers at most so much below and above itself.
ROUNDED_BELOW, ROUNDED_ABOVE = 0.05, 0.10


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both included; `point` is the number as printed, or the middle."""

    low: float
    high: float
    point: float
    #: How far a rounding may be off, half of the last digit that is printed; else 0.
    slack: float = 0.0

    def is_below(self, other: Interval, *, by: float = 0.0) -> bool:
        """Whether all of it lies below all of `other`, by more than the share `by`."""
        return self.high < other.low - by * abs(other.low)

    def is_above(self, other: Interval, *, by: float = 0.0) -> bool:
        """Whether all of it lies above all of `other`, by more than the share `by`."""
        return self.low > other.high + by * abs(other.high)

    def is_apart(self, other: Interval, *, by: float = 0.0) -> bool:
        """Whether it lies below or above `other`, by more than the share `by`."""
        return self.is_below(other, by=by) or self.is_above(other, by=by)


@lru_cache(maxsize=65536)
def significant_digits(value: Number) -> tuple[int, float]:
    """How many digits `value` is printed with, and the worth of the last one."""
    if value == 0:
        return 1, 1
    if isinstance(value, float) and not value.is_integer():
        digits = repr(abs(value))
        if "e" in digits:
            return len(digits), 0.0
        whole, _, fraction = digits.partition(".")
        return len((whole + fraction).lstrip("0")), 10.0 ** -len(fraction)
    rest, step = abs(int(value)), 1
    while rest % 10 == 0:
        rest //= 10
        step *= 10
    return len(str(rest)), float(step)


def is_rounded(value: Number) -> bool:
    """Whether `value` looks like a rounded number: 21,600 and 4,000,000."""
    digits, _ = significant_digits(value)
    return abs(value) >= LEAST_ROUNDED and digits <= MOST_DIGITS_OF_ROUNDED


def reach(value: Number) -> float:
    """How far, as a share, "more than" reaches above `value` and "up to" below it."""
    return REACH.get(significant_digits(value)[0], REACH_OF_PRECISE)


def practical_interval(
    low: Number | None, high: Number | None, value: Number | None, bound: Bound
) -> Interval:
    """The numbers that a number printed with `bound` stands for in practice."""
    if bound == "at_least":
        floor = low if low is not None else _either(high)
        return Interval(floor, floor + abs(floor) * reach(floor), floor)
    if bound == "at_most":
        ceiling = high if high is not None else _either(low)
        has_floor = low is not None and low > 0 and low < ceiling
        floor = _either(low) if has_floor else ceiling - abs(ceiling) * reach(ceiling)
        return Interval(floor, ceiling, ceiling)
    bottom = low if low is not None else _either(high)
    top = high if high is not None else bottom
    if bound in ("range", "order_of_magnitude"):
        return Interval(bottom, top, (bottom + top) / 2)
    return _around(bottom, top, value if value is not None else (bottom + top) / 2, bound)


def _around(bottom: float, top: float, point: float, bound: Bound) -> Interval:
    if bound == "about" and bottom == top:
        bottom, top = point - ABOUT * abs(point), point + ABOUT * abs(point)
    if not is_rounded(point):
        return Interval(bottom, top, point)
    _, step = significant_digits(point)
    below = min(step / 2, ROUNDED_BELOW * abs(point))
    above = min(step, ROUNDED_ABOVE * abs(point))
    return Interval(min(bottom, point - below), max(top, point + above), point, below)


def _either(value: Number | None) -> Number:
    if value is None:
        raise ValueError("an interval needs at least one end")
    return value
