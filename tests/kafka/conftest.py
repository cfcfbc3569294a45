"""One real Kafka broker for the whole run, and the monitor's roles as real processes around it."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from figurewatch.app.settings import KafkaSection
from figurewatch.app.topics import app_id, create_topics, topic_names
from figurewatch.records import Article
from ingest.producer import message_of
from sinks.store import Store
from tests.kafka.forked import Forked

Process = subprocess.Popen[bytes] | Forked
ROOT = Path(__file__).parents[2]
IMAGE = "apache/kafka:4.4.0"


def broker_module() -> ModuleType:
    """Load deploy/kafka/broker.py, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("broker", ROOT / "deploy/kafka/broker.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["broker"] = module
    spec.loader.exec_module(module)
    return module


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the broker."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.kafka)


@pytest.fixture(scope="session")
def bootstrap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """
    Give the address of a running broker.

    FIGUREWATCH_TEST_KAFKA names one; else Java starts one from its jars; else Docker does.
    Otherwise the tests skip, or fail where CI=true.
    """
    if named := os.environ.get("FIGUREWATCH_TEST_KAFKA"):
        yield named
        return
    module = broker_module()
    reasons = []
    try:
        broker = module.Broker(tmp_path_factory.mktemp("kafka"), brief=True)
        broker.start()
    except module.BrokerError as error:
        reasons.append(str(error))
    else:
        yield broker.bootstrap_servers
        broker.stop()
        return
    if shutil.which("docker") and _docker("info").returncode == 0:
        yield from _in_docker(module.free_port())
        return
    reasons.append("no Docker engine runs")
    reason = f"no Kafka broker: {'; '.join(reasons)}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _in_docker(port: int) -> Iterator[str]:
    started = _docker("run", "--rm", "--detach", "--publish", f"127.0.0.1:{port}:9092", IMAGE)
    if started.returncode != 0:
        pytest.fail(f"Docker could not start {IMAGE}: {started.stderr}")
    time.sleep(10)
    yield f"127.0.0.1:{port}"
    _docker("stop", started.stdout.strip())


def _docker(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)


@dataclass
class Cluster:
    """The roles of one test, under a topic prefix of its own."""

    kafka: KafkaSection
    directory: Path
    processes: list[Process] = field(default_factory=list)
    #: What the configuration says beside the broker.
    says: dict[str, Any] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        """The configuration of the roles."""
        path = self.directory / "figurewatch.yml"
        if not path.exists():
            values = {
                "data_dir": str(self.directory),
                "pipeline": os.environ.get("FIGUREWATCH_PIPELINE"),
                "http": {"port": 0},
                "kafka": self.kafka.model_dump(),
            } | self.says
            path.write_text(yaml.safe_dump(values))
        return path

    def start(self, role: str, *arguments: str) -> Process:
        """Start a role as a process; its output goes to a log beside the configuration."""
        words = [role, "--config", str(self.config), *arguments]
        process = Forked("figurewatch", words, log=self.directory / f"{role}.log")
        self.processes.append(process)
        return process

    def start_by_command(self, role: str, *arguments: str) -> Process:
        """Start a role as an operator does, by `python -m figurewatch`."""
        words = [role, "--config", str(self.config), *arguments]
        return self.run([sys.executable, "-m", "figurewatch", *words], log=f"{role}.log")

    def run(self, command: list[str], *, log: str = "process.log") -> Process:
        """Run a command beside the roles."""
        with (self.directory / log).open("ab") as to:
            process = subprocess.Popen(command, stdout=to, stderr=subprocess.STDOUT, cwd=ROOT)
        self.processes.append(process)
        return process

    def log(self, role: str) -> str:
        """Give the end of a role's log, for messages of failed assertions."""
        path = self.directory / f"{role}.log"
        return path.read_text(errors="replace")[-3000:] if path.exists() else ""

    def pages(self) -> str:
        """Give the address of the pages that `deliver` serves, once it does."""
        self.until(lambda: re.search(r"http://[\d.:]+", self.log("deliver")))
        return re.findall(r"http://[\d.:]+", self.log("deliver"))[-1]

    def messages(self, topic: str) -> list[Any]:
        """Give the messages of a topic."""
        consumer = KafkaConsumer(
            bootstrap_servers=self.kafka.bootstrap_servers, enable_auto_commit=False
        )
        name = f"{self.kafka.prefix}{topic}"
        parts = [TopicPartition(name, part) for part in consumer.partitions_for_topic(name) or ()]
        consumer.assign(parts)
        consumer.seek_to_beginning(*parts)
        missing = sum(consumer.end_offsets(parts).values())
        found: list[Any] = []
        while len(found) < missing:
            for batch in consumer.poll(timeout_ms=500).values():
                found += batch
        consumer.close()
        return found

    def send(self, articles: list[Article]) -> None:
        """Put articles on the topic as `ingest` does."""
        self.send_bytes([(article.outlet, message_of(article)) for article in articles])

    def send_bytes(self, messages: list[tuple[str, bytes]], *, topic: str = "articles") -> None:
        """Put raw messages on a topic."""
        producer = KafkaProducer(bootstrap_servers=self.kafka.bootstrap_servers, acks="all")
        futures = [
            producer.send(f"{self.kafka.prefix}{topic}", key=key.encode(), value=value)
            for key, value in messages
        ]
        for future in futures:
            future.get(30)
        producer.close()

    def lag(self, group: str, topic: str) -> int:
        """Count the messages of a topic that a group has not acknowledged."""
        consumer = KafkaConsumer(
            bootstrap_servers=self.kafka.bootstrap_servers,
            group_id=group,
            enable_auto_commit=False,
        )
        parts = [TopicPartition(topic, part) for part in consumer.partitions_for_topic(topic) or ()]
        ends = consumer.end_offsets(parts)
        lag = sum(ends[part] - (consumer.committed(part) or 0) for part in parts)
        consumer.close()
        return lag

    def until_drained(self, *, timeout: float = 90) -> None:
        """Wait until everything that was sent is read, compared and kept."""
        names = topic_names(self.kafka)
        deliver = f"{self.kafka.prefix}deliver"
        self.until(
            lambda: all(
                self.lag(group, topic) == 0
                for group, topic in (
                    (app_id(self.kafka), names.articles),
                    (app_id(self.kafka), names.figures),
                    (deliver, names.articles),
                    (deliver, names.figures),
                    (deliver, names.alerts),
                    (deliver, names.dead_letters),
                )
            ),
            timeout=timeout,
        )

    def until(self, condition: Callable[[], Any], *, timeout: float = 120) -> None:
        """Wait until `condition()` holds; fails with the roles' logs if it never does."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if condition():
                return
            if any(process.poll() not in (None, 0, -9) for process in self.processes):
                break
            time.sleep(0.5)
        logs = "\n".join(f"--- {role}\n{self.log(role)}" for role in ("process", "deliver"))
        pytest.fail(f"not within {timeout:.0f} s\n{logs}")

    @property
    def store(self) -> Store:
        """The store that `deliver` keeps."""
        return Store(self.directory / "figurewatch.db")

    def stop(self) -> None:
        """End every process of the test."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()


@pytest.fixture
def cluster(
    bootstrap: str, tmp_path: Path, request: pytest.FixtureRequest, nlp: object
) -> Iterator[Cluster]:
    """Topics of the test's own, and the means to start roles on them."""
    kafka = KafkaSection(
        bootstrap_servers=bootstrap, prefix=f"t{time.time_ns()}.", partitions=4, replication=1
    )
    create_topics(kafka)
    cluster = Cluster(kafka=kafka, directory=tmp_path)
    yield cluster
    cluster.stop()
