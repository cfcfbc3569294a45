"""What was set aside goes back to its topic, on a real broker: as it came, and once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from figurewatch.records import DeadLetter
from sinks.letters import Letters
from tests import factories
from tests.app.test_cli import figurewatch
from tests.kafka import counts
from tests.kafka.test_faults import CountingCluster, counting

TOKEN = "a-token-of-the-tests"
POISON = b"\xff no article"


@pytest.fixture
def cluster(bootstrap: str, tmp_path: Path) -> Iterator[CountingCluster]:
    """A cluster whose pages take a token."""
    cluster = counting(bootstrap, tmp_path)
    cluster.says = {"http": {"port": 0, "token": TOKEN}}
    yield cluster
    cluster.stop()


async def click(address: str, letter: DeadLetter, *, times: int) -> list[int]:
    """Try a letter again, several times at once."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def once() -> int:
            url = f"{address}/dead-letters/{letter.id}/retry"
            async with session.post(url, allow_redirects=False) as response:
                return response.status

        return sorted(await asyncio.gather(*(once() for _ in range(times))))


def test_a_letter_goes_back_once_and_keeps_its_history(
    cluster: CountingCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the pages to a worker that is mended since; from the shell what nobody can read."""
    article = factories.article(text="4500 Karsovia\nboom", outlet="Outlet 1")
    worker = cluster.start("process")
    cluster.start("deliver")
    cluster.send([article])
    cluster.send_bytes([("x", POISON)])
    store = cluster.store
    cluster.until(lambda: len(store.dead_letters()) == 2)
    boom, poison = sorted(store.dead_letters(), key=lambda letter: letter.payload == POISON)
    sent = {message.value: message for message in cluster.messages("articles")}
    worker.terminate()
    worker.wait(30)
    monkeypatch.setenv(counts.MENDED, "1")
    cluster.start("process")

    assert asyncio.run(click(cluster.pages(), boom, times=4)) == [303, 409, 409, 409]
    done = figurewatch("dead-letters", "retry", poison.id, "--config", str(cluster.config))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcome"] == "handed back"

    cluster.until(lambda: list(store.all_figures()) and store.dead_letters())
    assert [figure.quantity.text for figure in store.all_figures()] == ["4500"]
    messages = cluster.messages("articles")
    assert sorted(message.value for message in messages) == sorted([*sent, *sent])
    assert {(message.value, message.partition) for message in messages} == {
        (message.value, message.partition) for message in sent.values()
    }
    assert {message.key for message in messages if message.value != POISON} == {b"Outlet 1"}
    letters = Letters(store)
    (came_back,) = store.dead_letters()
    assert came_back.payload == POISON
    assert letters.history(came_back).came_of == poison.id
    assert letters.history(poison).came_back_as == came_back.id
    (tried,) = letters.history(boom).tries
    assert (tried.who, tried.outcome) == ("the pages", "handed back")
    assert {letter.id for letter in store.dead_letters(settled=True)} == {boom.id, poison.id}
