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
_TIMES = frozenset({"second", "minute", "hour", "day", "week", "month", "quarter", "year"})


@lru_cache(maxsize=4096)
def kind_of_unit(unit: str) -> UnitKind:
    """Give what a quantity in `unit` does: count, or measure a share, money or something else."""
    if not unit:
        return "count"
    base = unit.split(_PER, 1)[0]
    if base in _SHARES:
        return "share"
    return "money" if base in _CURRENCIES else "measure"


@lru_cache(maxsize=4096)
def family_of_unit(unit: str) -> str:
    """
    Give the family of `unit`: "share", "money:US dollar", "barrel"; "" for what is counted.

    A time that a unit is per falls away, so that a rate meets the total it adds up to; what
    else it is per ("US dollar per barrel") stays.
    """
    kind = kind_of_unit(unit)
    if kind == "count":
        return ""
    if kind == "share":
        return "share"
    base, _, per = unit.partition(_PER)
    family = base if per in _TIMES or not per else unit
    return f"money:{family}" if kind == "money" else family
