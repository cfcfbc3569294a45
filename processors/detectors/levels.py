"""Levels: what holds at a moment may rise and fall; only large moves are news."""

from __future__ import annotations

from collections.abc import Iterator

from processors.classes import CLASSES
from processors.comparability import are_same_side
from processors.comparison import Comparison, Finding
from processors.positions import Position, latest
from processors.wording import day, number, percent

#: Two claimants' levels of the same stated day differ by this share.
SAME_DAY_GAP = 0.10
#: A level that nobody is named for does not move by such a factor: it is that of a part. An order
#: of magnitude; it was set after a part of 1 in 27 had been seen (docs/evaluation.md).
ANOTHER_THING = 10.0
#: So many days apart, what has one value for one event is still told of the same one: news count
#: a vote for weeks, and hold the next after a year at the least.
EVENT_DAYS = 60


def find_in_levels(comparison: Comparison) -> Iterator[Finding]:
    """
    Yield the departure of a stock or share from the claimant's own latest one, else from others'.

    Who repeats their own level says nothing new about that of others. Others' levels count where
    both claimants are named: in passing, news give levels of all kinds of things.
    """
    new, own = comparison.new, comparison.own
    if own is not None:
        if _are_different_things(new, own):
            return
        if _has_moved(comparison, own) or _differs_for_its_day(new, own):
            yield _finding(new, own)
        return
    named = new.claim.claimant
    rivals = [old for old in comparison.rivals if named and old.claim.claimant]
    rival = latest(rivals)
    same_day = [old for old in rivals if _differs_for_its_day(new, old)]
    if rival is not None and _has_moved(comparison, rival):
        yield _finding(new, rival)
    elif same_day:
        yield _finding(new, same_day[-1])


def _finding(new: Position, old: Position) -> Finding:
    same_side = are_same_side(new, old)
    point, before = new.interval.point, old.interval.point
    change = f"{percent(point / before - 1) if before else number(point)}"
    change += " more" if point > before else " less"
    whose = "" if same_side else "another claimant's "
    return Finding(
        kinds=("jump", "revision") if same_side else ("contradiction",),
        severity="warning",
        against=(old,),
        rule=f"it is {change} than {whose or 'the '}{number(before)} of {day(old.end)}",
    )


def _has_moved(comparison: Comparison, old: Position) -> bool:
    point, before = comparison.new.interval.point, old.interval.point
    limit = comparison.thresholds.level
    return before > 0 and not before * limit < point < before / limit


def _are_different_things(new: Position, old: Position) -> bool:
    if new.claim.claimant and old.claim.claimant:
        return False
    smaller, larger = sorted(abs(position.interval.point) for position in (new, old))
    return larger >= ANOTHER_THING * smaller


def _differs_for_its_day(new: Position, old: Position) -> bool:
    same_day = new.dated and old.dated and new.end == old.end and new.start == old.start
    cls = CLASSES.get(new.claim.cls)
    same_event = cls is not None and cls.once and abs(new.end - old.end) <= EVENT_DAYS
    return (same_day or same_event) and new.interval.is_apart(old.interval, by=SAME_DAY_GAP)
