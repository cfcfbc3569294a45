"""Faults of every kind, on a real broker: what was sent is kept once, whatever is killed when."""

from __future__ import annotations

import random
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from figurewatch.app.settings import KafkaSection
from figurewatch.app.topics import create_topics
from figurewatch.records import Article
from figurewatch.records.codec import encode
from tests.kafka import counts
from tests.kafka.conftest import Cluster, Process, broker_module
from tests.kafka.forked import Forked

DRAIN_SECONDS = 120


class CountingCluster(Cluster):
    """A cluster whose workers read the made-up language of `counts`."""

    def start(self, role: str, *arguments: str) -> Process:
        """Start a role; for `process` the argument is the worker's name."""
        if role != "process":
            return super().start(role, *arguments)
        words = [str(self.config), *(arguments or ("one",))]
        process = Forked("counts", words, log=self.directory / "process.log")
        self.processes.append(process)
        return process

    def until_compared(self, number: int) -> None:
        """Wait until the store has this many figures: faults are to fall into the work."""
        self.until(lambda: self.store.counts()["figures"] >= number)

    def assert_kept_once(self, articles: list[Article]) -> None:
        """The store has the figures and alerts that the articles come to: no more, no less."""
        self.until_drained(timeout=DRAIN_SECONDS)
        figures, alerts = counts.expected(articles)
        kept = {figure.id: encode(figure) for figure in self.store.all_figures()}
        standing = {
            alert.id: encode(alert) for alert in self.store.alerts() if alert.state != "withdrawn"
        }
        assert kept == figures
        assert standing == alerts
        assert alerts


def counting(bootstrap: str, directory: Path) -> CountingCluster:
    """Topics of a test's own, and the means to start roles on them."""
    kafka = KafkaSection(bootstrap_servers=bootstrap, prefix=f"f{time.time_ns()}.", partitions=4)
    create_topics(kafka)
    return CountingCluster(kafka=kafka, directory=directory)


@pytest.fixture
def cluster(bootstrap: str, tmp_path: Path) -> Iterator[CountingCluster]:
    """A cluster on the broker of the whole run."""
    cluster = counting(bootstrap, tmp_path)
    yield cluster
    cluster.stop()


@pytest.mark.timeout(600)
def test_kill_9_again_and_again_loses_nothing_and_doubles_nothing(cluster: CountingCluster) -> None:
    """At random moments of the work; what stops the reader is set aside once, with its bytes."""
    seed = random.Random(11)
    poison = [replace(counts.made_article(i), id=f"poison-{i}", text="boom") for i in range(12)]
    articles = counts.made_articles(800)
    cluster.start("deliver")
    worker = cluster.start("process")
    for part in range(4):
        cluster.send([*articles[part::4], *poison[part::4]])
        cluster.until_compared(300 * part + 20)
        time.sleep(seed.uniform(0, 0.4))
        worker.kill()
        worker.wait()
        worker = cluster.start("process")
    cluster.assert_kept_once(articles)
    letters = cluster.store.dead_letters()
    assert len(letters) == len(poison)
    assert all(b"boom" in letter.payload and "boom" in letter.error for letter in letters)


@pytest.mark.timeout(600)
def test_workers_that_join_leave_freeze_and_die_lose_nothing(cluster: CountingCluster) -> None:
    """Partitions move with their tables; a worker that wakes up again has no say any more."""
    articles = counts.made_articles(1500)
    cluster.start("deliver")
    one = cluster.start("process", "one")
    cluster.send(articles[0::5])
    cluster.until_compared(100)
    two = cluster.start("process", "two")
    cluster.send(articles[1::5])
    cluster.until_compared(900)
    one.send_signal(signal.SIGSTOP)
    cluster.send(articles[2::5])
    cluster.until_compared(1700)  # `two` alone
    one.send_signal(signal.SIGCONT)
    cluster.send(articles[3::5])
    cluster.until_compared(2100)
    two.kill()
    cluster.send(articles[4::5])
    cluster.until_compared(2700)
    two = cluster.start("process", "two")
    time.sleep(3)
    one.send_signal(signal.SIGTERM)
    assert one.wait(60) == 0
    cluster.assert_kept_once(articles)


@pytest.mark.timeout(480)
def test_a_broker_that_stops_and_then_dies_loses_nothing(tmp_path: Path) -> None:
    """Workers and `deliver` wait and go on by themselves."""
    module = broker_module()
    broker = module.Broker(tmp_path / "kafka", brief=True)
    try:
        broker.start()
    except module.BrokerError as error:
        pytest.skip(f"needs a broker of its own: {error}")
    cluster = counting(broker.bootstrap_servers, tmp_path)
    articles = counts.made_articles(600)
    try:
        roles = [cluster.start("process"), cluster.start("deliver")]
        for part, end in enumerate((broker.stop, broker.kill)):
            cluster.send(articles[part::3])
            cluster.until_compared(400 * part + 100)
            end()
            time.sleep(3)
            broker.start()
        cluster.send(articles[2::3])
        cluster.assert_kept_once(articles)
        assert [role.poll() for role in roles] == [None, None]
    finally:
        cluster.stop()
        broker.stop()


@pytest.mark.timeout(600)
def test_a_worker_whose_disk_is_full_stops_and_another_goes_on(cluster: CountingCluster) -> None:
    """
    It ends with an error instead of acknowledging what it could not keep. The other builds its
    tables from their changelogs: alerts that need earlier figures come all the same.
    """
    articles = counts.made_articles(600)
    cluster.start("deliver")
    command = f"{sys.executable} -m tests.kafka.counts {cluster.config} full"
    full = cluster.run(["bash", "-c", f"ulimit -f 128 && exec {command}"])
    cluster.send(articles)
    assert full.wait(120) != 0
    cluster.processes.remove(full)
    assert cluster.store.counts()["figures"] < 2 * len(articles)
    cluster.start("process")
    cluster.assert_kept_once(articles)
