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
    """Write a day number as a date: "3 July 2026"."""
    return _in_words(date.fromordinal(ordinal))


def days(start: int, end: int) -> str:
    """Write the days from `start` to `end`: "October 2026", "1–9 July 2026", "2025"."""
    first, last = date.fromordinal(start), date.fromordinal(end)
    following = date.fromordinal(end + 1)
    if first.day == 1 and following.day == 1:
        if (first.month, following.month) == (1, 1) and first.year == last.year:
            return f"{first.year}"
        if (first.year, first.month) == (last.year, last.month):
            return f"{_MONTHS[first.month - 1]} {first.year}"
    if first == last:
        return _in_words(last)
    if first.year != last.year:
        return f"{_in_words(first)} to {_in_words(last)}"
    if first.month == last.month:
        return f"{first.day}–{_in_words(last)}"
    return f"{first.day} {_MONTHS[first.month - 1]} to {_in_words(last)}"


def _in_words(when: date) -> str:
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


#: Not of the process's locale: an explanation is the same wherever it is made.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
