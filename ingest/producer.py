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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from kafka import KafkaProducer
from kafka.errors import (
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
)

from figurewatch.errors import StoreError, TransportError
from figurewatch.records import Article, DeadLetter
from figurewatch.records.codec import Event, encode_event, to_wire
from ingest.store import Store

log = logging.getLogger(__name__)

EVENT_TYPE = "org.figurewatch.article.printed.v1"
LETTER_TYPE = "org.figurewatch.letter.dead.v1"
_SOURCE = "/figurewatch/ingest"
#: The broker will never take these, however often they are sent.
_HOPELESS = (MessageSizeTooLargeError, RecordListTooLargeError)
_IDLE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 30.0


class SpoolProducer:
    """
    Hands the articles of `store` to the topic `topic`; connects when first needed.

    An article that the broker will never take, because it is too large, goes to the topic
    `dead_letters`, and `on_dead_letter` is called. `delivery_seconds` is how long one batch may
    take before it counts as failed and is sent again; `client` holds further options of the Kafka
    client, such as TLS and password.
    """

    def __init__(
        self,
        store: Store,
        *,
        bootstrap_servers: str,
        topic: str,
        dead_letters: str,
        now: Callable[[], datetime],
        on_dead_letter: Callable[[], None] = lambda: None,
        in_flight: int = 500,
        delivery_seconds: float = 60.0,
        client: Mapping[str, Any] | None = None,
    ) -> None:
        self._store = store
        self._topic = topic
        self._dead_letters = dead_letters
        self._now = now
        self._on_dead_letter = on_dead_letter
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
            fates = self._send(
                self._topic, [(article.outlet, message_of(article)) for _, article in pending]
            )
            for (row, article), fate in zip(pending, fates, strict=True):
                if isinstance(fate, _HOPELESS):
                    fate = self._send_alone(self._topic, article.outlet, message_of(article))
                if isinstance(fate, _HOPELESS):
                    fate = self._set_aside(article, fate)
                if fate is None:
                    confirmed.append(row)
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

    def _send(
        self, topic: str, messages: Sequence[tuple[str, bytes]]
    ) -> list[BaseException | None]:
        """Send keys and values, and wait; None for each that was confirmed, else its fate."""
        producer = self._connected()
        futures: list[Any] = []
        for key, value in messages:
            try:
                futures.append(producer.send(topic, key=key.encode(), value=value))
            except _HOPELESS as error:
                futures.append(error)
        # A failed flush leaves futures without an answer; each is asked for itself.
        with contextlib.suppress(KafkaTimeoutError):
            producer.flush(timeout=self._delivery_seconds + 5)
        return [future if isinstance(future, Exception) else _fate(future) for future in futures]

    def _send_alone(self, topic: str, key: str, value: bytes) -> BaseException | None:
        """Send one message by itself: one that is too large takes its whole batch with it."""
        self.close()
        return self._send(topic, [(key, value)])[0]

    def _set_aside(self, article: Article, error: Exception) -> BaseException | None:
        """Send what is known of an article that is too large to the dead letters."""
        log.error("article set aside", extra={"article": article.id, "error": repr(error)})
        letter = DeadLetter.about(
            b"",
            error,
            origin="articles",
            position=f"{article.id}:{article.revision}",
            step="send",
            at=self._now(),
        )
        # The article itself is larger than any message may be; where it was printed is not.
        size = len(message_of(article))
        where = f"{article.outlet}, {article.url}, {size} bytes left out"
        letter = replace(letter, error=f"{letter.error} ({where})")
        event = Event(
            id=letter.id,
            type=LETTER_TYPE,
            source=_SOURCE,
            subject=letter.origin,
            time=letter.at,
            data=to_wire(letter),
        )
        value = encode_event(event, key=letter.origin)
        fate = self._send_alone(self._dead_letters, letter.origin, value)
        if fate is None:
            self._on_dead_letter()
        return fate

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
