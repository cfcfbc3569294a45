"""Tells on a topic how the feeds are doing, for pages that another process serves."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaError

from figurewatch.errors import TransportError
from figurewatch.records import FeedStatus, stable_id
from figurewatch.records.codec import Event, encode_event, to_wire

FEED_SEEN = "org.figurewatch.feed.seen.v1"
_SOURCE = "/figurewatch/ingest"
_SECONDS = 30


class FeedReporter:
    """
    Tells what has changed of the feeds since it was told last; at first all of it.

    `run` names this run of `ingest`: what an earlier one said of feeds that are watched no more
    ends with it. Nothing is lost where the broker is away: it is told again.
    """

    def __init__(
        self,
        *,
        bootstrap_servers: Sequence[str],
        topic: str,
        run: str,
        client: Mapping[str, Any] | None = None,
    ) -> None:
        self._servers = list(bootstrap_servers)
        self._topic = topic
        self._run = run
        self._client = dict(client or {})
        self._producer: KafkaProducer | None = None
        self._told: dict[str, FeedStatus] = {}

    def tell(self, feeds: Sequence[FeedStatus]) -> int:
        """Send each feed that is not as it was told; gives how many. Raises TransportError."""
        changed = [feed for feed in feeds if self._told.get(feed.url) != feed]
        if not changed:
            return 0
        try:
            producer = self._connected()
            sent = [
                producer.send(
                    self._topic, key=feed.url.encode(), value=message_of(feed, run=self._run)
                )
                for feed in changed
            ]
            for future in sent:
                future.get(_SECONDS + 5)
        except (KafkaError, OSError) as error:
            self.close()
            raise TransportError(f"the feeds were not told: {error!r}") from error
        self._told.update((feed.url, feed) for feed in changed)
        return len(changed)

    def close(self) -> None:
        """Disconnect."""
        producer, self._producer = self._producer, None
        if producer is not None:
            with contextlib.suppress(KafkaError, OSError):
                producer.close(timeout=1)

    def _connected(self) -> KafkaProducer:
        if self._producer is None:
            self._producer = KafkaProducer(
                bootstrap_servers=self._servers,
                acks="all",
                enable_idempotence=True,
                compression_type="gzip",
                linger_ms=5,
                max_block_ms=10_000,
                request_timeout_ms=_SECONDS * 500,
                delivery_timeout_ms=_SECONDS * 1000,
                bootstrap_timeout_ms=10_000,
                **self._client,
            )
        return self._producer


def message_of(feed: FeedStatus, *, run: str) -> bytes:
    """Give the message that tells how a feed is doing."""
    data = to_wire(feed)
    event = Event(
        id=stable_id(run, *(str(value) for value in data.values())),
        type=FEED_SEEN,
        source=_SOURCE,
        subject=feed.outlet,
        time=feed.last_success,
        data={"run": run, "feed": data},
    )
    return encode_event(event, key=feed.url)
