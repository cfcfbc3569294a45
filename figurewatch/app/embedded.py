"""
The embedded monitor: ingest, read, compare, alert, pages and metrics in one process.

Everything is kept in one SQLite file. Articles that were fetched wait in the spool; each is
taken from it in the same transaction that keeps what came of it.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from functools import partial

from prometheus_client import CollectorRegistry

from figurewatch import __version__
from figurewatch.app.clock import now
from figurewatch.app.feeds import feed_sources, feed_statuses, fetch_limits
from figurewatch.app.front import IDLE_SECONDS, Front, run_together, run_until_told, sleep
from figurewatch.app.measures import IngestMetrics, show_ingest
from figurewatch.app.monitor import Monitor
from figurewatch.app.sample import sample_feeds
from figurewatch.app.settings import Settings
from figurewatch.app.subscribers import wanted_by
from figurewatch.app.upkeep import Upkeep, kept_since
from figurewatch.errors import StoreError
from figurewatch.records import Article, DeadLetter
from figurewatch.records.codec import decode
from ingest.poller import Poller
from ingest.store import Store as IngestStore
from ingest.store import mark_done
from processors.language import load, version
from sinks.letters import Letters, LetterTry, Outcome
from sinks.metrics import Metrics
from sinks.store import Store

log = logging.getLogger(__name__)

#: Articles taken from the spool at once.
_BATCH = 50


class EmbeddedMonitor:
    """Everything that one process runs, built from `settings`; nothing starts before `run`."""

    def __init__(self, settings: Settings) -> None:
        nlp = load(settings.pipeline)
        store = Store(settings.store_path)
        self.settings = settings
        self.metrics = Metrics(CollectorRegistry())
        self.metrics.build.labels(__version__, version(nlp)).set(1)
        self.spool = IngestStore(settings.store_path)
        self.front = Front(
            settings, store, self.metrics, feeds=lambda: feed_statuses(self.spool, now=now())
        )
        self.monitor = Monitor(store, nlp, self.metrics, subscribers=partial(wanted_by, settings))
        if (before := kept_since(settings.retention, now=now())) is not None:
            self.monitor.forget(before)

        self._reading = asyncio.Lock()
        self.front.retry = self.retry

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set; what is in work then is finished first."""
        runner, base = await self.front.serve()
        feeds = self.settings.feeds
        also_private: tuple[str, ...] = ()
        if self.settings.sample:
            feeds = (*sample_feeds(base), *feeds)
            also_private = (base.removeprefix("http://"),)
        arrived = asyncio.Event()
        poller = Poller(
            feed_sources(feeds),
            self.spool,
            limits=fetch_limits(self.settings.fetch, also_private=also_private),
            now=now,
            on_articles=arrived.set,
        )
        log.info("watching", extra={"feeds": len(feeds), "pages": base})
        self.front.problems.discard("starting")
        measured = IngestMetrics(
            self.metrics.registry, poller.counts, data_dir=self.settings.data_dir
        )
        upkeep = Upkeep(
            self.settings.retention,
            self.metrics.registry,
            store=self.front.store,
            spool=self.spool,
            removed=self.monitor.forget,
        )
        try:
            await run_together(
                stop,
                poller.run(stop),
                self._read(stop, arrived),
                self.front.deliver(stop),
                show_ingest(measured, self.metrics, self.spool, stop),
                upkeep.run(stop),
            )
        finally:
            await runner.cleanup()

    async def retry(self, letter: DeadLetter) -> bool:
        """Read an article again that was set aside; False if it is set aside once more."""
        article = decode(letter.payload, Article)
        letters = Letters(self.front.store)
        async with self._reading:
            letters.require_waiting(letter)
            moment = now()
            alerts = await asyncio.to_thread(self.monitor.process, article, now=moment)
            # Set aside once more, it has the time of this attempt.
            kept = letters.find(letter.id)
            taken = kept is None or kept.at == letter.at
            outcome: Outcome = "taken in" if taken else "failed again"
            letters.note(letter, LetterTry(at=moment, who="the pages", outcome=outcome))
        for alert in alerts:
            self.front.events.publish(alert)
        return taken

    async def _read(self, stop: asyncio.Event, arrived: asyncio.Event) -> None:
        """Take articles from the spool as they arrive, oldest first, until told to stop."""
        while not stop.is_set():
            try:
                taken = await self._read_batch(stop)
            except StoreError as error:
                await self.front.wait_out("store", error, stop)
            else:
                self.front.problems.discard("store")
                if not taken:
                    await sleep(IDLE_SECONDS, arrived)
                    arrived.clear()

    async def _read_batch(self, stop: asyncio.Event) -> int:
        pending = await asyncio.to_thread(self.spool.pending, _BATCH)
        for row, article in pending:
            if stop.is_set():
                break
            async with self._reading:
                alerts = await asyncio.to_thread(
                    self.monitor.process, article, now=now(), also=partial(mark_done, rows=[row])
                )
            for alert in alerts:
                self.front.events.publish(alert)
                if article.first_seen is not None:
                    delay = (now() - article.first_seen).total_seconds()
                    self.metrics.alert_delay_seconds.observe(delay)
        return len(pending)


def run(settings: Settings) -> None:
    """Run the embedded monitor until SIGTERM or SIGINT."""
    monitor = EmbeddedMonitor(settings)
    # The pipeline stays for good: looking through it for garbage again and again stops the pages
    # and the reading for some 40 ms each time.
    gc.freeze()
    run_until_told(monitor.run)
