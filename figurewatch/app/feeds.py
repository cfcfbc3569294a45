"""Feeds between the configuration, `ingest` and the pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from figurewatch.app.settings import FeedSettings, FetchSettings
from figurewatch.records import FeedStatus
from ingest.sources import FeedSource, FetchLimits
from ingest.store import Store as IngestStore


def feed_sources(feeds: Iterable[FeedSettings]) -> list[FeedSource]:
    """Turn the configured feeds into what the poller watches."""
    return [
        FeedSource(
            url=feed.url,
            outlet=feed.outlet,
            full_text=feed.full_text,
            interval=timedelta(minutes=feed.every_minutes) if feed.every_minutes else None,
        )
        for feed in feeds
    ]


def fetch_limits(fetch: FetchSettings, *, also_private: tuple[str, ...] = ()) -> FetchLimits:
    """Turn the configured limits into the poller's; `also_private` may be fetched as well."""
    return FetchLimits(
        user_agent=fetch.user_agent,
        timeout=timedelta(seconds=fetch.timeout_seconds),
        max_bytes=int(fetch.max_megabytes * 1_000_000),
        concurrency=fetch.concurrency,
        spacing=timedelta(seconds=fetch.host_spacing_seconds),
        allow_private=(*fetch.allow_private, *also_private),
    )


def feed_statuses(store: IngestStore, *, now: datetime) -> list[FeedStatus]:
    """How each watched feed is doing, as the pages show it."""
    return [
        FeedStatus(
            outlet=feed.outlet,
            url=feed.url,
            state=feed.health,
            error=feed.error or None,
            last_success=feed.last_success,
            next_attempt=feed.next_at,
        )
        for feed in store.feed_health(now)
    ]
