"""What was set aside is taken in again: over the topic it came from, or the spool."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing

from figurewatch.app.clock import now
from figurewatch.app.security import client_options
from figurewatch.app.settings import KafkaSection
from figurewatch.app.topics import topic_names
from figurewatch.errors import DecodeError, InputError
from figurewatch.records import Article, DeadLetter
from figurewatch.records.codec import decode
from ingest.store import spool_again
from sinks.letters import Letters, LetterTry
from sinks.resending import Resending
from sinks.store import Store


def resending(kafka: KafkaSection) -> Resending:
    """Give what puts letters back on the topics of `kafka`."""
    names = topic_names(kafka)
    return Resending(
        bootstrap_servers=kafka.bootstrap_servers.split(","),
        topics=(names.articles, names.figures, names.alerts, names.dead_letters, names.feeds),
        client=client_options(kafka),
    )


def hand_back(
    store: Store, letters: Iterable[DeadLetter], kafka: KafkaSection, *, who: str
) -> Iterator[LetterTry | InputError | DecodeError]:
    """
    Hand `letters` back, each to where it came from; gives what came of each, in order.

    Those of the embedded mode go to its spool, for the monitor that runs or will. Raises
    TransportError where a broker is needed and does not answer.
    """
    kept = Letters(store)
    with closing(resending(kafka)) as broker:
        for letter in letters:
            try:
                if is_embedded(letter):
                    yield kept.hand_back(letter, _spool, who=who, now=now())
                else:
                    # First, so that nobody waits for the store while a broker is looked for.
                    broker.connect()
                    yield kept.hand_back(letter, broker.send, who=who, now=now())
            except (InputError, DecodeError) as error:
                yield error


def is_embedded(letter: DeadLetter) -> bool:
    """Whether the embedded mode set `letter` aside; what came over a topic has an offset."""
    return letter.origin == "articles" and bool(letter.payload) and not _has_offset(letter)


def _has_offset(letter: DeadLetter) -> bool:
    return all(part.isdecimal() for part in letter.position.split(":"))


def _spool(letter: DeadLetter, connection: sqlite3.Connection) -> str:
    spool_again(connection, decode(letter.payload, Article))
    return ""
