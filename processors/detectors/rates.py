"""Rates: so many a month, against other rates and against the totals that they imply."""

from __future__ import annotations

from collections.abc import Iterator

from processors.comparability import DAYS_OF, SAME_START, are_same_side
from processors.comparison import Comparison, Finding
from processors.wording import number, percent

#: A rate that doubles or halves is a jump, whoever says it.
TWOFOLD = 2.0
#: A total older than this before the end of a rate's span does not bound it, in days.
SPAN_TOLERANCE = 31


def find_in_rates(comparison: Comparison) -> Iterator[Finding]:
    """Yield how a rate departs from the last rate, and from totals where it states its span."""
    other = _find_other_rate(comparison)
    if other is not None:
        yield other
    implied = _find_implied_total(comparison)
    if implied is not None:
        yield implied


def _find_other_rate(comparison: Comparison) -> Finding | None:
    if not comparison.base:
        return None
    new = comparison.new
    old = max(comparison.base, key=lambda position: position.printed)
    apart = new.interval.is_apart(old.interval, by=comparison.thresholds.outside_range)
    if not apart or old.is_floor:
        return None
    point, before = new.interval.point, old.interval.point
    moved = before > 0 and not before / TWOFOLD < point < before * TWOFOLD
    kind = "revision" if are_same_side(new, old) else "contradiction"
    whose = "the same claimant" if are_same_side(new, old) else "another claimant"
    change = f", {percent(point / before - 1)} {'more' if point > before else 'less'}"
    return Finding(
        kinds=(kind, "jump") if moved else (kind,),  # type: ignore[arg-type]
        severity="warning",
        against=(old,),
        rule=f"{whose} gave {number(before)} a {new.claim.scope.per}{change if before else ''}",
    )


def _find_implied_total(comparison: Comparison) -> Finding | None:
    """Multiply a rate by the span it is stated for; a bare "every month" has none."""
    new = comparison.new
    per = new.claim.scope.per
    if new.start is None or per is None:
        return None
    units = new.length / DAYS_OF[per]
    implied = new.interval.low * units
    totals = [
        old
        for old in comparison.group.positions
        if old.claim.scope.kind in ("cumulative", "period")
        and old.claim.cls == new.claim.cls
        and not old.disputed
        and not old.is_floor
        and old.start is not None
        and abs(old.start - new.start) <= SAME_START
        and old.end >= new.end - SPAN_TOLERANCE
    ]
    if not totals:
        return None
    total = max(totals, key=lambda old: old.end)
    if implied <= total.interval.high * (1 + comparison.thresholds.implied):
        return None
    return Finding(
        kinds=("implied_arithmetic",),
        severity="critical",
        against=(total,),
        rule=(
            f"{number(new.interval.low)} a {per} over the {units:.1f} {per}s it is stated for"
            f" give {number(round(implied))}, more than the {number(total.interval.high)} of"
            " the total"
        ),
        disputed=True,
    )
