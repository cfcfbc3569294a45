"""Cumulative totals: they do not fall, and what is counted by one day is counted once."""

from __future__ import annotations

from collections.abc import Iterator

from processors.comparability import are_same_side, is_within
from processors.comparison import Comparison, Finding
from processors.detectors.corrections import announces_revision, late_addition
from processors.detectors.jumps import find_jump, growth_in_a_week, track_of
from processors.positions import latest
from processors.wording import day, number, percent, times

#: A total below another claimant's by less is not worth a word, as a share.
RIVAL_GAP = 0.01
#: Totals of other claimants older than this say nothing about the present one, in days.
RIVAL_DAYS = 400
#: A higher total of another claimant is compared with one of the last days only.
RIVAL_GROWTH_DAYS = 14


def find_in_totals(comparison: Comparison) -> Iterator[Finding]:
    """Yield how a new total departs; the first that holds is enough."""
    for detect in (
        _find_fall,
        _find_other_print,
        _find_rival,
        _find_below_any,
        _find_larger_at_older_date,
        _find_below_part,
        _find_late_addition,
        find_jump,
    ):
        finding = detect(comparison)
        if finding is not None:
            yield finding
            return


def _find_fall(comparison: Comparison) -> Finding | None:
    new, own = comparison.new, comparison.own
    if own is None or not new.interval.is_below(own.interval):
        return None
    fall = (own.interval.low - new.interval.high) / max(abs(own.interval.low), 1)
    elsewhere = new.outlets[:1] != own.outlets[:1]
    if elsewhere and new.end - own.end <= 1 and not announces_revision(new.claim.sentence):
        rule = (
            f"for {day(new.end)} the same claimant is printed with {number(new.interval.point)}"
            f" and, elsewhere, with {number(own.interval.point)}, {percent(fall)} more"
        )
        return Finding(
            kinds=("contradiction",), severity="warning", against=(own,), rule=rule, disputed=True
        )
    rule = (
        f"a total can't fall, and this one is {percent(fall)} below the"
        f" {number(own.interval.point)} of {day(own.end)}"
    )
    severe = fall > comparison.thresholds.small_fall
    return Finding(
        kinds=("reversal", "revision"),
        severity="critical" if severe else "notice",
        against=(own,),
        rule=rule,
    )


def _find_other_print(comparison: Comparison) -> Finding | None:
    """A higher total of the same claimant for the very same day."""
    new, own = comparison.new, comparison.own
    if own is None or own.end != new.end:
        return None
    if comparison.is_breaking and not new.claim.planned:
        return None
    if not new.interval.is_above(own.interval, by=comparison.thresholds.print_gap):
        return None
    if new.outlets[:1] != own.outlets[:1]:
        rule = (
            f"for {day(new.end)} the same claimant is printed with {number(new.interval.point)}"
            f" and, elsewhere, with {number(own.interval.point)}"
        )
        return Finding(
            kinds=("contradiction",), severity="warning", against=(own,), rule=rule, disputed=True
        )
    if new.printed == own.printed or not new.dated:
        return None
    rule = f"the same claimant gave {number(own.interval.point)} for {day(new.end)} before"
    return Finding(kinds=("revision",), severity="warning", against=(own,), rule=rule)


def _find_rival(comparison: Comparison) -> Finding | None:
    new, old = comparison.new, latest(comparison.rivals)
    if old is None:
        return None
    gap = new.end - old.end
    limits = comparison.thresholds
    if new.interval.is_below(old.interval, by=RIVAL_GAP) and gap <= RIVAL_DAYS:
        share = 1 - new.interval.point / old.interval.point
        rule = f"it is {percent(share)} below another claimant's total of {day(old.end)}"
        return Finding(
            kinds=("contradiction", "reversal"),
            severity="warning",
            against=(old,),
            rule=rule,
            disputed=gap <= 3,
        )
    if comparison.is_breaking:
        return None
    ratio = new.interval.point / old.interval.point if old.interval.point else 0.0
    if gap == 0 and new.interval.is_above(old.interval, by=limits.gap):
        rule = f"for the same day another claimant counts less: it is {times(ratio)} as much"
        return Finding(
            kinds=("contradiction",), severity="warning", against=(old,), rule=rule, disputed=True
        )
    seen = growth_in_a_week(comparison.group.tracks.get(track_of(old), ()))
    growth = min(limits.growth_a_day ** max(1, gap), max(limits.most_growth, seen))
    if gap <= RIVAL_GROWTH_DAYS and new.interval.low > old.interval.high * growth:
        rule = (
            f"it is {times(ratio)} another claimant's total of {day(old.end)},"
            f" more than growth in {gap} days explains"
        )
        return Finding(kinds=("contradiction",), severity="warning", against=(old,), rule=rule)
    return None


def _find_below_any(comparison: Comparison) -> Finding | None:
    new = comparison.new
    old = max(comparison.rivals, key=lambda rival: rival.interval.low, default=None)
    if old is None or not new.interval.is_below(old.interval, by=RIVAL_GAP):
        return None
    rule = (
        f"it is below the {number(old.interval.point)} of {day(old.end)},"
        " which nobody has taken back"
    )
    return Finding(
        kinds=("contradiction", "reversal"), severity="notice", against=(old,), rule=rule
    )


def _find_larger_at_older_date(comparison: Comparison) -> Finding | None:
    new = comparison.new
    for old in comparison.base:
        if old.end <= new.end or old.is_floor:
            continue
        if new.interval.is_above(old.interval, by=comparison.thresholds.gap):
            rule = (
                f"by {day(new.end)} it counts more than the {number(old.interval.point)}"
                f" that are claimed for the later {day(old.end)}"
            )
            return Finding(
                kinds=("contradiction",),
                severity="warning",
                against=(old,),
                rule=rule,
                disputed=are_same_side(new, old),
            )
    return None


def _find_below_part(comparison: Comparison) -> Finding | None:
    """A total below one of the periods that it contains."""
    new = comparison.new
    if new.is_floor:
        return None
    for part in reversed(comparison.group.positions):
        if part.claim.scope.kind != "period" or part.claim.cls != new.claim.cls or part.disputed:
            continue
        if not is_within(part, new) or part.is_ceiling:
            continue
        if new.interval.is_below(part.interval, by=comparison.thresholds.implied):
            rule = (
                f"a whole is not smaller than its part: {number(part.interval.point)} are"
                f" claimed for a period within it"
            )
            return Finding(
                kinds=("implied_arithmetic",), severity="critical", against=(part,), rule=rule
            )
    return None


def _find_late_addition(comparison: Comparison) -> Finding | None:
    """What the text says to belong to earlier periods is no rise of the present one."""
    some, own = late_addition(comparison.new.claim.sentence), comparison.own
    if some is None or own is None:
        return None
    rule = f"the text says that {some} of the number belong to earlier periods"
    return Finding(kinds=("revision",), severity="notice", against=(own,), rule=rule)
