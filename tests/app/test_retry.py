"""What was set aside in the embedded mode is taken in again: from the pages, from the shell."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from spacy.language import Language

from figurewatch.app.embedded import EmbeddedMonitor
from figurewatch.app.settings import Settings
from figurewatch.errors import DecodeError, InputError, ProcessingError
from figurewatch.records import DeadLetter
from figurewatch.records.codec import encode
from ingest.store import Store as IngestStore
from sinks.letters import Letters
from sinks.store import Store
from tests import factories
from tests.app.test_cli import figurewatch

MONDAY = datetime(2026, 9, 14, tzinfo=UTC)


@pytest.fixture
def monitor(tmp_path: Path, nlp: Language) -> EmbeddedMonitor:
    """A monitor that is not running; `nlp` is asked for so that the test skips without it."""
    return EmbeddedMonitor(Settings(data_dir=tmp_path))


def set_aside(store: Store, payload: bytes, *, position: str = "a1:1") -> DeadLetter:
    """An article that could not be read when it came."""
    letter = DeadLetter.about(
        payload,
        ProcessingError("a bug since mended", about="a1"),
        origin="articles",
        position=position,
        step="read",
        at=MONDAY,
    )
    with store.transaction() as transaction:
        transaction.put_dead_letter(letter)
    return letter


def test_an_article_that_can_be_read_now_is_kept_with_its_figures(
    monitor: EmbeddedMonitor,
) -> None:
    """As if it had just come; and once only."""
    store = monitor.front.store
    letter = set_aside(store, encode(factories.article()))
    assert asyncio.run(monitor.retry(letter))
    assert store.article("a1") == factories.article()
    assert [figure.quantity.text for figure in store.figures()] == ["Some 4,500"]
    history = Letters(store).history(letter)
    assert [tried.outcome for tried in history.tries] == ["taken in"]
    assert history.settled is not None
    with pytest.raises(InputError, match="taken in again already"):
        asyncio.run(monitor.retry(letter))


def test_bytes_that_are_no_article_are_refused(monitor: EmbeddedMonitor) -> None:
    """They would not become one by trying."""
    with pytest.raises(DecodeError):
        asyncio.run(monitor.retry(set_aside(monitor.front.store, b"\xff")))


def test_from_the_command_line_it_goes_to_the_spool(tmp_path: Path) -> None:
    """Once, for the monitor that runs or will; what can't be read is said, and stays."""
    config = tmp_path / "figurewatch.yml"
    config.write_text(yaml.safe_dump({"data_dir": str(tmp_path)}))
    store = Store(tmp_path / "figurewatch.db")
    IngestStore(store.path).close()
    good = set_aside(store, encode(factories.article()))
    bad = set_aside(store, b"\xff", position="a2:1")

    done = figurewatch("dead-letters", "retry", "--all", "--by", "ada", "--config", str(config))
    assert done.returncode == 3
    assert [json.loads(line)["letter"] for line in done.stdout.splitlines()] == [good.id]
    assert done.stderr.startswith("figurewatch: not JSON")
    assert [article for _, article in IngestStore(store.path).pending()] == [factories.article()]

    again = figurewatch("dead-letters", "retry", good.id, "--config", str(config))
    assert again.returncode == 1
    assert "was taken in again already" in again.stderr
    assert IngestStore(store.path).spool_size() == 1
    shown = json.loads(figurewatch("dead-letters", good.id, "--config", str(config)).stdout)
    assert [(item["who"], item["outcome"]) for item in shown["history"]["tries"]] == [
        ("ada", "handed back")
    ]
    waiting = figurewatch("dead-letters", "--config", str(config)).stdout
    assert [json.loads(line)["id"] for line in waiting.splitlines()] == [bad.id]


def test_what_fails_again_waits_again(tmp_path: Path) -> None:
    """Also after it was handed back; a message that is only told again changes nothing."""
    store = Store(tmp_path / "figurewatch.db")
    letter = set_aside(store, encode(factories.article()))
    Letters(store).hand_back(letter, lambda *_: "", who="ada", now=MONDAY)
    with store.transaction() as transaction:
        transaction.put_dead_letter(letter)
    assert store.dead_letters() == []
    with store.transaction() as transaction:
        transaction.put_dead_letter(letter, again=True)
    assert store.dead_letters() == [letter]
