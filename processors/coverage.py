"""Finds which of many stretches of a text lie over a place, without asking them all."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate


class Coverage:
    """Numbered stretches of a text; a number may have several."""

    def __init__(self, stretches: Iterable[tuple[int, int, int]]) -> None:
        """Take the start, the end (exclusive) and the number of each stretch."""
        self._sorted = sorted(stretches)
        self._starts = [start for start, _, _ in self._sorted]
        #: How far the stretches up to each one reach: none before it may, from there on back.
        self._reach = list(accumulate((end for _, end, _ in self._sorted), max))

    def over(self, start: int, end: int) -> list[int]:
        """Give the numbers of the stretches that share a character with `start`:`end`, sorted."""
        found: set[int] = set()
        for at in range(bisect_left(self._starts, end) - 1, -1, -1):
            if self._reach[at] <= start:
                break
            if self._sorted[at][1] > start:
                found.add(self._sorted[at][2])
        return sorted(found)
