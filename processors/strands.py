"""The strands of a series: what each claimant said, reprints gathered under the first print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from figurewatch.records import Figure
from processors.families import family_of
from processors.positions import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One claim: the figure that was printed first of those kept, and what restates it."""

    figure: Figure
    #: Ids of the figures that state it, the first one included.
    figures: tuple[str, ...]
    printed_by: tuple[str, ...]
    #: Its claimant's other prints say something else.
    disputed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """What one claimant said, oldest first; the outlet where the text names nobody."""

    claimant: str
    said: tuple[Said, ...]


def strands_of(series: str, family: Iterable[Figure]) -> list[Strand]:
    """
    Give the strands of `series`, those that say most first, among the figures of its `family`.

    Figures that can't be compared with any other belong to no strand.
    """
    whole = family_of(family)
    by_holder: dict[str, list[Position]] = {}
    for group in whole.history.state.groups.values():
        for position in group.positions:
            if whole.figures[position.members[0]].series == series:
                by_holder.setdefault(position.holder, []).append(position)
    strands = [
        Strand(
            claimant=positions[0].claim.claimant or positions[0].claim.outlet,
            said=tuple(
                Said(
                    figure=whole.figures[position.members[0]],
                    figures=position.members,
                    printed_by=position.outlets,
                    disputed=position.disputed,
                )
                for position in positions
            ),
        )
        for positions in by_holder.values()
    ]
    return sorted(strands, key=lambda strand: (-len(strand.said), strand.claimant))
