"""One comparison: a new position against what is known, and what detectors find in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from figurewatch.records import DepartureKind, Severity
from processors.comparability import are_related, are_same_side, have_same_scope
from processors.history import Group
from processors.positions import Position, latest
from processors.thresholds import Thresholds

SEVERITIES: tuple[Severity, ...] = ("notice", "warning", "critical")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One way in which a claim departs, from which positions, and the rule in words."""

    kinds: tuple[DepartureKind, ...]
    severity: Severity
    against: tuple[Position, ...]
    rule: str
    #: Another print of the same claim says otherwise: no history until somebody repeats it.
    disputed: bool = False


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A new position and the positions that it may be compared with."""

    new: Position
    group: Group
    #: Same class and scope, in the order of printing, disputed ones included.
    same: Sequence[Position]
    #: A wider or narrower class and the same scope.
    related: Sequence[Position]
    thresholds: Thresholds

    @cached_property
    def base(self) -> list[Position]:
        """
        The positions of the same series that count as history.

        Those of the same article do not: "88 votes to 61" are two things, not two claims. Where
        another article gives two numbers for one day by one claimant, only the larger total
        counts, and no level: "58 of the 120 seats".
        """
        article = self.new.claim.article
        given: dict[object, list[Position]] = {}
        for old in self.same:
            if old.claim.article:
                given.setdefault(_place_in_article(old), []).append(old)
        if not given:
            return [old for old in self.same if not old.disputed]
        return [
            old
            for old in self.same
            if not old.disputed
            and not (article and old.claim.article == article)
            and not _is_outshone(old, given.get(_place_in_article(old), ()))
        ]

    @property
    def own(self) -> Position | None:
        """The same side's latest position whose day is not after the new one's."""
        return self._sides[0]

    @property
    def rivals(self) -> list[Position]:
        """Positions of other sides whose day is not after the new one's."""
        return self._sides[1]

    @cached_property
    def _sides(self) -> tuple[Position | None, list[Position]]:
        new = self.new
        own: list[Position] = []
        rivals: list[Position] = []
        for old in self.base:
            if old.end <= new.end:
                (own if are_same_side(new, old) else rivals).append(old)
        return latest(own), rivals

    @property
    def age(self) -> int:
        """Days since the event began, as far as is known."""
        new = self.new
        seen = new.printed - self.group.first
        return max(seen, new.length - 1) if new.claim.scope.kind == "cumulative" else seen

    @property
    def is_breaking(self) -> bool:
        """Whether the event is so young that its numbers are expected to grow."""
        return self.age <= self.thresholds.breaking_days


def compare(new: Position, group: Group, thresholds: Thresholds) -> Comparison:
    """Look up what `new` may be compared with."""
    cls, kind = new.claim.cls, new.claim.scope.kind
    same, related = [], []
    for position in group.positions:
        if position.claim.scope.kind != kind:
            continue
        if position.claim.cls == cls:
            if have_same_scope(new, position):
                same.append(position)
        elif are_related(cls, position.claim.cls) and have_same_scope(new, position):
            related.append(position)
    return Comparison(new=new, group=group, same=same, related=related, thresholds=thresholds)


def _place_in_article(position: Position) -> tuple[object, ...]:
    return position.claim.article, position.holder, position.start, position.end


def _is_outshone(old: Position, given: Sequence[Position]) -> bool:
    """Whether its own article gives another number of the same series that stands for it."""
    if len(given) < 2:
        return False
    if old.claim.scope.kind != "cumulative":
        return True
    return any(other.interval.point > old.interval.point for other in given)


def graver(one: Severity, other: Severity) -> Severity:
    """The graver of two severities."""
    return max(one, other, key=SEVERITIES.index)
