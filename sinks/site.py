"""What the handlers of the HTTP interface are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from figurewatch.records import DeadLetter, FeedStatus
from sinks.access import Access
from sinks.events import LiveEvents
from sinks.metrics import Metrics
from sinks.store import Store


@dataclass(frozen=True, kw_only=True)
class Site:
    """What the handlers need; `feeds`, `problems` and `retry` ask the running monitor."""

    store: Store
    metrics: Metrics
    events: LiveEvents
    feeds: Callable[[], Sequence[FeedStatus]]
    #: What keeps the monitor from being ready, one word each; empty when it is.
    problems: Callable[[], Sequence[str]]
    version: str
    now: Callable[[], datetime]
    #: Who may change things; None: nobody.
    access: Access | None = None
    #: Takes in again what was set aside, and says whether it could be used this time or is on its
    #: way; raises TransportError, DecodeError or InputError where it can't be.
    retry: Callable[[DeadLetter], Awaitable[bool]] | None = None
