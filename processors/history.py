"""The state of one family: its claims in order, gathered into positions, and what came of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from figurewatch.records import Departure
from processors.claims import Claim
from processors.positions import Position, group_of

GroupKey = tuple[str, str, str, bool]
#: What two claimants differ about, and the two.
PairKey = tuple[str, str, frozenset[str]]
Order = tuple[object, int, str]

#: Claims that a history keeps; the oldest by publication go first.
LIMIT = 500
#: Every so many claims the state is kept, so that a late claim replays only what follows.
CHECKPOINT_EVERY = 8
#: Checkpoints that are kept; a claim later than all of them replays everything.
CHECKPOINTS = 16


class Observation(NamedTuple):
    """A total as a claimant counted it, and the day it runs to."""

    day: int
    value: float


class ReportedPair(NamedTuple):
    """When two claimants were last reported to differ, and the logarithm of their ratio."""

    day: int
    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of one claim, and why, in a short word and in words with numbers."""

    claim: str
    reason: str
    detail: str = ""
    departure: Departure | None = None
    #: The first claim of the position that it restates.
    restates: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is known about one class of things in one place: positions in order of printing."""

    positions: tuple[Position, ...] = ()
    #: The totals of one claimant in order of their days, for the usual level.
    tracks: Mapping[tuple[str, str], tuple[Observation, ...]] = field(default_factory=dict)
    #: Pairs of claimants that were reported to differ.
    pairs: Mapping[PairKey, ReportedPair] = field(default_factory=dict)
    #: The day on which its first claim was printed.
    first: int = 0

    def replaced(self, old: Position, new: Position) -> Group:
        """The group with `old` replaced by `new`."""
        at = next(i for i, position in enumerate(self.positions) if position is old)
        positions = (*self.positions[:at], new, *self.positions[at + 1 :])
        return replace(self, positions=positions)

    def without(self, claim_id: str) -> Group:
        """The group after the claim was forgotten; its restatements stand for it."""
        for at, position in enumerate(self.positions):
            if claim_id in position.members:
                left = tuple(member for member in position.members if member != claim_id)
                kept = (replace(position, members=left),) if left else ()
                positions = (*self.positions[:at], *kept, *self.positions[at + 1 :])
                return replace(self, positions=positions)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The claims of a family in order, and the groups that they make."""

    claims: tuple[Claim, ...] = ()
    groups: Mapping[GroupKey, Group] = field(default_factory=dict)

    def group(self, claim: Claim) -> Group | None:
        """The group that `claim` belongs to, if there is one."""
        return self.groups.get(group_of(claim))

    def adding(self, claim: Claim, group: Group | None, *, limit: int) -> State:
        """The state with `claim` at its end and its group as given; the oldest claims go."""
        groups = dict(self.groups)
        if group is not None:
            groups[group_of(claim)] = group
        claims = (*self.claims, claim)
        while len(claims) > limit:
            key = group_of(claims[0])
            if key in groups:
                groups[key] = groups[key].without(claims[0].id)
            claims = claims[1:]
        return State(claims=claims, groups=groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """
    What is known of one family: a bounded map of claims by id, and what came of each.

    It is a value: `departures.assess` gives a new one. What is alerted depends on the set of
    claims alone, not on the order in which they came, as long as none was forgotten.
    """

    state: State = field(default_factory=State)
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    checkpoints: tuple[State, ...] = ()
    #: Claims taken in since the history began, forgotten ones included.
    steps: int = 0
    limit: int = LIMIT

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims in the order in which they were printed."""
        return self.state.claims

    @property
    def departures(self) -> tuple[Departure, ...]:
        """The departures among the claims, in order."""
        found = (self.verdicts[claim.id].departure for claim in self.claims)
        return tuple(departure for departure in found if departure is not None)

    def printed_by(self, claim_id: str) -> tuple[str, ...]:
        """The outlets that printed the claim or restated it, in order."""
        for group in self.state.groups.values():
            for position in group.positions:
                if claim_id in position.members:
                    return position.outlets
        return ()

    def checkpoint_before(self, order: Order) -> State:
        """The latest kept state whose claims all come before `order`."""
        for state in reversed(self.checkpoints):
            if state.claims and state.claims[-1].order < order:
                return state
        return State()
