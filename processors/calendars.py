"""Days and the units they fall into: weeks, months, quarters, years; steps back and forth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

TimeUnit = Literal["hour", "day", "week", "month", "quarter", "half", "year", "decade", "century"]

_MONTHS_IN: dict[TimeUnit, int] = {
    "month": 1,
    "quarter": 3,
    "half": 6,
    "year": 12,
    "decade": 120,
    "century": 1200,
}
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Extent:
    """A run of days, both ends included, and the unit of the calendar it was named by."""

    first: date
    last: date
    unit: TimeUnit

    def part(self, which: Literal["early", "middle", "late"]) -> Extent:
        """Give the first, middle or last third."""
        third = (self.last - self.first + _ONE_DAY) // 3
        if which == "early":
            return Extent(self.first, max(self.first, self.first + third - _ONE_DAY), self.unit)
        if which == "late":
            return Extent(min(self.last, self.last - third + _ONE_DAY), self.last, self.unit)
        return Extent(self.first + third, self.last - third, self.unit)


def day(when: date) -> Extent:
    """Give the one day."""
    return Extent(when, when, "day")


def months(year: int, month: int, count: int, unit: TimeUnit) -> Extent:
    """Give `count` whole months from the first of `month` on."""
    first = date(year, month, 1)
    return Extent(first, shift(first, "month", count) - _ONE_DAY, unit)


def unit_around(when: date, unit: TimeUnit) -> Extent:
    """Give the unit of the calendar that `when` falls into; weeks begin on Monday."""
    if unit in ("hour", "day"):
        return day(when)
    if unit == "week":
        monday = when - timedelta(days=when.weekday())
        return Extent(monday, monday + timedelta(days=6), "week")
    if unit in ("month", "quarter", "half"):
        count = _MONTHS_IN[unit]
        return months(when.year, (when.month - 1) // count * count + 1, count, unit)
    years = _MONTHS_IN[unit] // 12
    first = max(when.year // years * years, 1)
    return Extent(date(first, 1, 1), date(first + years - 1, 12, 31), unit)


def shift(when: date, unit: TimeUnit, count: int) -> date:
    """Give the day `count` units later; the 31st becomes the last day of a shorter month."""
    if unit == "hour":
        return when + timedelta(days=round(count / 24))
    if unit in ("day", "week"):
        return when + timedelta(days=count * (7 if unit == "week" else 1))
    month = when.year * 12 + when.month - 1 + count * _MONTHS_IN[unit]
    year, month = divmod(month, 12)
    return date(year, month + 1, min(when.day, _last_day(year, month + 1)))


def shift_extent(extent: Extent, unit: TimeUnit, count: int) -> Extent:
    """Give the same stretch `count` units later; whole months stay whole."""
    first = shift(extent.first, unit, count)
    after = extent.last + _ONE_DAY
    if extent.first.day == 1 and after.day == 1 and unit in _MONTHS_IN:
        return Extent(first, shift(after, unit, count) - _ONE_DAY, extent.unit)
    return Extent(first, shift(extent.last, unit, count), extent.unit)


def nearest(of_year: Callable[[int], Extent], published: date, *, future: bool) -> Extent:
    """
    Choose the year of a date printed without one.

    News looks back: the latest that began before it was printed, or up to three months ahead
    for single days ("the trial opens on Jan. 9"); where the sentence looks ahead, the next.
    """
    candidates = [of_year(published.year + offset) for offset in (-1, 0, 1)]
    if future:
        return next((extent for extent in candidates if extent.last >= published), candidates[-1])
    ahead = timedelta(days=92 if candidates[0].unit == "day" else 0)
    begun = [extent for extent in candidates if extent.first <= published + ahead]
    return begun[-1] if begun else candidates[0]


def _last_day(year: int, month: int) -> int:
    after = date(year + month // 12, month % 12 + 1, 1)
    return (after - _ONE_DAY).day
