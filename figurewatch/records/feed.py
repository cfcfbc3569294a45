"""How a feed is doing, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStatus:
    """How a feed is doing, as pages show it."""

    outlet: str
    url: str
    #: "ok", "quiet", "waiting", "failing" or "gone".
    state: str
    error: str | None
    last_success: datetime | None
    next_attempt: datetime | None
