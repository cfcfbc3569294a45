"""Restatements: reprints, rewordings, roundings and old numbers printed again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from processors.comparability import are_related, are_same_side, have_same_scope
from processors.positions import Position, latest
from processors.thresholds import Thresholds

#: For so many days the same number of a wider or narrower class is a reprint, whoever says it.
BLURRED_DAYS = 7


def find_restated(
    new: Position, same: Sequence[Position], related: Iterable[Position], thresholds: Thresholds
) -> Position | None:
    """
    Find the earlier position that `new` only states again; None if it says something new.

    `same` are the positions of the same series and scope in the order of printing, `related`
    those of wider or narrower classes: a reprint may blur the class, never the number.
    """
    own = latest([old for old in same if old.holder == new.holder and not old.disputed])
    for old in reversed(_near(new, same)):
        if says_same(new, old, thresholds) and _may_restate(new, old, own, thresholds):
            return old
    for old in related:
        is_told_by = are_same_side(new, old) or new.printed - old.printed <= BLURRED_DAYS
        if _repeats_number(new, old) and is_told_by and have_same_scope(new, old):
            return old
    return None


def _near(new: Position, same: Sequence[Position]) -> Sequence[Position]:
    """Pass over the many exact numbers that differ from an exact one: most totals have them."""
    if new.claim.bound != "exact" or new.interval.slack:
        return same
    point = new.interval.point
    return [
        old
        for old in same
        if old.interval.point == point or old.interval.slack or old.claim.bound != "exact"
    ]


def says_same(new: Position, old: Position, thresholds: Thresholds) -> bool:
    """Whether the number of `new` may be a rewording or rounding of that of `old`."""
    one, other = new.interval, old.interval
    apart = abs(one.point - other.point)
    bound, bound_before = new.claim.bound, old.claim.bound
    if bound == bound_before == "exact":
        if apart == 0 or not (one.slack or other.slack):
            return apart == 0
        return apart <= min(one.slack or other.slack, other.slack or one.slack)
    if "range" in (bound, bound_before):
        return bound == bound_before and _same_ends(new, old)
    tolerance = max(one.slack, other.slack, thresholds.print_gap * abs(other.point))
    if new.is_level and old.is_level:
        return one.low <= other.high + tolerance and other.low <= one.high + tolerance
    meet = one.low <= other.high and other.low <= one.high
    return meet and apart <= max(0.1 * min(abs(one.point), abs(other.point)), tolerance)


def _may_restate(
    new: Position, old: Position, own: Position | None, thresholds: Thresholds
) -> bool:
    kind = new.claim.scope.kind
    if kind in ("stock", "share"):
        return new.printed - old.printed <= thresholds.restated_level_days
    if kind == "rate":
        # The same numbers, but now tied to a long span: the arithmetic has to see them.
        return not (new.start is not None and old.start is None)
    if kind != "cumulative":
        return True
    is_of_its_day = old.end >= new.end - 1 or new.interval.point == old.interval.point
    if new.dated and not is_of_its_day and not _takes_over(new):
        return False
    falls = own is not None and own is not old and new.interval.is_below(own.interval)
    if not falls or own is None or not new.dated:
        return True
    # An outlet's own later date with an old value is a fall; so is a lower value of somebody
    # else that the claimant adopts.
    adopts = old.holder != new.holder
    returns = old.outlets[:1] == new.outlets == own.outlets[:1] and new.end > old.end
    return not (adopts or returns)


def _takes_over(new: Position) -> bool:
    """
    Whether it is a rounded number of nobody named: the outlet has it from somebody.

    It is then the number it is near, whatever day the text gives for it.
    """
    is_rounded = new.claim.bound == "about" or new.interval.slack > 0
    return is_rounded and not (new.claim.claimant or new.claim.body)


def _same_ends(new: Position, old: Position) -> bool:
    low, high = old.claim.lo, old.claim.hi
    if new.claim.lo is None or new.claim.hi is None or low is None or high is None:
        return new.claim.lo == low and new.claim.hi == high
    near_low = abs(new.claim.lo - low) <= 0.02 * abs(low) + 1
    return near_low and abs(new.claim.hi - high) <= 0.02 * abs(high) + 1


def _repeats_number(new: Position, old: Position) -> bool:
    same = (new.claim.lo, new.claim.hi, new.claim.bound) == (
        old.claim.lo,
        old.claim.hi,
        old.claim.bound,
    )
    dated_apart = new.dated and new.claim.scope.kind == "cumulative" and old.end < new.end - 1
    return same and are_related(new.claim.cls, old.claim.cls) and not dated_apart
