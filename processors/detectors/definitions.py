"""A claimant who counts a narrower class than before."""

from __future__ import annotations

from processors.comparability import is_part
from processors.comparison import Comparison, Finding
from processors.wording import number, percent

#: The wider number is compared for so many days.
WIDER_DAYS = 60
#: The narrower number must be below this share of the wider one.
NARROWER = 0.7


def find_narrower(comparison: Comparison) -> Finding | None:
    """Find that the claimant now counts a narrower class, where it is new and much smaller."""
    new = comparison.new
    if comparison.same:
        return None
    for old in comparison.related:
        if old.holder != new.holder or not is_part(new.claim.cls, old.claim.cls):
            continue
        if not new.claim.cls.startswith(f"{old.claim.cls}:"):
            continue
        recent = 0 < new.printed - old.printed <= WIDER_DAYS
        if recent and new.interval.high < NARROWER * old.interval.low:
            share = 1 - new.interval.point / old.interval.point
            return Finding(
                kinds=("revision",),
                severity="notice",
                against=(old,),
                rule=(
                    f"the same claimant counted a wider class before,"
                    f" {number(old.interval.point)}; this is {percent(share)} less"
                ),
            )
    return None
