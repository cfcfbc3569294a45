"""Levels: what holds at a moment may rise and fall; only large moves are news."""

from __future__ import annotations

from collections.abc import Iterator

from processors.comparability import are_same_side
from processors.comparison import Comparison, Finding
from processors.restatements import latest
from processors.wording import day, number, percent


def find_in_levels(comparison: Comparison) -> Iterator[Finding]:
    """Yield the departure of a stock or share from the latest one."""
    new = comparison.new
    old = latest(position for position in comparison.base if position.end <= new.end)
    if old is None:
        return
    point, before = new.interval.point, old.interval.point
    limit = comparison.thresholds.level
    if before <= 0 or before * limit < point < before / limit:
        return
    change = f"{percent(point / before - 1)} {'more' if point > before else 'less'}"
    same_side = are_same_side(new, old)
    yield Finding(
        kinds=("jump", "revision") if same_side else ("contradiction",),
        severity="warning",
        against=(old,),
        rule=f"it is {change} than the {number(before)} of {day(old.end)}",
    )
