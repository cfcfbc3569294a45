"""An alert: a message about a departure, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from figurewatch.records.departure import DepartureKind, LeftOut, Severity
from figurewatch.records.figure import Figure

AlertState = Literal["new", "updated", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """
    One alert per thing: a reprint by another outlet updates it and keeps its id.

    `id` comes from series, claim and kind, never from the outlet that printed it first.
    """

    id: str
    kind: DepartureKind
    severity: Severity
    series: str
    explanation: str
    figure: Figure
    earlier: tuple[Figure, ...]
    left_out: tuple[LeftOut, ...]
    printed_by: tuple[str, ...]
    #: When the departing figure was printed, or first seen.
    raised: datetime
    kinds: tuple[DepartureKind, ...] = ()
    state: AlertState = "new"
