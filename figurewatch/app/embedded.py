"""
The embedded monitor: ingest, read, compare, alert, pages and metrics in one process.

Everything is kept in one SQLite file. Articles that were fetched wait in the spool; each is
taken from it in the same transaction that keeps what came of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Sequence
from functools import partial

from aiohttp import web
from prometheus_client import CollectorRegistry

from figurewatch import __version__
from figurewatch.app.clock import now
from figurewatch.app.feeds import feed_sources, feed_statuses, fetch_limits
from figurewatch.app.monitor import Monitor
from figurewatch.app.sample import add_sample_routes, sample_feeds
from figurewatch.app.settings import Settings
from figurewatch.app.subscribers import notifiers_of, wanted_by
from figurewatch.errors import ConfigError, StoreError
from ingest.poller import Poller
from ingest.store import Store as IngestStore
from ingest.store import mark_done
from processors.language import load, version
from sinks.delivery import deliver_due
from sinks.http import FeedStatus, LiveEvents, Site, create_http_app
from sinks.metrics import Metrics
from sinks.store import Store

log = logging.getLogger(__name__)

#: How long an idle loop waits before it looks again.
_IDLE_SECONDS = 0.5
#: How long a loop waits after the store could not be written (a full disk, a lock).
_RETRY_SECONDS = 5.0


class EmbeddedMonitor:
    """Everything that one process runs, built from `settings`; nothing starts before `run`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics(CollectorRegistry())
        self.store = Store(settings.store_path)
        self.ingest_store = IngestStore(settings.store_path)
        self.events = LiveEvents()
        nlp = load(settings.pipeline)
        self.metrics.build.labels(__version__, version(nlp)).set(1)
        self.monitor = Monitor(
            self.store, nlp, self.metrics, subscribers=lambda alert: wanted_by(settings, alert)
        )
        self._problems: set[str] = {"starting"}

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set; what is in work then is finished first."""
        runner, base = await self._serve()
        feeds = self.settings.feeds
        allowed: tuple[str, ...] = ()
        if self.settings.sample:
            feeds = (*sample_feeds(base), *feeds)
            allowed = (base.removeprefix("http://"),)
        poller = Poller(
            feed_sources(feeds),
            self.ingest_store,
            limits=fetch_limits(self.settings.fetch, also_private=allowed),
            now=now,
        )
        log.info("watching", extra={"feeds": len(feeds), "pages": base})
        self._problems.discard("starting")
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(poller.run(stop))
                tasks.create_task(self._read(stop))
                tasks.create_task(self._deliver(stop))
        finally:
            await runner.cleanup()

    async def _serve(self) -> tuple[web.AppRunner, str]:
        site = Site(
            store=self.store,
            metrics=self.metrics,
            events=self.events,
            feeds=self._feeds,
            problems=lambda: sorted(self._problems),
            version=__version__,
        )
        app = create_http_app(site)
        if self.settings.sample:
            add_sample_routes(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        await runner.setup()
        host, port = self.settings.http.host, self.settings.http.port
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            await runner.cleanup()
            raise ConfigError(
                f"can't be bound: {error.strerror}", place=f"{host}:{port}"
            ) from error
        bound = runner.addresses[0]
        return runner, f"http://{bound[0]}:{bound[1]}"

    async def _read(self, stop: asyncio.Event) -> None:
        """Take articles from the spool, oldest first, until told to stop."""
        while not stop.is_set():
            try:
                pending = await asyncio.to_thread(self.ingest_store.pending, limit=50)
                self.metrics.spool.set(len(pending))
                for row, article in pending:
                    if stop.is_set():
                        return
                    alerts = await asyncio.to_thread(
                        self.monitor.process,
                        article,
                        now=now(),
                        also=partial(mark_done, rows=[row]),
                    )
                    for alert in alerts:
                        self.events.publish(alert)
            except StoreError as error:
                await self._wait_out("store", error, stop)
            else:
                self._problems.discard("store")
                if not pending:
                    await _sleep(_IDLE_SECONDS, stop)

    async def _deliver(self, stop: asyncio.Event) -> None:
        """Hand alerts over as they come, until told to stop."""
        notifiers = notifiers_of(self.settings)
        while not stop.is_set():
            try:
                self._show_feeds(self._feeds())
                sent = await deliver_due(self.store, notifiers, self.metrics, now=now)
            except StoreError as error:
                await self._wait_out("outbox", error, stop)
            else:
                self._problems.discard("outbox")
                if not sent:
                    await _sleep(_IDLE_SECONDS, stop)

    async def _wait_out(self, what: str, error: StoreError, stop: asyncio.Event) -> None:
        """Say once that the store can't be used, and try again later: nothing is lost."""
        if what not in self._problems:
            log.error("the store can't be used; trying again", extra={"error": str(error)})
        self._problems.add(what)
        await _sleep(_RETRY_SECONDS, stop)

    def _feeds(self) -> list[FeedStatus]:
        return feed_statuses(self.ingest_store, now=now())

    def _show_feeds(self, feeds: Sequence[FeedStatus]) -> None:
        self.metrics.feeds_failing.set(sum(feed.state == "failing" for feed in feeds))
        for feed in feeds:
            seconds = feed.last_success.timestamp() if feed.last_success else 0
            self.metrics.feed_last_success.labels(feed.outlet).set(seconds)


def run(settings: Settings) -> None:
    """Run the embedded monitor until SIGTERM or SIGINT."""
    monitor = EmbeddedMonitor(settings)

    async def until_told() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
        await monitor.run(stop)
        log.info("stopped")

    try:
        asyncio.run(until_told())
    except* ConfigError as group:
        raise group.exceptions[0] from None


async def _sleep(seconds: float, stop: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), timeout=seconds)
