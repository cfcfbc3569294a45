"""A departure: a figure unlike earlier ones that it may be compared with, and the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DepartureKind = Literal[
    "jump",
    "reversal",
    "contradiction",
    "revision",
    "implied_arithmetic",
    "out_of_range",
    "record",
]
Severity = Literal["notice", "warning", "critical"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An earlier figure that was not compared, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """
    How the figure `id` departs from the earlier figures `against`.

    `key` names the departing thing whatever outlet prints it: series, claim and kind.
    """

    id: str
    key: str
    kinds: tuple[DepartureKind, ...]
    severity: Severity
    #: One paragraph with the numbers, neutral.
    explanation: str
    against: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()
