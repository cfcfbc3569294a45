"""
Sends the spool to Kafka.

The client keeps what it is given in memory without bound and fails it all when the broker is
away for long, so only a few hundred articles are in flight, every one's fate is looked at, and
an article leaves the spool only when the broker has confirmed it. After a crash the articles in
flight are sent again: their ids are the same, whoever reads them drops repeats.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from typing import Any

from kafka import KafkaProducer
from kafka.errors import (
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
)

from figurewatch.errors import StoreError, TransportError
from figurewatch.records import Article
from figurewatch.records.codec import Event, encode_event, to_wire
from ingest.store import Store

log = logging.getLogger(__name__)

EVENT_TYPE = "org.figurewatch.article.printed.v1"
_SOURCE = "/figurewatch/ingest"
#: The broker will never take these, however often they are sent.
_HOPELESS = (MessageSizeTooLargeError, RecordListTooLargeError)
_IDLE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 30.0


class SpoolProducer:
    """
    Hands the articles of `store` to the topic `topic`; connects when first needed.

    `delivery_seconds` is how long one batch may take before it counts as failed and is sent again;
    `client` holds further options of the Kafka client, such as TLS and password.
    """

    def __init__(
        self,
        store: Store,
        *,
        bootstrap_servers: str,
        topic: str,
        in_flight: int = 500,
        delivery_seconds: float = 60.0,
        client: Mapping[str, Any] | None = None,
    ) -> None:
        self._store = store
        self._topic = topic
        self._in_flight = in_flight
        self._delivery_seconds = delivery_seconds
        self._servers = [server.strip() for server in bootstrap_servers.split(",")]
        self._client = dict(client or {})
        self._producer: KafkaProducer | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Send what comes until `stop` is set; an outage is waited out and logged once."""
        pause = _IDLE_SECONDS
        try:
            while not stop.is_set():
                try:
                    sent = await asyncio.to_thread(self.send_pending)
                except (TransportError, StoreError) as error:
                    if pause == _IDLE_SECONDS:
                        log.warning("articles not sent; trying again", extra={"error": str(error)})
                    pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
                    sent = 0
                else:
                    if pause > _IDLE_SECONDS:
                        log.info("articles are sent again")
                    pause = _IDLE_SECONDS
                if not sent:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(stop.wait(), pause)
        finally:
            await asyncio.to_thread(self.close)

    def send_pending(self) -> int:
        """
        Send one batch and forget what was confirmed; gives how many left the spool.

        Raises TransportError if any was not confirmed; those are still in the spool.
        """
        pending = self._store.pending(self._in_flight)
        if not pending:
            return 0
        confirmed: list[int] = []
        failures: list[BaseException] = []
        try:
            fates = self._send([article for _, article in pending])
            for (row, article), fate in zip(pending, fates, strict=True):
                if isinstance(fate, _HOPELESS):
                    fate = self._send_alone(article)
                if fate is None:
                    confirmed.append(row)
                elif isinstance(fate, _HOPELESS):
                    log.error("article refused", extra={"article": article.id, "error": repr(fate)})
                    self._store.refuse(row, repr(fate))
                else:
                    failures.append(fate)
        except KafkaError as error:
            failures.append(error)
        self._store.done(confirmed)
        if failures:
            # A producer that failed may be in a state in which it fails for ever.
            self.close()
            message = f"the broker did not confirm all articles: {failures[0]!r}"
            raise TransportError(message) from failures[0]
        return len(pending)

    def close(self) -> None:
        """Close the connection; what is in flight stays in the spool."""
        producer, self._producer = self._producer, None
        if producer is not None:
            producer.close(timeout=1)

    def _send(self, articles: list[Article]) -> list[BaseException | None]:
        """Send and wait; None for each that was confirmed, else what became of it."""
        producer = self._connected()
        futures: list[Any] = []
        for article in articles:
            try:
                futures.append(
                    producer.send(
                        self._topic, key=article.outlet.encode(), value=message_of(article)
                    )
                )
            except _HOPELESS as error:
                futures.append(error)
        # A failed flush leaves futures without an answer; each is asked for itself.
        with contextlib.suppress(KafkaTimeoutError):
            producer.flush(timeout=self._delivery_seconds + 5)
        return [future if isinstance(future, Exception) else _fate(future) for future in futures]

    def _send_alone(self, article: Article) -> BaseException | None:
        """Send one article by itself: one that is too large takes its whole batch with it."""
        self.close()
        return self._send([article])[0]

    def _connected(self) -> KafkaProducer:
        if self._producer is None:
            milliseconds = int(self._delivery_seconds * 1000)
            self._producer = KafkaProducer(
                bootstrap_servers=self._servers,
                acks="all",
                enable_idempotence=True,
                compression_type="gzip",
                linger_ms=5,
                batch_size=65_536,
                max_block_ms=min(10_000, milliseconds),
                request_timeout_ms=min(30_000, milliseconds // 2),  # must be below delivery
                delivery_timeout_ms=milliseconds,
                bootstrap_timeout_ms=min(10_000, milliseconds),
                **self._client,
            )
        return self._producer


def message_of(article: Article) -> bytes:
    """Give the message that tells of a revision of an article."""
    event = Event(
        id=f"{article.id}:{article.revision}",
        type=EVENT_TYPE,
        source=_SOURCE,
        subject=article.outlet,
        time=article.first_seen,
        data=to_wire(article),
    )
    return encode_event(event, key=article.outlet)


def _fate(future: Any) -> BaseException | None:
    if future.succeeded():
        return None
    return future.exception or TimeoutError("no answer from the broker")
