"""Periods: a number for a closed span, against the same span, ranges, totals and other spans."""

from __future__ import annotations

from collections.abc import Iterator

from processors.comparability import DAYS_OF, are_alike_periods, has_length_of, is_within
from processors.comparison import Comparison, Finding
from processors.detectors.corrections import says_record
from processors.positions import Position
from processors.wording import day, number, percent, times

#: A range given for "a month" speaks of months that end so long after it was printed, and
#: that begin so long before, in its own unit.
RANGE_AHEAD, RANGE_BACK = 1.2, 2.2
#: After so many days a claimant's other number for the same period is a revision; before, it
#: is one only where the outlet that printed the first prints the other.
REVISED_AFTER = 30
#: A record above this multiple of the one before needs a second print to count as history.
INCREDIBLE_RECORD = 5


def find_in_periods(comparison: Comparison) -> Iterator[Finding]:
    """Yield every way in which a period's number departs."""
    yield from find_other_number(comparison)
    if comparison.new.start is None:
        return
    for detect in (_find_out_of_range, _find_above_whole, _find_off_difference, _find_record):
        finding = detect(comparison)
        if finding is not None:
            yield finding


def find_other_number(comparison: Comparison) -> Iterator[Finding]:
    """Yield the departure from other numbers for the very same period."""
    new = comparison.new
    for old in comparison.base:
        if not new.interval.is_apart(old.interval, by=comparison.thresholds.gap):
            continue
        later = new.printed - old.printed
        same_outlet = new.outlets[:1] == old.outlets[:1]
        revised = new.holder == old.holder and (later > REVISED_AFTER or (later and same_outlet))
        whose = "the same claimant's" if new.holder == old.holder else "another claimant's"
        yield Finding(
            kinds=("revision",) if revised else ("contradiction",),
            severity="warning",
            against=(old,),
            rule=f"{whose} number for the same period is {number(old.interval.point)}",
        )


def _find_out_of_range(comparison: Comparison) -> Finding | None:
    new = comparison.new
    for old in _comparable(comparison, "rate"):
        per = old.claim.scope.per
        if per is None or not has_length_of(new, per):
            continue
        if not _in_force(old, new, DAYS_OF[per]):
            continue
        if new.interval.is_apart(old.interval, by=comparison.thresholds.outside_range):
            return Finding(
                kinds=("out_of_range",),
                severity="warning",
                against=(old,),
                rule=f"it lies outside {_ends(old)} a {per}{_by_how_much(new, old)}",
            )
    return None


def _find_above_whole(comparison: Comparison) -> Finding | None:
    new = comparison.new
    wholes = [
        old
        for old in _comparable(comparison, "cumulative")
        if not old.is_floor and is_within(new, old)
    ]
    # A total of the day before bounds a period only where there is none of its last day.
    wholes = [old for old in wholes if old.end >= new.end] or wholes
    for old in wholes:
        slack = 0.0 if old.claim.bound == "exact" else comparison.thresholds.implied
        if new.interval.low >= old.interval.high * (1 + slack):
            return Finding(
                kinds=("implied_arithmetic",),
                severity="critical",
                against=(old,),
                rule=f"a part is not larger than its whole, the total {number(old.interval.point)}",
            )
    return None


def _find_off_difference(comparison: Comparison) -> Finding | None:
    """Compare a period's number with the difference of the totals at its two ends."""
    new = comparison.new
    for (cls, holder), track in comparison.group.tracks.items():
        if cls != new.claim.cls or new.start is None:
            continue
        totals = dict(track)
        # Totals are published on their last day or on the day after.
        differences = [
            totals[new.end - late] - totals[new.start - 1 - late]
            for late in (0, 1)
            if new.end - late in totals and new.start - 1 - late in totals
        ]
        if not differences or not all(
            _is_off(new, difference, comparison.thresholds.implied) for difference in differences
        ):
            continue
        against = tuple(
            old
            for old in comparison.group.positions
            if old.claim.scope.kind == "cumulative"
            and old.holder == holder
            and old.interval.point in (totals.get(new.end), totals.get(new.start - 1))
        )
        return Finding(
            kinds=("implied_arithmetic",),
            severity="warning",
            against=against,
            rule=(
                f"the totals before and after the period differ by"
                f" {number(round(differences[0], 2))}"
            ),
        )
    return None


def _is_off(new: Position, difference: float, slack: float) -> bool:
    low, high = difference * (1 - slack), difference * (1 + slack)
    return difference >= 0 and (new.interval.low > high + 1 or new.interval.high < low - 1)


def _find_record(comparison: Comparison) -> Finding | None:
    new, limits = comparison.new, comparison.thresholds
    earlier = [
        old
        for old in _comparable(comparison, "period")
        if old.end < new.end - new.length / 2 and are_alike_periods(new, old)
    ]
    said = says_record(new.claim.sentence)
    if len(earlier) < (1 if said else 2) or new.printed - new.end > limits.record_days:
        return None
    largest = max(earlier, key=lambda old: old.interval.high)
    if new.interval.low <= largest.interval.high * (1.0 if said else limits.record):
        return None
    ratio = new.interval.point / largest.interval.point if largest.interval.point else 0.0
    return Finding(
        kinds=("record",),
        severity="warning",
        against=(largest,),
        rule=(
            f"it is {times(ratio)} the largest of {len(earlier)} comparable periods,"
            f" {number(largest.interval.point)} up to {day(largest.end)}"
        ),
        disputed=new.interval.low > INCREDIBLE_RECORD * largest.interval.high,
    )


def _comparable(comparison: Comparison, kind: str) -> list[Position]:
    cls = comparison.new.claim.cls
    return [
        old
        for old in comparison.group.positions
        if old.claim.scope.kind == kind and old.claim.cls == cls and not old.disputed
    ]


def _in_force(rate: Position, period: Position, days: float) -> bool:
    begun = rate.start is None or rate.start <= period.start if period.start is not None else False
    ends_in_time = period.end <= rate.printed + RANGE_AHEAD * days
    starts_in_time = period.start is not None and period.start >= rate.printed - RANGE_BACK * days
    return begun and ends_in_time and starts_in_time


def _ends(rate: Position) -> str:
    low, high = rate.claim.lo, rate.claim.hi
    if low is None or high is None or low == high:
        return f"the {number(rate.interval.point)}"
    return f"the range of {number(low)} to {number(high)}"


def _by_how_much(new: Position, rate: Position) -> str:
    if new.interval.point > rate.interval.high > 0:
        return f", {percent(new.interval.point / rate.interval.high - 1)} above its upper end"
    if rate.interval.low > 0:
        return f", {percent(1 - new.interval.point / rate.interval.low)} below its lower end"
    return ""
