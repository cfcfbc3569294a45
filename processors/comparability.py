"""
Scope algebra: which claims may be compared, and how one bounds another.

A claim speaks of a class of things and of a period. Two claims are compared directly where
both are the same; where one contains the other, arithmetic bounds them: a part is not larger
than its whole. Everything else is never compared, and `why_apart` says why.
"""

from __future__ import annotations

from functools import lru_cache

from figurewatch.records import Per
from processors.claimants import name_key
from processors.positions import Position, group_of

DAYS_OF: dict[Per, float] = {"day": 1, "week": 7, "month": 30.4, "year": 365.25}

#: What a period of such a length is called.
LENGTHS: dict[Per, str] = {
    "day": "a daily",
    "week": "a weekly",
    "month": "a monthly",
    "year": "a yearly",
}
#: Two totals that begin this near each other count from the same event, in days.
SAME_START = 62
#: Two rates whose spans differ by less speak of the same span, in days.
SAME_SPAN = 31
#: Two periods whose ends differ by less than this share of their length are the same one.
SAME_PERIOD, SAME_LONG_PERIOD, LONG_PERIOD = 0.03, 0.05, 60
#: A period is a month if its length differs from a month's by less.
SAME_LENGTH = 0.12
#: A total whose start is not stated counts from no longer ago, in days.
LONGEST_UNSTATED = 366
#: How evidence is graded; what is suspected is no part of what is known.
GRADES_OF_EVIDENCE = frozenset(
    {"suspected", "probable", "possible", "presumed", "estimated", "modelled", "model-estimate"}
)


@lru_cache(maxsize=16384)
def steps_of(cls: str) -> tuple[frozenset[str], ...]:
    """Give the steps of a class path, each as its alternatives."""
    return tuple(frozenset(step.split("+")) for step in cls.split(":"))


@lru_cache(maxsize=16384)
def is_part(part: str, whole: str) -> bool:
    """Whether everything counted as class `part` is counted as class `whole` too."""
    if part == whole:
        return False
    narrow, wide = steps_of(part), steps_of(whole)
    if len(narrow) < len(wide) or narrow[0] != wide[0]:
        return False
    graded = frozenset().union(*narrow) - frozenset().union(*wide)
    if graded & GRADES_OF_EVIDENCE:
        return False
    return all(any(step <= alternatives for step in narrow[1:]) for alternatives in wide[1:])


def are_related(one: str, other: str) -> bool:
    """Whether one class contains the other."""
    return is_part(one, other) or is_part(other, one)


def are_same_side(one: Position, other: Position) -> bool:
    """Whether both are one claimant's word: the same origin, or one relays the other."""
    if one.holder == other.holder:
        return True
    if not one.claim.via and not other.claim.via:
        return False
    return one.holder in map(name_key, other.claim.via) or other.holder in map(
        name_key, one.claim.via
    )


def have_same_scope(one: Position, other: Position) -> bool:
    """Whether both speak of the same period, or are totals since the same start."""
    kind = one.claim.scope.kind
    if kind != other.claim.scope.kind:
        return False
    if one.claim.planned and other.claim.planned and _are_same_plan(one, other):
        return True
    if kind == "period":
        return _same_period(one, other)
    if kind == "cumulative":
        return _near(one.start, other.start, SAME_START)
    if kind == "rate":
        same_unit = one.claim.scope.per == other.claim.scope.per
        return same_unit and (
            one.start is None
            or other.start is None
            or (_near(one.start, other.start, SAME_SPAN) and abs(one.end - other.end) <= SAME_SPAN)
        )
    if kind == "change":
        return _same_period(one, other)
    return True


def is_within(part: Position, whole: Position) -> bool:
    """Whether the period of `part` lies in the span that the total `whole` counts."""
    if part.start is None:
        return False
    if whole.start is None:
        # The start is not stated: what began long before the total was printed is none of it.
        begins_in = part.start >= whole.end - LONGEST_UNSTATED
    else:
        begins_in = part.start >= whole.start - 5
    return begins_in and part.end <= whole.end + 1


def has_length_of(period: Position, per: Per) -> bool:
    """Whether `period` is as long as the unit of a rate: a month for "a month"."""
    days = DAYS_OF[per]
    return abs(period.length - days) <= max(SAME_LENGTH * days, 1 if per != "day" else 0)


def are_alike_periods(one: Position, other: Position) -> bool:
    """Whether two periods are of one length, so that the larger is a record."""
    return abs(one.length - other.length) <= max(1, SAME_LENGTH * one.length)


def why_apart(new: Position, old: Position) -> str | None:
    """Say in words why `old` is not compared with `new`; None if it is."""
    one, other = new.claim, old.claim
    if group_of(one) != group_of(other):
        if one.place != other.place:
            return f"{_place(other.place)} is not compared with {_place(one.place)}"
        if one.cls != other.cls:
            return _classes_apart(new, old)
        if one.planned != other.planned:
            return "what is planned is not compared with what was counted"
        return f"a number in {other.unit or 'pieces'} is not compared with {one.unit or 'pieces'}"
    if one.cls != other.cls and not are_related(one.cls, other.cls):
        return _classes_apart(new, old)
    if one.scope.kind != other.scope.kind:
        return f"{scope_in_words(old)} is not compared with {scope_in_words(new)}"
    if not have_same_scope(new, old):
        return f"{scope_in_words(old)} of another period"
    if old.disputed:
        return "other prints of the same claim say something else"
    return None


def scope_in_words(position: Position) -> str:
    """Name the kind of a claim's scope: "a monthly number", "a total", "a rate per month"."""
    scope = position.claim.scope
    if scope.kind == "period":
        return f"{_length_in_words(position)} number"
    return {
        "cumulative": "a total",
        "stock": "a number at a moment",
        "rate": f"a rate per {scope.per}" if scope.per else "a rate",
        "change": "a change",
        "share": "a share",
    }[scope.kind]


def _length_in_words(period: Position) -> str:
    for per, word in LENGTHS.items():
        if period.start is not None and has_length_of(period, per):
            return word
    return f"a {period.length}-day" if period.start is not None else "a period's"


def _same_period(one: Position, other: Position) -> bool:
    if one.start is None or other.start is None:
        return False
    longer = max(one.length, other.length)
    tolerance = longer * (SAME_PERIOD if longer < LONG_PERIOD else SAME_LONG_PERIOD)
    return abs(one.start - other.start) <= tolerance and abs(one.end - other.end) <= tolerance


def _are_same_plan(one: Position, other: Position) -> bool:
    """Whether both plans run from their printing on for as long: "over the next two years"."""
    if one.start is None or other.start is None:
        return False
    from_now = all(abs(plan.start - plan.printed) <= 1 for plan in (one, other) if plan.start)
    apart = abs(one.start - other.start)
    alike = abs(one.length - other.length) <= SAME_LENGTH * one.length
    return from_now and alike and apart <= one.length / 2


def _near(one: int | None, other: int | None, days: int) -> bool:
    return one is None or other is None or abs(one - other) <= days


def _classes_apart(new: Position, old: Position) -> str:
    """Name what is counted in the words of the texts, or by class where these are the same."""
    one, other = new.claim.counted, old.claim.counted
    if not one or not other or one == other:
        one, other = name_of_class(new.claim.cls), name_of_class(old.claim.cls)
    return f"{other} are not compared with {one}"


def name_of_class(cls: str) -> str:
    """Give a class path in words: "cases:awol+desertion" is "cases (awol or desertion)"."""
    root, *steps = cls.replace("-", " ").split(":")
    if not steps:
        return root
    return f"{root} ({', '.join(step.replace('+', ' or ') for step in steps)})"


def _place(place: str) -> str:
    return place or "no place"
