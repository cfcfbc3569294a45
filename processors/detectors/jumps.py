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
#: A rise that is larger than so many times each of its neighbours stands alone.
SPIKE, NEIGHBOURS = 2.0, 3
#: The standard deviation of a normal distribution over its median absolute deviation.
NORMAL_OVER_MAD = 1.4826
#: Counts of a day scatter at least so many times more than chance alone would have them.
LEAST_OVER_CHANCE = 3.0
#: A total that itself grew by such a factor in a week may set new maxima, up to this one.
MOST_GROWTH = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """How far a rise lies above the usual ones."""

    increment: float
    days: int
    usual: float
    largest: float
    #: How far above the largest, in spreads of the usual ones.
    spreads: float


def find_jump(comparison: Comparison) -> Finding | None:
    """Find a jump of a claimant's own total against its usual increments."""
    new = comparison.new
    track = comparison.group.tracks.get(track_of(new), ())
    if not new.is_level or not track or _just_fell(track, new.end):
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
    grave = rise.spreads >= comparison.thresholds.grave_jump_spreads
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
    rates = without_spikes(increments(track))[-thresholds.increments :]
    if len(rates) < thresholds.least_increments:
        return None
    usual, largest = median(rates), max(rates[-RECENT:])
    above = increment - largest * days * growth_in_a_week(track)
    spreads = above / (_spread(rates, usual) * math.sqrt(days))
    if spreads <= thresholds.jump_spreads:
        return None
    return Rise(increment=increment, days=days, usual=usual, largest=largest, spreads=spreads)


def increments(track: Sequence[Observation]) -> list[float]:
    """Give the rises of a track per day; days without any and falls are no rises."""
    return [
        (after.value - before.value) / (after.day - before.day)
        for before, after in pairwise(track)
        if after.day > before.day and after.value > before.value
    ]


def without_spikes(rates: Sequence[float]) -> list[float]:
    """
    Leave out the rises that stand alone: a late addition is no usual level.

    The first and the last rise stay: what they stand beside is not known.
    """
    kept = []
    for at, rate in enumerate(rates):
        beside = [*rates[max(0, at - NEIGHBOURS) : at], *rates[at + 1 : at + 1 + NEIGHBOURS]]
        if at in (0, len(rates) - 1) or rate <= SPIKE * max(beside):
            kept.append(rate)
    return kept


def _spread(rates: Sequence[float], usual: float) -> float:
    """
    The robust spread of the rises: their median distance from `usual` as a standard deviation.

    It is no less than three times what counting by chance gives, which is the square root.
    """
    spread = NORMAL_OVER_MAD * median(abs(rate - usual) for rate in rates)
    return max(spread, LEAST_OVER_CHANCE * math.sqrt(max(usual, 1.0)))


def track_of(position: Position) -> tuple[str, str]:
    """The key of the track that a total continues: one claimant's count of one class."""
    return (position.claim.cls, position.holder)


def _just_fell(track: Sequence[Observation], day: int) -> bool:
    """Whether the total fell the day before: the fall is told already, its aftermath is not."""
    return len(track) > 1 and track[-2].value > track[-1].value and day - track[-1].day <= 1


def growth_in_a_week(track: Sequence[Observation]) -> float:
    """By what factor the total grew in the last week that the track knows, 1 to `MOST_GROWTH`."""
    if not track:
        return 1.0
    last = track[-1]
    before = last.value
    for day, value in reversed(track):
        if last.day - day > 7:
            break
        before = value
    return min(MOST_GROWTH, max(1.0, last.value / max(before, 1.0)))


def _days(days: int) -> str:
    return "a day" if days == 1 else f"{days} days"
