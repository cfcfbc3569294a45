"""What the distributed mode promises, on a real broker with real processes that are killed."""

from __future__ import annotations

import random
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from spacy.language import Language

from figurewatch.app.monitor import Monitor
from figurewatch.app.sample import sample_articles
from figurewatch.app.settings import KafkaSection
from figurewatch.app.topics import app_id, create_topics, topic_names
from figurewatch.errors import TransportError
from figurewatch.records import Alert, Article
from figurewatch.records.codec import encode
from sinks.lag import Progress, measure_progress
from sinks.metrics import Metrics
from sinks.store import Store
from tests.kafka.conftest import Cluster


def articles() -> list[Article]:
    """The sample articles, as the feeds bring them."""
    return [
        Article(
            id=f"{sample.outlet}/{sample.id}",
            text=sample.text,
            title=sample.title,
            outlet=sample.outlet,
            url=f"https://sample.example/{sample.id}",
            published=sample.published,
        )
        for sample in sample_articles()
    ]


def embedded(path: Path, nlp: Language, given: list[Article]) -> Store:
    """Give the store of the embedded mode after the same articles."""
    store = Store(path)
    monitor = Monitor(store, nlp, Metrics(CollectorRegistry()), subscribers=lambda _: ())
    for article in given:
        assert article.published is not None
        monitor.process(article, now=article.published)
    return store


def standing(store: Store) -> dict[str, bytes]:
    """The bytes of the alerts that stand, by id."""
    return {alert.id: encode(alert) for alert in store.alerts() if alert.state != "withdrawn"}


def words(store: Store) -> dict[str, bytes]:
    """The bytes of all figures by id."""
    return {figure.id: encode(figure) for figure in store.all_figures()}


def assert_same(distributed: Store, expected: Store) -> None:
    """The same figures and the same alerts, byte for byte."""
    assert words(distributed) == words(expected)
    assert standing(distributed) == standing(expected)
    assert len(standing(expected)) >= 5


def test_the_same_articles_give_the_same_bytes_in_both_modes(
    cluster: Cluster, nlp: Language, tmp_path: Path
) -> None:
    """Figures and alerts, whatever the order in which partitions are read."""
    cluster.start("process")
    cluster.start("deliver")
    cluster.send(articles())
    cluster.until_drained()
    assert_same(cluster.store, embedded(tmp_path / "e.db", nlp, articles()))


def test_a_worker_killed_again_and_again_loses_and_doubles_nothing(
    cluster: Cluster, nlp: Language, tmp_path: Path
) -> None:
    """kill -9 at random moments, then a restart with the same data directory."""
    seed = random.Random(7)
    cluster.start("deliver")
    given = articles()
    worker = cluster.start("process")
    for part in range(3):
        cluster.send(given[part::3])
        time.sleep(seed.uniform(3.5, 6.5))
        worker.kill()
        worker.wait()
        worker = cluster.start("process")
    cluster.until_drained(timeout=150)
    assert_same(cluster.store, embedded(tmp_path / "e.db", nlp, given))


def test_a_second_worker_joins_and_leaves_without_loss(
    cluster: Cluster, nlp: Language, tmp_path: Path
) -> None:
    """Rebalances move partitions with their tables."""
    given = articles()
    cluster.start("deliver")
    first = cluster.start("process", "--worker", "one")
    cluster.send(given[:20])
    second = cluster.start("process", "--worker", "two")
    cluster.until(lambda: cluster.store.counts()["figures"] > 0)
    time.sleep(4)
    cluster.send(given[20:35])
    first.send_signal(signal.SIGTERM)
    assert first.wait(60) == 0
    cluster.send(given[35:])
    cluster.until_drained(timeout=150)
    assert second.poll() is None
    assert_same(cluster.store, embedded(tmp_path / "e.db", nlp, given))


def test_a_poisoned_message_is_set_aside_with_its_bytes(cluster: Cluster) -> None:
    """And the stream goes on, past it and past twenty more."""
    cluster.start("process")
    cluster.start("deliver")
    given = articles()
    poison = b"\xff not an article"
    cluster.send_bytes([(given[0].outlet, poison)] * 20)
    cluster.send(given[:5])
    cluster.send_bytes([("x", poison)], topic="figures")
    cluster.until_drained()
    letters = cluster.store.dead_letters()
    assert {letter.payload for letter in letters} == {poison}
    origins = {letter.origin.removeprefix(cluster.kafka.prefix) for letter in letters}
    assert origins == {"articles", "figures"}
    assert all(letter.error.startswith("DecodeError") for letter in letters)
    # Once by `process`, with topic, partition and offset; `deliver` reads the same topics.
    assert len({letter.position for letter in letters if letter.origin.endswith("articles")}) == 20
    assert cluster.store.counts()["articles"] == 5


def test_a_changed_article_withdraws_what_it_no_longer_states(cluster: Cluster) -> None:
    """Its figures leave the series, and the alert that came of them is withdrawn."""
    given = {article.id.partition("/")[2]: article for article in articles()}
    flood = [given[f"flood-{number}"] for number in range(1, 6)]
    cluster.start("process")
    cluster.start("deliver")
    cluster.send(flood)
    cluster.until_drained()
    assert [alert.kind for alert in standing_alerts(cluster)] == ["reversal"]
    last = flood[-1]
    text = last.text.replace("to 84", "to 104").replace("lowered", "raised")
    cluster.send([replace(last, text=text, revision=2)])
    cluster.until(lambda: standing_alerts(cluster) == [])
    assert "84" not in {figure.quantity.text for figure in cluster.store.all_figures()}


def standing_alerts(cluster: Cluster) -> list[Alert]:
    """The alerts in the store of `deliver` that stand."""
    return [alert for alert in cluster.store.alerts() if alert.state != "withdrawn"]


def test_a_repeated_article_changes_nothing(cluster: Cluster) -> None:
    """The same message again, as after a restart of the producer."""
    cluster.start("process")
    cluster.start("deliver")
    given = articles()[:10]
    cluster.send(given)
    cluster.until_drained()
    before = (words(cluster.store), standing(cluster.store))
    cluster.send(given + given)
    cluster.until_drained()
    assert (words(cluster.store), standing(cluster.store)) == before


def test_an_unreachable_broker_is_one_clear_message(tmp_path: Path) -> None:
    """With the address, and exit code 1, from each role."""
    kafka = KafkaSection(bootstrap_servers="127.0.0.1:9")
    lonely = Cluster(kafka=kafka, directory=tmp_path)
    roles = ("ingest", "process", "deliver", "topics")
    started = {role: lonely.start_by_command(role) for role in roles}
    for role, process in started.items():
        assert process.wait(90) == 1
        said = lonely.log(role)
        (line,) = [line for line in said.splitlines() if line.startswith("figurewatch:")]
        assert line.startswith("figurewatch: Kafka at 127.0.0.1:9 does not answer")
        assert "Traceback" not in said


def test_the_broker_says_how_far_the_readers_are(cluster: Cluster) -> None:
    """Also where a reader has never read, or no longer does."""
    names = topic_names(cluster.kafka)
    groups = {app_id(cluster.kafka): [names.articles], "nobody": [names.articles]}
    worker = cluster.start("process")
    cluster.send(articles()[:10])

    def progress() -> list[Progress]:
        servers = [cluster.kafka.bootstrap_servers]
        return list(measure_progress(groups, bootstrap_servers=servers).values())

    nothing = Progress(taken=0, behind=10)
    cluster.until(lambda: progress() == [Progress(taken=10, behind=0), nothing])
    worker.kill()
    cluster.send(articles()[10:13])
    assert progress() == [Progress(taken=10, behind=3), Progress(taken=0, behind=13)]


def test_topics_are_created_once(cluster: Cluster) -> None:
    """The second time there is nothing to do."""
    assert create_topics(cluster.kafka) == []
    with pytest.raises(TransportError, match=r"127\.0\.0\.1:9"):
        create_topics(cluster.kafka.model_copy(update={"bootstrap_servers": "127.0.0.1:9"}))
