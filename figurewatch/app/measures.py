"""What `ingest` and the disk are like, as Prometheus metrics; the same in both modes."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import get_args

from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.metrics_core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from figurewatch.app.clock import now
from figurewatch.app.feeds import feed_statuses
from figurewatch.app.front import sleep
from figurewatch.errors import StoreError, TransportError
from figurewatch.records import FeedStatus
from ingest.outcomes import Outcome
from ingest.poller import Counts
from ingest.revisions import Reason
from ingest.store import Store as IngestStore
from sinks.metrics import Metrics

log = logging.getLogger(__name__)

#: How often feeds, spool and disk are looked at.
SHOW_SECONDS = 5.0
_STATES = ("ok", "quiet", "waiting", "failing", "gone")


class IngestMetrics(Collector):
    """
    What the poller counted, its feeds, and the disk below `data_dir`.

    The counts are read when Prometheus asks; `show` sets the rest.
    """

    def __init__(self, registry: CollectorRegistry, counts: Counts, *, data_dir: Path) -> None:
        self._counts = counts
        self._data_dir = data_dir
        self._feeds = Gauge(
            "figurewatch_feeds",
            "Feeds that are watched, by how they are doing.",
            ["state"],
            registry=registry,
        )
        self._fresh_until = Gauge(
            "figurewatch_feed_fresh_until_timestamp_seconds",
            "Until when an outlet's feeds need no look, in seconds since 1970: the next poll"
            " that is planned, or the last success where polls fail.",
            ["outlet"],
            registry=registry,
        )
        self._free = Gauge(
            "figurewatch_disk_free_bytes",
            "Space left where the data lies.",
            registry=registry,
        )
        self._used = Gauge(
            "figurewatch_data_bytes",
            "Size of the data directory's files.",
            registry=registry,
        )
        for state in _STATES:
            self._feeds.labels(state)
        registry.register(self)

    def collect(self) -> Iterator[Metric]:
        """Give the poller's counts, every word at zero before it happens."""
        yield _counter(
            "figurewatch_polls",
            "Polls of feeds, by what came of them.",
            "outcome",
            {outcome.value: self._counts.polls[outcome] for outcome in Outcome},
        )
        reasons: tuple[Reason, ...] = get_args(Reason)
        yield _counter(
            "figurewatch_entries",
            "Entries found in feeds, by whether they are new and went on.",
            "reason",
            {reason: self._counts.entries[reason] for reason in reasons},
        )

    def show(self, feeds: Iterable[FeedStatus], metrics: Metrics) -> None:
        """Set the gauges by the state of `feeds` and of the disk."""
        states = dict.fromkeys(_STATES, 0)
        success: dict[str, float] = {}
        fresh: dict[str, float] = {}
        for feed in feeds:
            states[feed.state] += 1
            # One feed that answers is enough to hear of an outlet.
            answered = _seconds(feed.last_success)
            success[feed.outlet] = max(answered, success.get(feed.outlet, 0))
            fresh[feed.outlet] = max(_fresh_until(feed), fresh.get(feed.outlet, 0))
        for state, count in states.items():
            self._feeds.labels(state).set(count)
        metrics.feeds_failing.set(states["failing"])
        for outlet, seconds in success.items():
            metrics.feed_last_success.labels(outlet).set(seconds)
            self._fresh_until.labels(outlet).set(fresh[outlet])
        self._free.set(shutil.disk_usage(self._data_dir).free)
        self._used.set(sum(file.stat().st_size for file in self._data_dir.glob("*.db*")))


async def show_ingest(
    measured: IngestMetrics,
    metrics: Metrics,
    spool: IngestStore,
    stop: asyncio.Event,
    *,
    tell: Callable[[Sequence[FeedStatus]], int] = len,
) -> None:
    """
    Keep the metrics of feeds, spool and disk up to date until `stop` is set.

    `tell` hands the feeds on to who shows them elsewhere.
    """
    is_told = True
    while not stop.is_set():
        took = now()
        try:
            feeds = await asyncio.to_thread(feed_statuses, spool, now=now())
            metrics.spool.set(await asyncio.to_thread(spool.spool_size))
            measured.show(feeds, metrics)
            await asyncio.to_thread(tell, feeds)
            is_told = True
        except (StoreError, OSError) as error:
            log.debug("feeds not shown", extra={"error": str(error)})
        except TransportError as error:
            if is_told:
                log.warning("feeds not told; trying again", extra={"error": str(error)})
            is_told = False
        # With thousands of feeds a look takes a while; it must not take the machine.
        await sleep(max(SHOW_SECONDS, 50 * (now() - took).total_seconds()), stop)


def _fresh_until(feed: FeedStatus) -> float:
    if feed.state == "failing":
        return _seconds(feed.last_success)
    # One that is gone is asked again in a month: that is no news of the outlet.
    return 0.0 if feed.state == "gone" else _seconds(feed.next_attempt)


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


def _counter(name: str, says: str, label: str, counts: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, says, labels=[label])
    for word, count in counts.items():
        family.add_metric([word], count)
    return family
