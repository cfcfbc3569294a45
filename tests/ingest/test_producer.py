"""What becomes of the spool while there is no broker."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from figurewatch.errors import TransportError
from figurewatch.records import Article
from figurewatch.records.codec import decode_event, from_wire
from ingest.producer import SpoolProducer, message_of
from tests import factories
from tests.ingest.outlets import Clock, store_with

TOPIC = "articles"


def articles(count: int) -> list[Article]:
    return [factories.article(id=f"a{n}") for n in range(count)]


def test_without_a_broker_articles_stay_in_the_spool(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        servers = f"127.0.0.1:{unused.getsockname()[1]}"
        store = store_with(tmp_path, *articles(5))
        producer = SpoolProducer(
            store,
            bootstrap_servers=servers,
            topic=TOPIC,
            dead_letters="dead-letters",
            now=Clock(),
            delivery_seconds=1.0,
        )
        with pytest.raises(TransportError, match="broker"):
            producer.send_pending()
    assert store.spool_size() == 5


def test_an_empty_spool_needs_no_broker(tmp_path: Path) -> None:
    store = store_with(tmp_path)
    producer = SpoolProducer(
        store,
        bootstrap_servers="127.0.0.1:1",
        topic=TOPIC,
        dead_letters="dead-letters",
        now=Clock(),
    )
    assert producer.send_pending() == 0


def test_a_message_tells_article_and_revision() -> None:
    article = factories.article(id="a1", revision=2)
    event = decode_event(message_of(article))
    assert (event.id, event.subject) == ("a1:2", article.outlet)
    assert from_wire(event.data, Article) == article
