"""
The Kafka side of `deliver`: articles, figures, alerts, dead letters, feeds into the store.

Read, keep in one transaction, then commit the offsets: a crash in between brings the same
messages again, and every write is an upsert by id.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kafka import KafkaConsumer
from kafka.errors import CommitFailedError, KafkaError

from figurewatch.errors import DecodeError, StoreError, TransportError
from figurewatch.records import Alert, Article, DeadLetter, Figure, Series
from figurewatch.records.codec import Event, decode_event, from_wire
from sinks.feeds import keep_feed
from sinks.metrics import Metrics
from sinks.store import Store, Transaction

log = logging.getLogger(__name__)

_POLL_MS = 500
_PAUSE_SECONDS = 2.0
_BATCH = 200


@dataclass(frozen=True, kw_only=True)
class Handling:
    """What the consumer needs to keep a message."""

    store: Store
    metrics: Metrics
    series_of: Callable[[Figure], Series]
    subscribers: Callable[[Alert], Sequence[str]]
    now: Callable[[], datetime]
    #: Called with each alert that is new or changed, after it is kept.
    on_alert: Callable[[Alert], None]


def consume(
    handling: Handling,
    *,
    bootstrap_servers: Sequence[str],
    group: str,
    topics: Sequence[str],
    stop: threading.Event,
    running: Callable[[bool], None] = lambda _: None,
    client: Mapping[str, Any] | None = None,
) -> None:
    """
    Keep messages until `stop` is set; raises TransportError if Kafka does not answer at first.

    `client` holds further options of the Kafka client, such as TLS and password. Later, when Kafka
    or the store can't be used for a while, it begins again where the commits end; `running` is
    told whenever that changes.
    """
    connected = False
    while not stop.is_set():
        try:
            with _subscribed(bootstrap_servers, group, topics, client or {}) as consumer:
                connected = True
                running(True)
                while not stop.is_set():
                    _keep_polled(handling, consumer)
        except (KafkaError, OSError, StoreError) as error:
            if not connected:
                raise TransportError(f"Kafka does not answer: {error!r}") from error
            running(False)
            log.warning("messages can't be kept; trying again", extra={"error": repr(error)})
            stop.wait(_PAUSE_SECONDS)


@contextmanager
def _subscribed(
    bootstrap_servers: Sequence[str],
    group: str,
    topics: Sequence[str],
    client: Mapping[str, Any],
) -> Iterator[KafkaConsumer]:
    consumer = KafkaConsumer(
        bootstrap_servers=list(bootstrap_servers),
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        max_poll_records=_BATCH,
        session_timeout_ms=20000,
        heartbeat_interval_ms=3000,
        bootstrap_timeout_ms=15000,
        **client,
    )
    try:
        consumer.subscribe(list(topics))
        yield consumer
    finally:
        with suppress(KafkaError, OSError):
            consumer.close(timeout_ms=5000)


def _keep_polled(handling: Handling, consumer: KafkaConsumer) -> None:
    polled = consumer.poll(timeout_ms=_POLL_MS)
    messages = [message for batch in polled.values() for message in batch]
    if not messages:
        return
    for alert in keep(handling, messages):
        handling.on_alert(alert)
    try:
        consumer.commit()
    except CommitFailedError as error:
        # Rebalanced meanwhile: whoever has the partition now reads the messages again.
        log.warning("offsets were not committed", extra={"error": repr(error)})


def keep(handling: Handling, messages: Iterable[Any]) -> list[Alert]:
    """Keep `messages` in one transaction; gives the alerts among them."""
    alerts: list[Alert] = []
    with handling.store.transaction(at=handling.now()) as transaction:
        for message in messages:
            try:
                alert = _keep_one(handling, transaction, message)
            except DecodeError as error:
                transaction.put_dead_letter(_letter(message, error, now=handling.now()))
                handling.metrics.dead_letters.labels("decode").inc()
            else:
                if alert is not None:
                    alerts.append(alert)
    return alerts


def _keep_one(handling: Handling, transaction: Transaction, message: Any) -> Alert | None:
    event = decode_event(message.value)
    match event.type.removeprefix("org.figurewatch."):
        case "article.printed.v1":
            transaction.put_article(from_wire(event.data, Article))
        case "figure.extracted.v1":
            figure = from_wire(event.data, Figure)
            transaction.put_figure(figure, handling.series_of(figure))
        case "figure.withdrawn.v1":
            transaction.withdraw_figure(_withdrawn(event))
        case "alert.raised.v1":
            return _keep_alert(handling, transaction, from_wire(event.data, Alert))
        case "letter.dead.v1":
            transaction.put_dead_letter(from_wire(event.data, DeadLetter))
        case "feed.seen.v1":
            keep_feed(transaction.connection, event)
        case _:
            raise DecodeError(f"no event of ours: {event.type}")
    return None


def _keep_alert(handling: Handling, transaction: Transaction, alert: Alert) -> Alert:
    wanted = handling.subscribers(alert) if alert.state != "withdrawn" else ()
    if transaction.put_alert(alert, subscribers=wanted, now=handling.now()):
        handling.metrics.alerts.labels(alert.kind, alert.severity).inc()
    return alert


def _withdrawn(event: Event) -> str:
    try:
        return str(event.data["figure"])
    except (KeyError, TypeError) as error:
        raise DecodeError(f"not a withdrawal: {error}") from error


def _letter(message: Any, error: DecodeError, *, now: datetime) -> DeadLetter:
    return DeadLetter.about(
        message.value or b"",
        error,
        origin=message.topic,
        position=f"{message.partition}:{message.offset}",
        step="decode",
        at=now,
    )
