"""What was set aside in the embedded mode is taken in again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from spacy.language import Language

from figurewatch.app.embedded import EmbeddedMonitor
from figurewatch.app.settings import Settings
from figurewatch.errors import DecodeError, ProcessingError
from figurewatch.records import DeadLetter
from figurewatch.records.codec import encode
from tests import factories


@pytest.fixture
def monitor(tmp_path: Path, nlp: Language) -> EmbeddedMonitor:
    """A monitor that is not running; `nlp` is asked for so that the test skips without it."""
    return EmbeddedMonitor(Settings(data_dir=tmp_path))


def letter(payload: bytes) -> DeadLetter:
    """An article that could not be read when it came."""
    return DeadLetter.about(
        payload,
        ProcessingError("a bug since mended", about="a1"),
        origin="articles",
        position="a1:1",
        step="read",
        at=datetime(2026, 9, 14, tzinfo=UTC),
    )


def test_an_article_that_can_be_read_now_is_kept_with_its_figures(
    monitor: EmbeddedMonitor,
) -> None:
    """As if it had just come."""
    assert asyncio.run(monitor.retry(letter(encode(factories.article()))))
    store = monitor.front.store
    assert store.article("a1") == factories.article()
    assert [figure.quantity.text for figure in store.figures()] == ["Some 4,500"]


def test_bytes_that_are_no_article_are_refused(monitor: EmbeddedMonitor) -> None:
    """They would not become one by trying."""
    with pytest.raises(DecodeError):
        asyncio.run(monitor.retry(letter(b"\xff")))
