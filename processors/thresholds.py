"""The numbers that decide when a difference counts, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Shares are of the earlier number; days count calendar days."""

    #: Two numbers for the same thing by different claimants differ.
    gap: float = 0.03
    #: The same where one claimant is printed with two numbers: only a slip of the pen is allowed.
    print_gap: float = 0.005
    #: A fall of a total by less is a notice only.
    small_fall: float = 0.01
    #: While an event is young, growth is expected and says nothing.
    breaking_days: int = 3
    #: An older event's total may still grow so much a day without being contested.
    growth_a_day: float = 1.5
    #: ... up to this multiple of another claimant's total of the same week, or what that total
    #: grew by in the week before.
    most_growth: float = 2.0
    #: A number outside a range given for the same length of time.
    outside_range: float = 0.10
    #: A part larger than its whole, or a rate times its span above the total.
    implied: float = 0.10
    #: The largest of comparable periods, by how much.
    record: float = 1.25
    #: A period's number is news for so long after the period ended.
    record_days: int = 62
    #: A level (stock, share) has moved when it falls to this share, or rises by its inverse.
    level: float = 0.67
    #: The same pair of claimants is not reported again within so many days ...
    pair_days: int = 45
    #: ... unless their ratio moved by this much (natural logarithm).
    pair_move: float = 0.2
    #: A restated total counts as such if it is not older than so many days.
    restated_days: int = 45
    #: A level restated after so many days is a new claim.
    restated_level_days: int = 120
    #: Increments needed before a rise can be called unusual.
    least_increments: int = 6
    #: Increments that make the usual level.
    increments: int = 28
    #: A rise is unusual if it lies so many robust spreads above the largest recent one ...
    jump_spreads: float = 6.5
    #: ... and a warning from so many.
    grave_jump_spreads: float = 13.0
    #: A rise of fewer is no news.
    least_jump: float = 6


DEFAULT = Thresholds()
