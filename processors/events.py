"""
Events: one text names what people died of, the next one does not.

In a place where one thing happened, a toll without a cause is the toll of that thing. Where
two did, a number without a cause belongs to neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from processors.lexicons import load_lexicon
from processors.positions import Position

CAUSES: frozenset[str] = frozenset(load_lexicon("causes")["causes"])
#: What was printed longer ago tells of another event, in days.
EVENT_DAYS = 60


def in_event(new: Position, known: Iterable[Position]) -> Position:
    """Give `new` in the class of the one event that the `known` positions of its place are of."""
    base, cause = _split(new.claim.cls)
    new = replace(new, cause=cause)
    if len(new.claim.cls.split(":")) < 2:
        return new
    alike = [
        old
        for old in known
        if new.printed - old.printed <= EVENT_DAYS and _split(old.claim.cls)[0] == base
    ]
    causes = {old.cause for old in alike} - {""} | ({cause} if cause else set())
    if not alike or len(causes) > 1:
        return new
    return replace(new, claim=replace(new.claim, cls=alike[-1].claim.cls))


@lru_cache(maxsize=16384)
def _split(cls: str) -> tuple[str, str]:
    """A class path without its cause, and the cause."""
    steps = cls.split(":")
    cause = next((step for step in steps[1:] if step in CAUSES), "")
    return ":".join(step for step in steps if step != cause), cause
