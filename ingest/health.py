"""How a feed is, in words that a page and a metric can show; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from ingest.outcomes import Outcome
from ingest.schedule import FeedState

Health = Literal["waiting", "ok", "quiet", "failing", "gone"]

_QUIET_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """One feed as a list of feeds shows it."""

    url: str
    outlet: str
    name: str
    #: waiting: not tried yet; quiet: answers, but brings nothing new; gone: 410.
    health: Health
    #: What came of the last attempt; "" before the first.
    outcome: str
    error: str
    failures: float
    last_attempt: datetime | None
    last_success: datetime | None
    last_new: datetime | None
    next_at: datetime
    entries_per_day: float
    #: Where it is fetched from, if the outlet moved it.
    fetched_from: str


def health_of(state: FeedState, *, outlet: str, name: str, now: datetime) -> FeedHealth:
    """Say how a feed is at `now`."""
    return FeedHealth(
        url=state.url,
        outlet=outlet,
        name=name or state.title or outlet,
        health=_word(state, now),
        outcome=state.outcome.value if state.outcome else "",
        error=state.error,
        failures=state.failures,
        last_attempt=state.last_attempt,
        last_success=state.last_success,
        last_new=state.last_new,
        next_at=state.next_at,
        entries_per_day=round(24 * state.rate, 1),
        fetched_from=state.fetch_url,
    )


def _word(state: FeedState, now: datetime) -> Health:
    if state.outcome is None:
        return "waiting"
    if state.outcome is Outcome.GONE:
        return "gone"
    if not state.outcome.succeeded:
        return "failing"
    if state.last_new is not None and now - state.last_new > _QUIET_AFTER:
        return "quiet"
    return "ok"
