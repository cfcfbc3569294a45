"""Jumps: a total that rises by far more than it usually does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from processors.comparison import Comparison, Finding
from processors.history import Observation
from processors.positions import Position
from processors.thresholds import Thresholds
from processors.wording import number

#: Recent increments among which the largest is looked up.
RECENT = 14
#: A total that itself grew by such a factor in a week may set new maxima, up to this one.
MOST_GROWTH = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """How far a rise lies above the usual ones."""

    increment: float
    days: int
    usual: float
    largest: float
    #: In robust spreads of the usual increments.
    spreads: float


def find_jump(comparison: Comparison) -> Finding | None:
    """Find a jump of a claimant's own total against its usual increments."""
    new = comparison.new
    track = comparison.group.tracks.get(track_of(new), ())
    if not new.is_level or not track:
        return None
    rise = unusual_rise(track, new.end, new.interval.point, comparison.thresholds)
    if rise is None:
        return None
    last = track[-1]
    against = tuple(
        old
        for old in comparison.base
        if old.holder == new.holder and old.interval.point == last.value
    )[-1:]
    rule = (
        f"it rose by {number(rise.increment)} in {_days(rise.days)};"
        f" usual are {number(round(rise.usual, 1))} a day,"
        f" the most in the {RECENT} rises before were {number(round(rise.largest, 1))} a day"
    )
    grave = rise.spreads >= comparison.thresholds.jump_warning
    return Finding(
        kinds=("jump",), severity="warning" if grave else "notice", against=against, rule=rule
    )


def unusual_rise(
    track: Sequence[Observation], day: int, value: float, thresholds: Thresholds
) -> Rise | None:
    """Give the rise from the end of `track` to `value` if it is far above the usual rises."""
    last = track[-1]
    days, increment = day - last.day, value - last.value
    if days <= 0 or increment < thresholds.least_jump:
        return None
    rates = increments(track)[-thresholds.increments :]
    if len(rates) < thresholds.least_increments:
        return None
    usual = median(rates)
    spread = 1.4826 * median(abs(rate - usual) for rate in rates)
    scale = max(spread, 0.3 * usual, math.sqrt(max(usual, 1.0))) * math.sqrt(days)
    largest = max(rates[-RECENT:])
    spreads = (increment - usual * days) / scale
    allowed = thresholds.jump_over_largest * largest * days * _growth(track)
    far = spreads > thresholds.jump_spread and increment > thresholds.jump_ratio * usual * days
    if not far or increment <= allowed:
        return None
    return Rise(increment=increment, days=days, usual=usual, largest=largest, spreads=spreads)


def increments(track: Sequence[Observation]) -> list[float]:
    """Give the rises of a track per day; falls are no rises."""
    return [
        (after.value - before.value) / (after.day - before.day)
        for before, after in pairwise(track)
        if after.day > before.day and after.value >= before.value
    ]


def track_of(position: Position) -> tuple[str, str]:
    """The key of the track that a total continues: one claimant's count of one class."""
    return (position.claim.cls, position.holder)


def _growth(track: Sequence[Observation]) -> float:
    last = track[-1]
    for day, value in reversed(track):
        if last.day - day >= 6:
            return min(MOST_GROWTH, max(1.0, last.value / max(value, 1.0)))
    return 1.0


def _days(days: int) -> str:
    return "a day" if days == 1 else f"{days} days"
