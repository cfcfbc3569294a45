"""
The distributed mode: the roles `ingest`, `process` and `deliver` around Kafka.

Settings of Faust are those that survived every kill on a real broker: at_least_once, one
event at a time, explicit acknowledgement, the web server off, a data directory per worker.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import faust
from prometheus_client import CollectorRegistry, start_http_server
from spacy.language import Language

from figurewatch import __version__
from figurewatch.app.clock import now
from figurewatch.app.feeds import feed_sources, fetch_limits
from figurewatch.app.front import Front, run_together, run_until_told, sleep
from figurewatch.app.measures import IngestMetrics, show_ingest
from figurewatch.app.retrying import hand_back
from figurewatch.app.security import client_options, faust_credentials
from figurewatch.app.settings import KafkaSection, Settings
from figurewatch.app.subscribers import wanted_by
from figurewatch.app.topics import app_id, create_topics, topic_names
from figurewatch.app.upkeep import Upkeep
from figurewatch.errors import ConfigError, FigurewatchError, TransportError
from figurewatch.records import Alert, Article, DeadLetter, Figure, Series
from ingest.poller import Poller
from ingest.producer import SpoolProducer
from ingest.reporting import FeedReporter
from ingest.store import Store as IngestStore
from processors.agents import TopicNames, add_agents
from processors.language import load, version
from processors.reading import read_article, series_of_figure
from sinks.consumer import Handling, consume
from sinks.feeds import feeds_told
from sinks.lag import measure_progress
from sinks.metrics import Metrics
from sinks.store import Store

log = logging.getLogger(__name__)

#: How often the broker is asked how far the readers are.
LAG_SECONDS = 15
#: A worker that should stop and has not after this time is ended.
STOP_SECONDS = 20


class MetricsObserver:
    """Counts what the agents report."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def article(self, result: str) -> None:
        """Count an article."""
        self._metrics.articles.labels(result).inc()

    def figure(self, figure: Figure, outcome: str) -> None:
        """Count a figure and its outcome."""
        self._metrics.figures.labels(figure.scope.kind).inc()
        self._metrics.assessments.labels(outcome).inc()

    def alert(self, alert: Alert) -> None:
        """Count an alert."""
        self._metrics.alerts.labels(alert.kind, alert.severity).inc()

    def dead_letter(self, step: str) -> None:
        """Count a message set aside."""
        self._metrics.dead_letters.labels(step).inc()


class Worker(faust.Worker):
    """
    A worker that ends when it should.

    Faust 0.15.3 may wait for ever for its own parts while it stops after a crash. The process is
    then ended as it is: what was acknowledged is with the broker, and the rest comes again.
    """

    def on_worker_shutdown(self) -> None:
        """Give the worker's parts STOP_SECONDS to end."""
        super().on_worker_shutdown()
        timer = threading.Timer(STOP_SECONDS, self._end)
        timer.daemon = True
        timer.start()

    def _end(self) -> None:
        log.error("the worker did not stop in time", extra={"crash": repr(self.crash_reason)})
        logging.shutdown()
        os._exit(1)


def create_app(
    kafka: KafkaSection,
    *,
    data_dir: Path,
    read: Callable[[Article], Sequence[Figure]],
    series_of: Callable[[Figure], Series],
    metrics: Metrics,
    clock: Callable[[], datetime] = now,
) -> faust.App:
    """Build the Faust application of `process`; nothing connects until a worker starts it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    app = faust.App(
        app_id(kafka),
        broker=[f"kafka://{server.strip()}" for server in kafka.bootstrap_servers.split(",")],
        broker_credentials=faust_credentials(kafka),
        store="rocksdb://",
        datadir=str(data_dir),
        processing_guarantee="at_least_once",
        stream_wait_empty=True,
        topic_disable_leader=True,
        topic_allow_declare=False,
        table_standby_replicas=0,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=4 << 20,
        broker_commit_interval=1.0,
        broker_session_timeout=20.0,
        broker_heartbeat_interval=3.0,
        broker_request_timeout=30.0,
        broker_rebalance_timeout=60.0,
        broker_max_poll_interval=1000.0,
        producer_acks=-1,
        producer_max_request_size=4 << 20,
        web_enabled=False,
    )
    add_agents(
        app,
        topic_names(kafka),
        partitions=kafka.partitions,
        read=read,
        series_of=series_of,
        now=clock,
        observer=MetricsObserver(metrics),
    )
    return app


def process(settings: Settings, *, worker: str) -> None:
    """Read articles and compare figures until stopped; `worker` names the data directory."""
    nlp = load(settings.pipeline)
    metrics = _metrics(settings, pipeline=version(nlp))
    create_topics(settings.kafka)
    data_dir = settings.data_dir / "process" / worker
    app = create_app(
        settings.kafka,
        data_dir=data_dir,
        read=partial(_read, nlp=nlp, metrics=metrics),
        series_of=series_of_figure,
        metrics=metrics,
    )
    # Not Faust's own command line: that opens a web server on every address.
    Worker(
        app,
        loglevel="WARNING",
        override_logging=False,
        redirect_stdouts=False,
        quiet=True,
    ).execute_from_commandline()


def ingest(settings: Settings) -> None:
    """Poll feeds into the spool, and the spool into Kafka, until stopped."""
    if settings.sample:
        raise ConfigError("the sample feeds are served by `figurewatch run` only", place="sample")
    metrics = _metrics(settings, pipeline="")
    create_topics(settings.kafka)
    spool = IngestStore(settings.spool_path)
    poller = Poller(
        feed_sources(settings.feeds), spool, limits=fetch_limits(settings.fetch), now=now
    )
    names = topic_names(settings.kafka)
    producer = SpoolProducer(
        spool,
        bootstrap_servers=settings.kafka.bootstrap_servers,
        topic=names.articles,
        dead_letters=names.dead_letters,
        now=now,
        on_dead_letter=metrics.dead_letters.labels("send").inc,
        client=client_options(settings.kafka),
    )

    reporter = FeedReporter(
        bootstrap_servers=settings.kafka.bootstrap_servers.split(","),
        topic=names.feeds,
        run=now().isoformat(),
        client=client_options(settings.kafka),
    )

    measured = IngestMetrics(metrics.registry, poller.counts, data_dir=settings.data_dir)
    upkeep = Upkeep(settings.retention, metrics.registry, spool=spool)

    async def main(stop: asyncio.Event) -> None:
        try:
            await run_together(
                stop,
                poller.run(stop),
                producer.run(stop),
                show_ingest(measured, metrics, spool, stop, tell=reporter.tell),
                upkeep.run(stop),
            )
        finally:
            reporter.close()

    run_until_told(main)


def deliver(settings: Settings) -> None:
    """Keep articles, figures and alerts, show them and hand alerts over, until stopped."""
    kafka = settings.kafka
    create_topics(kafka)
    store = Store(settings.store_path)
    metrics = Metrics(CollectorRegistry())
    metrics.build.labels(__version__, "").set(1)
    front = Front(settings, store, metrics, feeds=partial(feeds_told, store))
    names = topic_names(kafka)

    async def retry(letter: DeadLetter) -> bool:
        (done,) = await asyncio.to_thread(
            lambda: list(hand_back(store, [letter], kafka, who="the pages"))
        )
        if isinstance(done, FigurewatchError):
            raise done
        return True

    front.retry = retry

    def running(well: bool) -> None:
        front.problems.discard("starting")
        (front.problems.discard if well else front.problems.add)("kafka")

    async def main(stop: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        handling = Handling(
            store=store,
            metrics=metrics,
            series_of=series_of_figure,
            subscribers=partial(wanted_by, settings),
            now=now,
            on_alert=partial(_publish, loop, front),
        )
        runner, base = await front.serve()
        log.info("delivering", extra={"pages": base})
        halt = threading.Event()
        consuming = asyncio.to_thread(
            consume,
            handling,
            bootstrap_servers=kafka.bootstrap_servers.split(","),
            group=f"{kafka.prefix}deliver",
            topics=_kept(names),
            stop=halt,
            running=running,
            client=client_options(kafka),
        )
        showing = _show_lag(kafka, metrics, stop)
        upkeep = Upkeep(settings.retention, metrics.registry, store=store)
        try:
            await run_together(
                stop,
                consuming,
                front.deliver(stop),
                showing,
                upkeep.run(stop),
                _pass_on(stop, halt),
            )
        finally:
            halt.set()
            await runner.cleanup()

    run_until_told(main)


def default_worker() -> str:
    """Name this worker: what FIGUREWATCH_WORKER says, else the host's name."""
    return os.environ.get("FIGUREWATCH_WORKER") or os.uname().nodename


async def _show_lag(kafka: KafkaSection, metrics: Metrics, stop: asyncio.Event) -> None:
    """Show what `process` and `deliver` have yet to take, until `stop` is set."""
    names = topic_names(kafka)
    read = [names.articles, names.figures]
    roles = {
        app_id(kafka): ("process", read),
        f"{kafka.prefix}deliver": ("deliver", _kept(names)),
    }
    groups = {group: topics for group, (_, topics) in roles.items()}
    measure = partial(
        measure_progress,
        groups,
        bootstrap_servers=kafka.bootstrap_servers.split(","),
        client=client_options(kafka),
    )
    while not stop.is_set():
        try:
            found = await asyncio.to_thread(measure)
        except TransportError as error:
            log.warning("lag unknown", extra={"error": str(error)})
        else:
            for (group, topic), progress in found.items():
                labels = (roles[group][0], topic.removeprefix(kafka.prefix))
                metrics.lag.labels(*labels).set(progress.behind)
                metrics.taken.labels(*labels).set(progress.taken)
        await sleep(LAG_SECONDS, stop)


def _kept(names: TopicNames) -> list[str]:
    """Name the topics that `deliver` keeps."""
    return [names.articles, names.figures, names.alerts, names.dead_letters, names.feeds]


async def _pass_on(stop: asyncio.Event, halt: threading.Event) -> None:
    await stop.wait()
    halt.set()


def _read(article: Article, *, nlp: Language, metrics: Metrics) -> Sequence[Figure]:
    with metrics.read_seconds.time():
        return read_article(article, nlp)


def _metrics(settings: Settings, *, pipeline: str) -> Metrics:
    """Serve the metrics of a role that has no pages, from a thread of their own."""
    metrics = Metrics(CollectorRegistry())
    metrics.build.labels(__version__, pipeline).set(1)
    host, port = settings.kafka.metrics_host, settings.kafka.metrics_port
    try:
        server, _ = start_http_server(port, addr=host, registry=metrics.registry)
    except OSError as error:
        place = f"{host}:{port}"
        raise ConfigError(f"can't be bound: {error.strerror}", place=place) from error
    log.info("metrics", extra={"address": f"http://{host}:{server.server_port}/metrics"})
    return metrics


def _publish(loop: asyncio.AbstractEventLoop, front: Front, alert: Alert) -> None:
    loop.call_soon_threadsafe(front.events.publish, alert)
