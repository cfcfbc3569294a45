"""Removes once a day what is older than the configuration keeps."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Gauge

from figurewatch.app.clock import now
from figurewatch.app.front import sleep
from figurewatch.app.settings import RetentionSettings
from figurewatch.errors import StoreError
from ingest.store import Store as IngestStore
from sinks.store import Store

log = logging.getLogger(__name__)

_EVERY = timedelta(days=1)
_AGAIN = timedelta(hours=1)


class Upkeep:
    """
    Applies `retention` to the stores of one process; either may be absent.

    `removed` is called, after what was printed before a moment has been removed, with it.
    """

    def __init__(
        self,
        retention: RetentionSettings,
        registry: CollectorRegistry,
        *,
        store: Store | None = None,
        spool: IngestStore | None = None,
        removed: Callable[[datetime], None] = lambda _: None,
    ) -> None:
        self._retention = retention
        self._store = store
        self._spool = spool
        self._removed = removed
        self._last = Gauge(
            "figurewatch_upkeep_last_success_timestamp_seconds",
            "When what is too old was last removed, in seconds since 1970.",
            registry=registry,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Remove what is too old, now and every day, until `stop` is set."""
        while not stop.is_set():
            wait = _EVERY
            try:
                counts = await asyncio.to_thread(
                    remove_old, self._retention, self._store, self._spool, now=now()
                )
            except StoreError as error:
                log.warning("upkeep failed; trying again in an hour", extra={"error": str(error)})
                wait = _AGAIN
            else:
                self._last.set(now().timestamp())
                if any(counts.values()):
                    log.info("removed what is too old", extra=counts)
                if (before := kept_since(self._retention, now=now())) is not None:
                    self._removed(before)
            await sleep(wait.total_seconds(), stop)


def kept_since(retention: RetentionSettings, *, now: datetime) -> datetime | None:
    """Give the midnight from which on what was printed is kept, None for ever."""
    if retention.days is None:
        return None
    return (now - timedelta(days=retention.days)).replace(hour=0, minute=0, second=0, microsecond=0)


def remove_old(
    retention: RetentionSettings,
    store: Store | None,
    spool: IngestStore | None,
    *,
    now: datetime,
) -> dict[str, int]:
    """Remove what `retention` no longer keeps; gives how many rows of each kind."""
    counts: dict[str, int] = {}
    before = kept_since(retention, now=now)
    if store is not None and before is not None:
        counts.update(store.prune(before=f"{before:%Y-%m-%d}"))
    if spool is not None:
        unlisted = now - timedelta(days=retention.unlisted_days)
        counts["unlisted"] = spool.prune(before=unlisted)
    return counts
