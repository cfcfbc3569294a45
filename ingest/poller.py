"""Polls feeds when they are due and spools what is new."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import inf

from figurewatch.errors import StoreError
from ingest.agenda import Agenda
from ingest.confined import Readers
from ingest.fetch import Fetcher
from ingest.outcomes import Outcome
from ingest.politeness import Turns
from ingest.reading import FeedReader
from ingest.revisions import Reason
from ingest.schedule import FeedState, Poll
from ingest.sources import FeedSource, FetchLimits
from ingest.store import PolledFeed, Recorded, Store

log = logging.getLogger(__name__)

#: Polls written in one transaction.
_BATCH = 100
#: How long a poll waits for others to be written with it: a transaction costs a sync of the disk.
_LINGER_SECONDS = 0.03
#: Seconds until a feed is tried again whose poll could not be kept.
_RETRY_SECONDS = 60.0
#: Seconds between two looks at a spool that is full.
_FULL_SECONDS = 10.0


@dataclass(slots=True)
class Counts:
    """What happened since the start, for metrics."""

    polls: Counter[Outcome] = field(default_factory=Counter)
    entries: Counter[Reason] = field(default_factory=Counter)


class Poller:
    """
    Watches feeds until told to stop.

    `now` is the clock; `on_articles` is called after articles were spooled. Polling pauses
    while more than `spool_limit` articles wait, so that a broker that is down for long does not
    fill the disk.
    """

    def __init__(
        self,
        sources: Sequence[FeedSource],
        store: Store,
        *,
        limits: FetchLimits,
        now: Callable[[], datetime],
        on_articles: Callable[[], None] = lambda: None,
        spool_limit: int = 200_000,
    ) -> None:
        self.counts = Counts()
        self._sources = {source.url: source for source in sources}
        self._store = store
        self._limits = limits
        self.now = now
        self._on_articles = on_articles
        self._spool_limit = spool_limit

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; polls in flight are then dropped, nothing kept is lost."""
        clock = asyncio.get_running_loop().time
        turns = Turns(self._limits.spacing, clock)
        async with Fetcher(self._limits) as fetcher, Readers(self._limits.readers) as readers:
            reader = FeedReader(
                fetcher, readers, self._store, turns, limits=self._limits, now=self.now
            )
            work = _Work(self, reader, turns, clock)
            for state in (await asyncio.to_thread(self.watch)).values():
                work.plan(state)
            await work.until(stop)

    def watch(self) -> dict[str, FeedState]:
        """Tell the store which feeds are watched; gives their states, by address."""
        return self._store.watch(list(self._sources.values()), now=self.now())

    def source(self, url: str) -> FeedSource:
        """Give the feed with that address."""
        return self._sources[url]

    def seconds_until(self, moment: datetime) -> float:
        """Give how far off `moment` is."""
        return (moment - self.now()).total_seconds()

    def keep(self, polls: Sequence[PolledFeed]) -> list[Recorded | None]:
        """
        Keep polls; None stands for one that could not be kept and has to be repeated.

        A feed whose entries can't be kept must not stop the others: after an error that is not
        the store's, each poll is kept on its own, and the culprit only as failed.
        """
        try:
            return list(self._store.record(polls))
        except StoreError as error:
            log.warning("polls not kept", extra={"polls": len(polls), "error": str(error)})
            return [None] * len(polls)
        except Exception as error:
            if len(polls) > 1:
                return [recorded for poll in polls for recorded in self.keep([poll])]
            url = polls[0].source.url
            log.exception("poll not kept", extra={"feed": url})
            if not polls[0].drafts:
                return [None]
            failed = Poll(at=polls[0].poll.at, outcome=Outcome.UNREADABLE, error=repr(error))
            return self.keep([PolledFeed(source=polls[0].source, poll=failed)])

    def note(self, polled: PolledFeed, recorded: Recorded) -> None:
        """Count and log what came of a poll."""
        poll = polled.poll
        self.counts.polls[poll.outcome] += 1
        self.counts.entries.update(recorded.reasons)
        if poll.outcome.succeeded:
            said = {str(reason): count for reason, count in recorded.reasons.items()}
            if recorded.goes_out:
                log.info("polled", extra={"feed": polled.source.url, **said})
        else:
            log.warning(
                "feed failed",
                extra={"feed": polled.source.url, "outcome": poll.outcome, "error": poll.error},
            )

    def spool_is_full(self) -> bool:
        """Say whether polling has to pause; it does not while the store can't tell."""
        try:
            return self._store.spool_size() >= self._spool_limit
        except StoreError:
            return False

    @property
    def concurrency(self) -> int:
        """Requests at once."""
        return self._limits.concurrency

    def tell(self) -> None:
        """Say that articles were spooled."""
        self._on_articles()


class _Work:
    """What a poller does and holds while it runs."""

    def __init__(
        self, poller: Poller, reader: FeedReader, turns: Turns, clock: Callable[[], float]
    ) -> None:
        self._poller = poller
        self._reader = reader
        self._turns = turns
        self._clock = clock
        self._agenda = Agenda(turns.free_at)
        self._states: dict[str, FeedState] = {}
        self._fetching = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._polled: asyncio.Queue[PolledFeed] = asyncio.Queue(2 * _BATCH)
        self._woken = asyncio.Event()
        self._full = False

    def plan(self, state: FeedState) -> None:
        """Note when a feed is polled next."""
        self._states[state.url] = state
        due = self._clock() + self._poller.seconds_until(state.next_at)
        self._agenda.add(state.url, self._poller.source(state.url).key, due)

    async def until(self, stop: asyncio.Event) -> None:
        """Poll until `stop`; then keep what was read already."""
        keeper = asyncio.create_task(self._keep())
        stopper = asyncio.create_task(stop.wait())
        stopper.add_done_callback(lambda _: self._woken.set())
        keeper.add_done_callback(lambda _: self._woken.set())
        try:
            while not stop.is_set() and not keeper.done():
                self._woken.clear()
                self._start_due()
                await self._rest()
        finally:
            for task in (*self._tasks, stopper):
                task.cancel()
            await asyncio.gather(*self._tasks, stopper, return_exceptions=True)
            if not keeper.done():
                await self._polled.join()
                keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeper

    def _start_due(self) -> None:
        concurrency = self._poller.concurrency
        while (
            not self._full
            and self._fetching < concurrency
            and len(self._tasks) < 2 * concurrency
            and (url := self._agenda.take(self._clock())) is not None
        ):
            self._fetching += 1
            self._turns.start(self._poller.source(url).key)
            task = asyncio.create_task(self._poll(url))
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    async def _rest(self) -> None:
        """Sleep until something may have become possible."""
        busy = (
            self._fetching >= self._poller.concurrency
            or len(self._tasks) >= 2 * self._poller.concurrency
        )
        seconds = inf if busy else self._agenda.next_time() - self._clock()
        if self._full:
            seconds = _FULL_SECONDS
        loop = asyncio.get_running_loop()
        alarm = None if seconds == inf else loop.call_later(max(0.0, seconds), self._woken.set)
        await self._woken.wait()
        if alarm is not None:
            alarm.cancel()
        if self._full:
            self._full = await asyncio.to_thread(self._poller.spool_is_full)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._woken.set()

    async def _poll(self, url: str) -> None:
        """Poll one feed; whatever goes wrong with it is its outcome."""
        source, state = self._poller.source(url), self._states[url]
        try:
            try:
                fetched = await self._reader.fetch(state)
            finally:
                self._fetching -= 1
                self._turns.finish(source.key)
                self._agenda.freed(source.key)
                self._woken.set()
            polled = await self._reader.read(source, state, fetched)
        except Exception as error:  # a bug that one feed's content brings out
            log.exception("poll failed", extra={"feed": url})
            poll = Poll(at=self._poller.now(), outcome=Outcome.UNREADABLE, error=repr(error))
            polled = PolledFeed(source=source, poll=poll)
        if polled.poll.retry_after is not None:
            self._turns.hold(source.key, polled.poll.retry_after.total_seconds())
        await self._polled.put(polled)

    async def _keep(self) -> None:
        """Write down what was polled, as much at a time as has come."""
        while True:
            polls = [await self._polled.get()]
            await asyncio.sleep(_LINGER_SECONDS)
            while len(polls) < _BATCH and not self._polled.empty():
                polls.append(self._polled.get_nowait())
            kept, self._full = await asyncio.to_thread(self._kept, polls)
            for polled, recorded in zip(polls, kept, strict=True):
                self._polled.task_done()
                if recorded is None:
                    due = self._clock() + _RETRY_SECONDS
                    self._agenda.add(polled.source.url, polled.source.key, due)
                    continue
                self._poller.note(polled, recorded)
                self.plan(recorded.state)
            self._woken.set()
            if any(recorded and recorded.goes_out for recorded in kept):
                self._poller.tell()

    def _kept(self, polls: list[PolledFeed]) -> tuple[list[Recorded | None], bool]:
        return self._poller.keep(polls), self._poller.spool_is_full()
