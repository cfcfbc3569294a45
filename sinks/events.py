"""Passes alerts on to connected readers as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from figurewatch.records import Alert
from figurewatch.records.codec import encode

#: A reader that is this many events behind is dropped; its browser connects again.
_EVENTS_BEHIND = 100


class LiveEvents:
    """Passes events on to every connected reader."""

    def __init__(self) -> None:
        self._readers: set[asyncio.Queue[bytes]] = set()

    @property
    def readers(self) -> int:
        """How many are connected."""
        return len(self._readers)

    def publish(self, alert: Alert) -> None:
        """Tell every reader of a new or changed alert."""
        data = b"event: alert\nid: " + alert.id.encode() + b"\ndata: " + encode(alert) + b"\n\n"
        for queue in list(self._readers):
            try:
                queue.put_nowait(data)
            except asyncio.QueueFull:
                self._readers.discard(queue)

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[asyncio.Queue[bytes]]:
        """Give a queue of events until the reader leaves."""
        queue: asyncio.Queue[bytes] = asyncio.Queue(_EVENTS_BEHIND)
        self._readers.add(queue)
        try:
            yield queue
        finally:
            self._readers.discard(queue)

    def close(self) -> None:
        """Let every reader go; an empty event wakes those that wait."""
        for queue in list(self._readers):
            self._readers.discard(queue)
            with suppress(asyncio.QueueFull):
                queue.put_nowait(b"")

    def is_listening(self, queue: asyncio.Queue[bytes]) -> bool:
        """Whether the reader of `queue` still gets events."""
        return queue in self._readers
