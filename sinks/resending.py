"""Puts the bytes of dead letters back on the topics that they came from."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from kafka import KafkaProducer
from kafka.errors import KafkaError

from figurewatch.errors import InputError, TransportError
from figurewatch.records import DeadLetter

#: Who connects before finds the broker there, so that a letter takes this long only in trouble.
_SECONDS = 10


class Resending:
    """
    A connection over which dead letters go back, each as it came and to its partition.

    It connects when the first letter is sent; close it.
    """

    def __init__(
        self,
        *,
        bootstrap_servers: Sequence[str],
        topics: Collection[str],
        client: Mapping[str, Any] | None = None,
    ) -> None:
        self._servers = list(bootstrap_servers)
        self._topics = frozenset(topics)
        self._client = dict(client or {})
        self._producer: KafkaProducer | None = None

    def connect(self) -> None:
        """Connect now, so that sending is quick; raises TransportError where nobody answers."""
        if self._producer is not None:
            return
        try:
            self._producer = KafkaProducer(
                bootstrap_servers=self._servers,
                acks="all",
                enable_idempotence=True,
                compression_type="gzip",
                max_request_size=4 << 20,
                max_block_ms=_SECONDS * 1000,
                request_timeout_ms=_SECONDS * 500,
                delivery_timeout_ms=_SECONDS * 1000,
                bootstrap_timeout_ms=_SECONDS * 1000,
                **self._client,
            )
        except (KafkaError, OSError) as error:
            raise TransportError(f"Kafka does not answer: {error!r}") from error

    def close(self) -> None:
        """Disconnect."""
        producer, self._producer = self._producer, None
        if producer is not None:
            with suppress(KafkaError, OSError):
                producer.close(timeout=1)

    def send(self, letter: DeadLetter, _connection: sqlite3.Connection) -> str:
        """
        Send the bytes of `letter`; gives where they are then, as partition:offset.

        Raises InputError for a letter that came from no topic of ours or whose bytes were not
        kept, TransportError where the broker does not confirm.
        """
        match = re.fullmatch(r"(\d+):\d+", letter.position)
        if letter.origin not in self._topics or match is None:
            raise InputError(f"{letter.id} came from no topic: {letter.origin} {letter.position}")
        if not letter.payload:
            raise InputError(f"the bytes of {letter.id} were too many to be kept")
        self.connect()
        assert self._producer is not None
        try:
            parts = self._producer.partitions_for(letter.origin)
            partition = int(match[1])
            sent = self._producer.send(
                letter.origin,
                key=_key(letter.payload),
                value=letter.payload,
                partition=partition if partition in parts else None,
            ).get(_SECONDS + 1)
        except KafkaError as error:
            raise TransportError(f"the broker did not take {letter.id}: {error!r}") from error
        return f"{sent.partition}:{sent.offset}"


def _key(payload: bytes) -> bytes | None:
    """Give the key that the message says it has; what can't be decoded has lost its own."""
    try:
        key = msgspec.json.decode(payload)["partitionkey"]
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, IndexError):
        return None
    return key.encode() if isinstance(key, str) else None
