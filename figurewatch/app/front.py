"""What faces people in both modes: pages over HTTP, and alerts handed over from the outbox."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from aiohttp import web

from figurewatch import __version__
from figurewatch.app.clock import now
from figurewatch.app.sample import add_sample_routes
from figurewatch.app.settings import Settings
from figurewatch.app.subscribers import link_maker, subscribers_of
from figurewatch.errors import ConfigError, StoreError
from figurewatch.records import Alert, DeadLetter, FeedStatus
from sinks.access import Access
from sinks.actions import Actions
from sinks.delivery import Delivering, Subscriber, deliver_due, show_counts, start_at_zero
from sinks.http import LiveEvents, Site, create_http_app
from sinks.links import LinkMaker, Links
from sinks.metrics import Metrics
from sinks.outbox import Outbox
from sinks.store import Store

log = logging.getLogger(__name__)

#: How long an idle loop waits before it looks again.
IDLE_SECONDS = 0.5
#: How long a loop waits after the store could not be written (a full disk, a lock).
RETRY_SECONDS = 5.0


class Front:
    """Pages, live events and deliveries of one store; `problems` is what keeps it unready."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        metrics: Metrics,
        *,
        feeds: Callable[[], Sequence[FeedStatus]],
    ) -> None:
        self.settings = settings
        self.store = store
        self.metrics = metrics
        self.events = LiveEvents()
        self.problems: set[str] = {"starting"}
        token = settings.http.token
        self.access = Access(token.get_secret_value() if token else None, now=now)
        #: There once the pages are bound, since links lead to them.
        self.link_maker: LinkMaker | None = None
        #: Takes in again what was set aside, where this process reads.
        self.retry: Callable[[DeadLetter], Awaitable[bool]] | None = None
        self._feeds = feeds

    async def serve(self) -> tuple[web.AppRunner, str]:
        """Bind and serve; gives the runner to clean up, and the address as http://host:port."""
        site = Site(
            store=self.store,
            metrics=self.metrics,
            events=self.events,
            feeds=self._feeds,
            problems=lambda: sorted(self.problems),
            version=__version__,
            now=now,
            access=self.access,
            retry=self.retry,
        )
        app = create_http_app(site)
        actions = Actions(self.store, access=self.access, links=lambda: self.link_maker, now=now)
        app.add_routes(actions.routes())
        if self.settings.sample:
            add_sample_routes(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        await runner.setup()
        host, port = self.settings.http.host, self.settings.http.port
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            await runner.cleanup()
            place = f"{host}:{port}"
            raise ConfigError(f"can't be bound: {error.strerror}", place=place) from error
        bound = runner.addresses[0]
        base = f"http://{bound[0]}:{bound[1]}"
        self.link_maker = link_maker(self.settings, base=base)
        return runner, base

    async def deliver(self, stop: asyncio.Event) -> None:
        """Hand alerts over as they come, until told to stop; one who is slow holds up nobody."""
        subscribers = subscribers_of(self.settings)
        start_at_zero(self.metrics, subscribers)
        delivering = Delivering(
            outbox=Outbox(self.store), metrics=self.metrics, now=now, links=self._links
        )
        jobs = [self._deliver_to(delivering, item, stop) for item in subscribers.values()]
        await run_together(stop, self._show(delivering, list(subscribers), stop), *jobs)

    async def _deliver_to(
        self, delivering: Delivering, subscriber: Subscriber, stop: asyncio.Event
    ) -> None:
        while not stop.is_set():
            try:
                sent = await deliver_due(delivering, subscriber)
            except StoreError as error:
                await self.wait_out("outbox", error, stop)
            else:
                self.problems.discard("outbox")
                if not sent:
                    await sleep(IDLE_SECONDS, stop)

    async def _show(
        self, delivering: Delivering, subscribers: list[str], stop: asyncio.Event
    ) -> None:
        while not stop.is_set():
            # A store that can't be read is said by those who deliver.
            with contextlib.suppress(StoreError):
                show_counts(delivering.outbox, self.metrics, now=now(), subscribers=subscribers)
            await sleep(IDLE_SECONDS, stop)

    def _links(self, alert: Alert, subscriber: str, moment: datetime) -> Links | None:
        maker = self.link_maker
        return maker.links(alert, subscriber=subscriber, now=moment) if maker else None

    async def wait_out(self, what: str, error: Exception, stop: asyncio.Event) -> None:
        """Say once that something can't be used, and wait before it is tried again."""
        if what not in self.problems:
            log.error(f"the {what} can't be used; trying again", extra={"error": str(error)})
        self.problems.add(what)
        await sleep(RETRY_SECONDS, stop)


def run_until_told(main: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run `main(stop)`; SIGTERM and SIGINT set `stop`, and what is in work is finished first."""

    async def until_told() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
        await main(stop)
        log.info("stopped")

    asyncio.run(until_told())


async def run_together(stop: asyncio.Event, *jobs: Awaitable[None]) -> None:
    """
    Run `jobs` until all are done; when one fails, stop the others and raise its error.
    """
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        await asyncio.gather(*tasks)
    finally:
        stop.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def sleep(seconds: float, stop: asyncio.Event) -> None:
    """Wait, but not longer than until `stop` is set."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), timeout=seconds)
