"""From the spool to the topic, on a real broker."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer

from figurewatch.records import Article, DeadLetter
from figurewatch.records.codec import decode_event, from_wire
from ingest.producer import SpoolProducer
from tests import factories
from tests.ingest.outlets import Clock, store_with

TOPIC = "sent-articles"
LETTERS = "sent-letters"
#: Compression does not make it fit into the topic.
HUGE = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000))) * 4


def articles(count: int) -> list[Article]:
    return [
        factories.article(id=f"a{n}", outlet=f"Outlet {n % 3}", title=f"Story {n}")
        for n in range(count)
    ]


@pytest.fixture(scope="module")
def broker(bootstrap: str) -> Iterator[str]:
    """A broker with the topic, which takes messages of 100 kB at most."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    small = {"max.message.bytes": "100000"}
    admin.create_topics(
        {
            TOPIC: {"num_partitions": 2, "replication_factor": 1, "configs": small},
            LETTERS: {"num_partitions": 1, "replication_factor": 1, "configs": small},
        }
    )
    yield bootstrap
    admin.delete_topics([TOPIC, LETTERS])
    admin.close()


def received(servers: str, count: int) -> list[tuple[str, Article, str]]:
    """Read `count` messages from the beginning: key, article, id of the event."""
    consumer = KafkaConsumer(
        TOPIC, bootstrap_servers=servers, auto_offset_reset="earliest", consumer_timeout_ms=10_000
    )
    found = []
    for message in consumer:
        event = decode_event(message.value)
        found.append((message.key.decode(), from_wire(event.data, Article), event.id))
        if len(found) == count:
            break
    consumer.close()
    return found


def letter_of(servers: str) -> DeadLetter:
    """Read the dead letter that was sent."""
    consumer = KafkaConsumer(
        LETTERS, bootstrap_servers=servers, auto_offset_reset="earliest", consumer_timeout_ms=10_000
    )
    message = next(consumer)
    consumer.close()
    return from_wire(decode_event(message.value).data, DeadLetter)


def test_what_is_confirmed_leaves_the_spool_and_one_that_is_too_large_is_set_aside(
    tmp_path: Path, broker: str
) -> None:
    huge = replace(articles(1)[0], id="huge", text=HUGE)
    sent = articles(50)
    store = store_with(tmp_path, *sent[:25], huge, *sent[25:])
    told: list[str] = []
    producer = SpoolProducer(
        store,
        bootstrap_servers=broker,
        topic=TOPIC,
        dead_letters=LETTERS,
        now=Clock(),
        on_dead_letter=lambda: told.append("set aside"),
        delivery_seconds=10.0,
    )

    async def until_empty() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(producer.run(stop))
        async with asyncio.timeout(60):
            while store.spool_size():
                await asyncio.sleep(0.05)
        stop.set()
        await running

    asyncio.run(until_empty())
    found = received(broker, 50)
    assert sorted(found, key=lambda each: int(each[1].id[1:])) == [
        (article.outlet, article, f"{article.id}:1") for article in sent
    ]
    for outlet in ("Outlet 0", "Outlet 1", "Outlet 2"):
        numbers = [int(article.id[1:]) for key, article, _ in found if key == outlet]
        assert numbers == sorted(numbers)
    letter = letter_of(broker)
    assert (letter.step, letter.position, letter.payload) == ("send", "huge:1", b"")
    assert "MessageSizeTooLarge" in letter.error
    assert huge.url in letter.error
    assert told == ["set aside"]
    assert store.pending() == []
