"""
A local Kafka broker (KRaft, one node) from its jars: for tests and for local work.

    python deploy/kafka/broker.py fetch     copy the jars with Maven into the cache
    python deploy/kafka/broker.py run       start a broker on 127.0.0.1:9092, until Ctrl-C

It needs Java 17 or newer, and Maven once. The jars lie in ~/.cache/figurewatch, or where
FIGUREWATCH_KAFKA_CACHE says; nothing is kept in the checkout.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")
CLUSTER_ID = "4L6g3nShT-eMCtK--X86sw"
#: Java compiles quickly instead of well: a start takes two thirds of the CPU.
QUICK = "-XX:TieredStopAtLevel=1"


class BrokerError(Exception):
    """The broker can't be had here; says why."""


def jars() -> Path:
    """Give the folder of the broker's jars, whether or not it is filled yet."""
    cache = os.environ.get("FIGUREWATCH_KAFKA_CACHE") or "~/.cache/figurewatch"
    version = re.search(r"<kafka.version>(.*?)<", POM.read_text(encoding="utf-8"))
    assert version is not None
    return Path(cache).expanduser() / f"kafka-{version[1]}"


def fetch() -> Path:
    """Copy the jars into the cache unless they are there; raises BrokerError if that fails."""
    target = jars()
    if target.is_dir():
        return target
    if shutil.which("mvn") is None:
        raise BrokerError(f"no jars in {target}, and Maven is not installed")
    with tempfile.TemporaryDirectory() as scratch:
        filled = Path(scratch) / "jars"
        done = subprocess.run(
            [
                "mvn",
                "--batch-mode",
                "--quiet",
                "--file",
                str(POM),
                "dependency:copy-dependencies",
                "-DincludeScope=runtime",
                f"-DoutputDirectory={filled}",
            ],
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        if done.returncode != 0 or not filled.is_dir():
            raise BrokerError(f"Maven could not copy the jars: {done.stdout[-500:]}")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(filled, target)
    return target


def free_port() -> int:
    """Give a port of 127.0.0.1 that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Broker:
    """
    One broker process on loopback, with its data in `data_dir`.

    `secure` adds listeners, a port by protocol ("SSL", "SASL_SSL"), which `properties` furnish
    with certificates; `scram` holds their users as kafka-storage takes them. A `brief` one is for
    some minutes, not for measuring.
    """

    data_dir: Path
    port: int = field(default_factory=free_port)
    controller_port: int = field(default_factory=free_port)
    secure: dict[str, int] = field(default_factory=dict)
    properties: tuple[str, ...] = ()
    scram: tuple[str, ...] = ()
    brief: bool = False
    _process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap_servers(self) -> str:
        """What clients connect to."""
        return f"127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """The broker's output."""
        return self.data_dir / "broker.log"

    def start(self, *, timeout: float = 90) -> None:
        """Start, or start again with the same data and port; returns when it takes requests."""
        java = shutil.which("java")
        if java is None:
            raise BrokerError("Java is not installed")
        classpath = f"{fetch()}/*"
        self.data_dir.mkdir(parents=True, exist_ok=True)
        properties = self.data_dir / "server.properties"
        if not properties.exists():
            properties.write_text(self._properties(), encoding="utf-8")
            self._format(java, classpath, properties)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [java, "-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", *([QUICK] if self.brief else []),
                 "-Djava.awt.headless=true",
                 "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                 "-cp", classpath, "kafka.Kafka", str(properties)],
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
        self._wait(timeout)

    def stop(self) -> None:
        """Stop as an operator would, within half a minute."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Stop at once, as a crash would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        self._process = None

    def _format(self, java: str, classpath: str, properties: Path) -> None:
        done = subprocess.run(
            [java, "-Xmx256m", QUICK, "-cp", classpath, "kafka.tools.StorageTool", "format",
             "-t", CLUSTER_ID, "-c", str(properties),
             *(part for user in self.scram for part in ("--add-scram", user))],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise BrokerError(f"the storage could not be formatted: {done.stdout[-500:]}")

    def _wait(self, timeout: float) -> None:
        from kafka import KafkaAdminClient
        from kafka.errors import KafkaError

        assert self._process is not None
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            if self._process.poll() is not None:
                said = self.log.read_text(errors="replace")[-1000:]
                raise BrokerError(f"the broker stopped at its start: {said}")
            try:
                admin = KafkaAdminClient(
                    bootstrap_servers=self.bootstrap_servers, bootstrap_timeout_ms=2000
                )
                admin.list_topics()
                admin.close()
            except (KafkaError, OSError):
                time.sleep(0.3)
            else:
                return
        raise BrokerError(f"the broker did not answer within {timeout:.0f} s")

    def _properties(self) -> str:
        listeners = {"PLAINTEXT": self.port, **self.secure}
        public = ",".join(f"{name}://127.0.0.1:{port}" for name, port in listeners.items())
        protocols = ",".join(f"{name}:{name}" for name in listeners)
        return "\n".join(
            (
                "process.roles=broker,controller",
                "node.id=1",
                f"controller.quorum.voters=1@127.0.0.1:{self.controller_port}",
                f"listeners={public},CONTROLLER://127.0.0.1:{self.controller_port}",
                f"advertised.listeners={public}",
                "inter.broker.listener.name=PLAINTEXT",
                "controller.listener.names=CONTROLLER",
                f"listener.security.protocol.map=CONTROLLER:PLAINTEXT,{protocols}",
                f"log.dirs={self.data_dir / 'logs'}",
                "auto.create.topics.enable=false",
                "offsets.topic.num.partitions=4",
                "offsets.topic.replication.factor=1",
                "transaction.state.log.num.partitions=4",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "share.coordinator.state.topic.num.partitions=1",
                "share.coordinator.state.topic.replication.factor=1",
                "share.coordinator.state.topic.min.isr=1",
                "group.initial.rebalance.delay.ms=0",
                "group.min.session.timeout.ms=1000",
                "log.cleaner.dedupe.buffer.size=2097152",
                "num.network.threads=2",
                "num.io.threads=4",
                *self.properties,
                "",
            )
        )


def main() -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("command", choices=["fetch", "run"])
    parser.add_argument("--port", type=int, default=9092)
    parser.add_argument("--data", type=Path, default=Path("var/kafka"))
    arguments = parser.parse_args()
    try:
        if arguments.command == "fetch":
            print(fetch())
            return 0
        broker = Broker(arguments.data.resolve(), port=arguments.port)
        broker.start()
        print(f"Kafka answers on {broker.bootstrap_servers}; Ctrl-C stops it", file=sys.stderr)
        try:
            signal.pause()
        except KeyboardInterrupt:
            broker.stop()
    except BrokerError as error:
        print(f"kafka: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
