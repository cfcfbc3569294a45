"""Which feed is polled next: those that are due, one at a time per politeness key; pure."""

from __future__ import annotations

import heapq
from collections.abc import Callable


class Agenda:
    """
    Feeds by the time they are due, in seconds of one clock.

    `free_at(key)` says when a request with that politeness key may start. Feeds that share a key
    queue up behind each other without keeping others waiting.
    """

    def __init__(self, free_at: Callable[[str], float]) -> None:
        self._free_at = free_at
        self._waiting: dict[str, list[tuple[float, str]]] = {}
        #: (when the first feed of a key may start, key); out of date entries are skipped.
        self._keys: list[tuple[float, str]] = []

    def __len__(self) -> int:
        return sum(len(feeds) for feeds in self._waiting.values())

    def add(self, url: str, key: str, due: float) -> None:
        """Poll `url` at `due`, or as soon after it as its key allows."""
        heapq.heappush(self._waiting.setdefault(key, []), (due, url))
        self._push(key)

    def freed(self, key: str) -> None:
        """Look at `key` again: its last request is over."""
        if self._waiting.get(key):
            self._push(key)

    def take(self, now: float) -> str | None:
        """Take the next feed that may be polled at `now`, None if there is none yet."""
        while self._keys and self._keys[0][0] <= now:
            _, key = heapq.heappop(self._keys)
            feeds = self._waiting.get(key)
            if not feeds:
                continue
            if self._start_of(key) > now:
                self._push(key)
                continue
            _, url = heapq.heappop(feeds)
            if not feeds:
                del self._waiting[key]
            return url
        return None

    def next_time(self) -> float:
        """Give when `take` may have something, infinity if nothing waits."""
        return self._keys[0][0] if self._keys else float("inf")

    def _push(self, key: str) -> None:
        start = self._start_of(key)
        if start != float("inf"):  # while a request is in flight, `freed` will bring it back
            heapq.heappush(self._keys, (start, key))

    def _start_of(self, key: str) -> float:
        return max(self._waiting[key][0][0], self._free_at(key))
