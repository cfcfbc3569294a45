"""A series: figures that may be compared."""

from __future__ import annotations

from dataclasses import dataclass

from figurewatch.records.figure import Per, ScopeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """
    The parts of a series key.

    `family` is what must meet on one partition: class root, place or organisation, and the
    family of the unit. `key` adds what must be equal for figures to be compared directly.
    """

    key: str
    family: str
    #: In words: "Soldiers leaving their units, Armed Forces of Ukraine, per month".
    title: str
    class_: str
    place: str | None
    organisation: str | None
    unit: str
    kind: ScopeKind
    per: Per | None = None
    qualifiers: tuple[str, ...] = ()
