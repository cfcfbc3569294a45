"""Positions: claims placed on the axes of comparing, restatements gathered under the first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from processors.claimants import name_key
from processors.claims import Claim
from processors.intervals import Interval, practical_interval

#: What a per-unit is written with behind a unit: "barrels/day", "barrel per day".
_PER_MARKS = ("/", " per ")
_PER_WORDS = frozenset({"day", "week", "month", "year"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """
    A claim with its practical interval and its days, and everything that restates it.

    Days are ordinals of the calendar. `end` is the day the number holds at or runs to: the
    stated one, else the day of printing.
    """

    claim: Claim
    interval: Interval
    start: int | None
    end: int
    #: Whether the text states `end`.
    dated: bool
    printed: int
    #: Who holds the position: the claimant, or the outlet where the text names nobody.
    holder: str
    #: Ids of this claim and of those that restate it, in order.
    members: tuple[str, ...]
    #: The outlets that printed it, in order.
    outlets: tuple[str, ...]
    #: What it came from as far as its own text says ("flood"), whatever event it was put in.
    cause: str = ""
    #: Its claimant's other prints say something else: it does not count as history.
    disputed: bool = False

    @property
    def length(self) -> int:
        """Days from start to end, both counted; 0 where the start is not known."""
        return 0 if self.start is None else self.end - self.start + 1

    @property
    def is_floor(self) -> bool:
        """Whether the number is only a lower bound ("more than")."""
        return self.claim.bound == "at_least"

    @property
    def is_ceiling(self) -> bool:
        """Whether the number is only an upper bound ("up to")."""
        return self.claim.bound == "at_most"

    @property
    def is_level(self) -> bool:
        """Whether the number is a point: exact, or "about" one."""
        return self.claim.bound in ("exact", "about")


def position_of(claim: Claim) -> Position:
    """Place `claim`; nothing restates it yet."""
    scope = claim.scope
    printed = claim.published.toordinal()
    return Position(
        claim=claim,
        interval=practical_interval(claim.lo, claim.hi, claim.value, claim.bound),
        start=scope.frm.toordinal() if scope.frm else None,
        end=scope.to.toordinal() if scope.to else printed,
        dated=scope.to is not None,
        printed=printed,
        holder=name_key(claim.body or claim.claimant or claim.outlet),
        members=(claim.id,),
        outlets=(claim.outlet,) if claim.outlet else (),
    )


def latest(positions: Iterable[Position]) -> Position | None:
    """The position with the latest as-of date, printed last; None if there is none."""
    best = None
    for position in positions:
        if best is None or (position.end, position.printed) >= (best.end, best.printed):
            best = position
    return best


def group_of(claim: Claim) -> tuple[str, str, str, bool]:
    """What must be equal for two claims to have anything to do with each other."""
    return (claim.place, claim.cls.split(":", 1)[0], base_unit(claim.unit), claim.planned)


def base_unit(unit: str) -> str:
    """Give the unit without its "per day": a rate and a total of barrels share "barrels"."""
    for mark in _PER_MARKS:
        base, found, per = unit.rpartition(mark)
        if found and per in _PER_WORDS:
            return base
    return unit
