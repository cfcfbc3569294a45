"""What kind of quantity a unit makes, and the family of units that figures are compared in."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from processors.lexicons import load_lexicon

UnitKind = Literal["count", "share", "money", "measure"]

_CURRENCIES = frozenset(load_lexicon("currencies"))
#: Shares of something, and the points by which they change.
_SHARES = frozenset({"percentage", "percentage point", "basis point", "fraction"})
_PER = " per "


@lru_cache(maxsize=4096)
def kind_of_unit(unit: str) -> UnitKind:
    """Give what a quantity in `unit` does: count, or measure a share, money or something else."""
    if not unit:
        return "count"
    base = unit.split(_PER, 1)[0]
    if base in _SHARES:
        return "share"
    return "money" if base in _CURRENCIES else "measure"
