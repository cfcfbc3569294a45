"""TLS and passwords, on a real broker that asks for them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from figurewatch.app.retrying import resending
from figurewatch.app.security import client_options
from figurewatch.app.settings import KafkaSection, KafkaSecurity, load_settings
from figurewatch.app.topics import create_topics, topic_names
from figurewatch.errors import TransportError
from ingest.producer import SpoolProducer
from ingest.reporting import FeedReporter
from sinks.lag import measure_progress
from tests import factories
from tests.certificates import Authority, make_authority
from tests.ingest.outlets import Clock, store_with
from tests.kafka.conftest import Cluster, broker_module
from tests.kafka.test_faults import CountingCluster

PASSWORDS = {"scram": "tide", "plain": "ebb"}
_JAAS = "org.apache.kafka.common.security"


@dataclass(frozen=True, kw_only=True)
class SecureBroker:
    """A broker with a listener for certificates and one for passwords."""

    authority: Authority
    ports: dict[str, int]

    def section(self, protocol: str, *, prefix: str, **security: Any) -> KafkaSection:
        """Give the settings that reach a listener; `security` changes them."""
        values: dict[str, Any] = {"protocol": protocol, "ca_file": self.authority.file}
        if protocol == "SSL":
            wire = self.authority.sign("wire")
            values |= {"cert_file": wire.cert, "key_file": wire.key}
        return KafkaSection(
            bootstrap_servers=f"127.0.0.1:{self.ports[protocol]}",
            prefix=prefix,
            partitions=1,
            security=KafkaSecurity.model_validate(values | security),
        )


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureBroker]:
    """Start a broker that nobody reaches without certificate or password."""
    module = broker_module()
    directory = tmp_path_factory.mktemp("secure")
    authority = make_authority(directory)
    ours = authority.sign("broker")
    store = directory / "broker-store.pem"
    store.write_text(ours.key.read_text() + ours.cert.read_text())
    ports = {"SSL": module.free_port(), "SASL_SSL": module.free_port()}
    password = 'username="{0}" password="{1}" user_{0}="{1}";'.format("plain", PASSWORDS["plain"])
    mechanisms = ("SCRAM-SHA-256", "SCRAM-SHA-512")
    broker = module.Broker(
        directory / "data",
        brief=True,
        secure=ports,
        scram=tuple(f"{name}=[name=scram,password={PASSWORDS['scram']}]" for name in mechanisms),
        properties=(
            "ssl.keystore.type=PEM",
            f"ssl.keystore.location={store}",
            "ssl.truststore.type=PEM",
            f"ssl.truststore.location={authority.file}",
            "listener.name.ssl.ssl.client.auth=required",
            f"sasl.enabled.mechanisms=PLAIN,{','.join(mechanisms)}",
            *(
                f"listener.name.sasl_ssl.{name.lower()}.sasl.jaas.config="
                f"{_JAAS}.scram.ScramLoginModule required;"
                for name in mechanisms
            ),
            f"listener.name.sasl_ssl.plain.sasl.jaas.config={_JAAS}.plain.PlainLoginModule"
            f" required {password}",
        ),
    )
    try:
        broker.start()
    except module.BrokerError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))
    yield SecureBroker(authority=authority, ports=ports)
    broker.stop()


def lag(kafka: KafkaSection, topic: str) -> int:
    """Ask how much nobody has read; a broker that has just started has no coordinator yet."""
    while True:
        try:
            found = measure_progress(
                {"nobody": [topic]},
                bootstrap_servers=[kafka.bootstrap_servers],
                client=client_options(kafka),
            )
        except TransportError as error:
            if "Coordinator" not in str(error):
                raise
        else:
            return found["nobody", topic].behind


def test_each_way_in_works_for_the_clients_of_ingest_and_deliver(
    secure: SecureBroker, tmp_path: Path
) -> None:
    """Create topics, send an article, ask for the lag: by certificate and by each mechanism."""
    ways = {
        "cert.": ("SSL", {}),
        "plain.": ("SASL_SSL", {"mechanism": "PLAIN", "user": "plain"}),
        "short.": ("SASL_SSL", {"mechanism": "SCRAM-SHA-256", "user": "scram"}),
        "long.": ("SASL_SSL", {"mechanism": "SCRAM-SHA-512", "user": "scram"}),
    }
    for prefix, (protocol, way) in ways.items():
        password = {"password": PASSWORDS[way["user"]]} if way else {}
        kafka = secure.section(protocol, prefix=prefix, **way, **password)
        names = topic_names(kafka)
        assert names.articles in create_topics(kafka)
        producer = SpoolProducer(
            store_with(tmp_path / prefix, factories.article()),
            bootstrap_servers=kafka.bootstrap_servers,
            topic=names.articles,
            dead_letters=names.dead_letters,
            now=Clock(),
            client=client_options(kafka),
        )
        assert producer.send_pending() == 1
        producer.close()
        assert lag(kafka, names.articles) == 1
        with closing(reporter(kafka)) as feeds:
            assert feeds.tell([factories.feed_status()]) == 1
        with closing(resending(kafka)) as broker:
            broker.connect()


def reporter(kafka: KafkaSection) -> FeedReporter:
    """What tells how feeds are doing."""
    return FeedReporter(
        bootstrap_servers=[kafka.bootstrap_servers],
        topic=topic_names(kafka).feeds,
        run="one",
        client=client_options(kafka),
    )


def test_each_way_in_works_for_faust(secure: SecureBroker, tmp_path: Path) -> None:
    """The same block: a worker reads an article and writes its figures, changelogs and all."""
    ways = {
        "fcert.": ("SSL", {}),
        "fplain.": ("SASL_SSL", {"mechanism": "PLAIN", "user": "plain"}),
        "flong.": ("SASL_SSL", {"mechanism": "SCRAM-SHA-512", "user": "scram"}),
    }
    clusters = []
    try:
        for prefix, (protocol, way) in ways.items():
            password = {"password": PASSWORDS[way["user"]]} if way else {}
            kafka = secure.section(protocol, prefix=prefix, **way, **password)
            create_topics(kafka)
            security = kafka.security.model_dump(mode="json", exclude_none=True) | password
            says = {"kafka": kafka.model_dump(mode="json") | {"security": security}}
            cluster = CountingCluster(kafka=kafka, directory=tmp_path / prefix, says=says)
            cluster.directory.mkdir()
            cluster.start("process")
            clusters.append(cluster)
        for cluster in clusters:
            store = store_with(cluster.directory, factories.article(text="4500 Karsovia"))
            names = topic_names(cluster.kafka)
            producer = SpoolProducer(
                store,
                bootstrap_servers=cluster.kafka.bootstrap_servers,
                topic=names.articles,
                dead_letters=names.dead_letters,
                now=Clock(),
                client=client_options(cluster.kafka),
            )
            with closing(producer):
                producer.send_pending()
        for cluster in clusters:
            figures = topic_names(cluster.kafka).figures
            cluster.until(partial(lag, cluster.kafka, figures), timeout=60)
    finally:
        for cluster in clusters:
            cluster.stop()


def test_who_has_no_way_in_is_told_so(secure: SecureBroker) -> None:
    """In one line, in bounded time, and with nothing created."""
    kafkas = [
        secure.section(protocol, prefix="none.", **security)
        for protocol, security in (
            ("SASL_SSL", {"user": "scram", "password": "flood"}),
            ("SASL_SSL", {"user": "scram", "password": PASSWORDS["scram"], "ca_file": None}),
            ("SSL", {"cert_file": None, "key_file": None}),
        )
    ]
    with ThreadPoolExecutor(len(kafkas)) as together:
        for made in [together.submit(create_topics, kafka) for kafka in kafkas]:
            with pytest.raises(TransportError, match="does not answer"):
                made.result()


@pytest.mark.usefixtures("nlp")
def test_the_roles_run_behind_a_password(
    secure: SecureBroker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Faust reads and writes with the same block as the others; the password is in no file."""
    monkeypatch.setenv("KAFKA_PASSWORD", PASSWORDS["scram"])
    security = {
        "protocol": "SASL_SSL",
        "ca_file": str(secure.authority.file),
        "user": "scram",
        "password": "${KAFKA_PASSWORD}",
    }
    values = {
        "data_dir": str(tmp_path),
        "pipeline": os.environ.get("FIGUREWATCH_PIPELINE"),
        "http": {"port": 0},
        "kafka": {
            "bootstrap_servers": f"127.0.0.1:{secure.ports['SASL_SSL']}",
            "prefix": "roles.",
            "partitions": 1,
            "security": security,
        },
    }
    config = tmp_path / "figurewatch.yml"
    config.write_text(yaml.safe_dump(values))
    cluster = Cluster(kafka=load_settings(config).kafka, directory=tmp_path)
    create_topics(cluster.kafka)
    producer = SpoolProducer(
        store_with(tmp_path, factories.article()),
        bootstrap_servers=cluster.kafka.bootstrap_servers,
        topic="roles.articles",
        dead_letters="roles.dead-letters",
        now=Clock(),
        client=client_options(cluster.kafka),
    )
    try:
        cluster.start_by_command("process", "--worker", "one")
        cluster.start_by_command("deliver")
        producer.send_pending()
        cluster.until(lambda: list(cluster.store.all_figures()), timeout=60)
    finally:
        producer.close()
        cluster.stop()
