"""Numbers, days and shares in the words of an explanation."""

from __future__ import annotations

from datetime import date

from figurewatch.records import Number


def number(value: Number) -> str:
    """Write a number as news do: 21,600 and 4.5."""
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def percent(share: float) -> str:
    """Write a share in percent, with as many digits as say something."""
    hundredths = abs(share) * 100
    if hundredths >= 10:
        return f"{hundredths:,.0f} %"
    return f"{hundredths:.1f} %" if hundredths >= 0.1 else f"{hundredths:.2g} %"


def times(ratio: float) -> str:
    """Write a ratio: "2.4 times"."""
    return f"{ratio:.0f} times" if ratio >= 10 else f"{ratio:.1f} times"


def day(ordinal: int) -> str:
    """Write a day number as a date."""
    return date.fromordinal(ordinal).isoformat()
