"""An alert that comes over a real broker reaches a real webhook once, whatever is killed."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from sinks.outbox import Outbox
from tests.kafka import counts
from tests.kafka.conftest import Process
from tests.kafka.test_faults import CountingCluster, counting
from tests.ports import free_port
from tests.sinks.receivers import SECRET, Receiver

#: Its first line is three times the level.
DEPARTING = counts.made_article(3)


@contextmanager
def listening(receiver: Receiver, port: int) -> Iterator[None]:
    """Serve the receiver from a thread of its own."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    done = asyncio.Event()

    async def serve() -> None:
        async with receiver.listening(port):
            ready.set()
            await done.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(10)


@pytest.fixture
def port() -> int:
    """Where the receiver listens."""
    return free_port()


@pytest.fixture
def cluster(bootstrap: str, tmp_path: Path, port: int) -> Iterator[CountingCluster]:
    """A cluster whose `deliver` tells a webhook."""
    cluster = counting(bootstrap, tmp_path)
    desk = {
        "name": "desk",
        "type": "webhook",
        "url": f"http://127.0.0.1:{port}/hook",
        "secret": SECRET,
        "allow_private": ["127.0.0.0/8"],
    }
    cluster.says = {"subscribers": [desk]}
    yield cluster
    cluster.stop()


@pytest.mark.timeout(180)
def test_an_alert_is_handed_over_once_and_corrected_once(
    cluster: CountingCluster, port: int
) -> None:
    """Killed after the post and before the answer, the same id comes again; repeats bring none."""
    given = counts.made_articles(12)
    _, alerts = counts.expected(given)
    receiver = Receiver()
    delivering: list[Process] = []

    def kill() -> None:
        receiver.before_answer = lambda: None
        delivering[-1].kill()

    def all_sent() -> bool:
        outbox = Outbox(cluster.store)
        states = [status.state for alert_id in alerts for status in outbox.statuses(alert_id)]
        return states == ["sent"] * len(alerts)

    receiver.before_answer = kill
    with listening(receiver, port):
        cluster.start("process")
        delivering.append(cluster.start("deliver"))
        cluster.send(given)
        cluster.until(lambda: delivering[-1].poll() is not None)
        delivering.append(cluster.start("deliver"))
        cluster.until(all_sent)
        assert sorted(receiver.ids) == sorted([*alerts, receiver.ids[0]])

        cluster.send(given)
        cluster.send([replace(DEPARTING, text=DEPARTING.text.splitlines()[1], revision=2)])
        cluster.until(lambda: len(receiver.ids) > len(alerts) + 1)
        cluster.until_drained()
    types = [json.loads(body)["type"] for _, body in receiver.got]
    assert types == ["alert.raised"] * (len(alerts) + 1) + ["alert.withdrawn"]
