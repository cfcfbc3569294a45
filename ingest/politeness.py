"""One request at a time per politeness key, spaced, and none before the server said."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_SHORTEST_HOLD = timedelta(minutes=1)
_LONGEST_HOLD = timedelta(hours=24)
_MOST_KEYS = 20_000


class Turns:
    """
    Whose turn it is, by key; `clock` gives seconds that only go forward.

    A key is free when nothing with it is in flight, the pause after the last request is over,
    and no hold is in force.
    """

    def __init__(self, spacing: timedelta, clock: Callable[[], float]) -> None:
        self._spacing = spacing.total_seconds()
        self._clock = clock
        self._busy: set[str] = set()
        self._free_at: dict[str, float] = {}
        self._changed = asyncio.Event()

    def free_at(self, key: str) -> float:
        """Give when the next request with `key` may start; infinity while one is in flight."""
        return math.inf if key in self._busy else self._free_at.get(key, 0.0)

    def start(self, key: str) -> None:
        """Begin a request with `key`, which must be free."""
        self._busy.add(key)

    def finish(self, key: str) -> None:
        """End the request with `key`; the pause begins."""
        self._busy.discard(key)
        pause_over = self._clock() + self._spacing
        self._free_at[key] = max(pause_over, self._free_at.get(key, 0.0))
        if len(self._free_at) > _MOST_KEYS:
            self._forget_past()
        self._wake()

    def hold(self, key: str, seconds: float) -> None:
        """Start nothing with `key` for that long."""
        self._free_at[key] = max(self._clock() + seconds, self._free_at.get(key, 0.0))

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Wait for the turn of `key` and keep it until the block ends."""
        while (free := self.free_at(key)) > (now := self._clock()):
            changed = self._changed
            wait = None if math.isinf(free) else free - now
            try:
                await asyncio.wait_for(changed.wait(), wait)
            except TimeoutError:
                continue
        self.start(key)
        try:
            yield
        finally:
            self.finish(key)

    def _forget_past(self) -> None:
        """Drop hosts that were met once, in links."""
        now = self._clock()
        self._free_at = {key: free for key, free in self._free_at.items() if free > now}

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def retry_after(value: str | None, *, now: datetime) -> timedelta | None:
    """
    Read a Retry-After header: seconds or a date; between a minute and a day, None if unreadable.

    A negative number, a date that is past and 10^9 seconds all come from real servers.
    """
    if value is None:
        return None
    text = value.strip()
    try:
        wait = timedelta(seconds=min(int(text), int(_LONGEST_HOLD.total_seconds())))
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        wait = moment - now
    return min(max(wait, _SHORTEST_HOLD), _LONGEST_HOLD)
