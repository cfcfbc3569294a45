"""
Articles per second through Kafka with one worker and with two, and the time from publishing
an article to its alert being on the topic `alerts`.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from benchmarks.news import news
from benchmarks.results import keep
from figurewatch.app.settings import KafkaSection
from figurewatch.app.topics import app_id, create_topics, topic_names
from figurewatch.records import Article
from figurewatch.records.codec import decode_event
from ingest.producer import message_of

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "deploy" / "kafka"))


def main(*, articles: int = 400, alerts: int = 30) -> None:
    """Start a broker and workers, and measure."""
    from broker import Broker

    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as scratch:
        broker = Broker(Path(scratch) / "kafka")
        broker.start()
        try:
            for workers in (1, 2):
                directory = Path(scratch) / f"w{workers}"
                directory.mkdir()
                kafka = KafkaSection(
                    bootstrap_servers=broker.bootstrap_servers, prefix=f"w{workers}.", partitions=8
                )
                rate, delays = measure(
                    kafka, directory, workers=workers, articles=articles, alerts=alerts
                )
                figures[f"{workers} worker(s): articles per second"] = round(rate, 1)
                cuts = statistics.quantiles(delays, n=100)
                figures[f"{workers} worker(s): publish to alert, median, s"] = round(cuts[49], 3)
                figures[f"{workers} worker(s): publish to alert, p99, s"] = round(cuts[98], 3)
        finally:
            broker.stop()
    keep("stream", figures)


def measure(
    kafka: KafkaSection, directory: Path, *, workers: int, articles: int, alerts: int
) -> tuple[float, list[float]]:
    """Give articles per second under load, and the delays of alerts without load."""
    create_topics(kafka)
    config = directory / "figurewatch.yml"
    config.write_text(yaml.safe_dump({"data_dir": str(directory), "kafka": kafka.model_dump()}))
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "figurewatch", "process", "--config", str(config),
             "--worker", str(number)],
            cwd=ROOT,
        )
        for number in range(workers)
    ]  # fmt: skip
    try:
        producer = KafkaProducer(bootstrap_servers=kafka.bootstrap_servers, acks="all")
        send(producer, kafka, news(8 * workers, paragraphs=5, seed=1))
        until_read(kafka)
        start = time.perf_counter()
        # The outlet is the key: many outlets spread over all partitions.
        given = news(articles, paragraphs=5)
        send(producer, kafka, given, outlets=64)
        until_read(kafka)
        rate = articles / (time.perf_counter() - start)
        return rate, delays(producer, kafka, count=alerts)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(60)


def send(
    producer: KafkaProducer, kafka: KafkaSection, articles: list[Article], *, outlets: int = 8
) -> None:
    """Publish and wait for the broker."""
    topic = topic_names(kafka).articles
    futures = [
        producer.send(topic, key=f"outlet {number % outlets}".encode(), value=message_of(article))
        for number, article in enumerate(articles)
    ]
    for future in futures:
        future.get(60)


def until_read(kafka: KafkaSection) -> None:
    """Wait until the workers have acknowledged every article and figure."""
    names = topic_names(kafka)
    consumer = KafkaConsumer(
        bootstrap_servers=kafka.bootstrap_servers, group_id=app_id(kafka), enable_auto_commit=False
    )
    parts = [
        TopicPartition(topic, part)
        for topic in (names.articles, names.figures)
        for part in consumer.partitions_for_topic(topic) or ()
    ]
    while True:
        ends = consumer.end_offsets(parts)
        if all((consumer.committed(part) or 0) >= ends[part] for part in parts):
            consumer.close()
            return
        time.sleep(0.1)


def delays(producer: KafkaProducer, kafka: KafkaSection, *, count: int) -> list[float]:
    """Publish a falling total `count` times, each in a place of its own; time each alert."""
    names = topic_names(kafka)
    consumer = KafkaConsumer(names.alerts, bootstrap_servers=kafka.bootstrap_servers)
    consumer.poll(1000)
    times = []
    for number in range(count):
        rising, falling = (total(number, toll, day) for toll, day in ((103, 11), (84, 14)))
        send(producer, kafka, [rising])
        until_read(kafka)
        start = time.perf_counter()
        send(producer, kafka, [falling])
        while falling.id not in alerted(consumer):
            if time.perf_counter() - start > 30:
                raise TimeoutError(f"no alert for the falling total {number}")
        times.append(time.perf_counter() - start)
    consumer.close()
    return times


def alerted(consumer: KafkaConsumer) -> set[str]:
    """Wait for alerts, and name the articles that they are about."""
    messages = [message for batch in consumer.poll(5000).values() for message in batch]
    return {decode_event(message.value).data["figure"]["article"]["id"] for message in messages}


def total(number: int, toll: int, day: int) -> Article:
    """An article with a death toll in a country of its own."""
    from datetime import UTC, datetime

    places = ("France", "Peru", "Kenya", "Japan", "Chile", "Ghana", "Nepal", "Italy", "Spain")
    place = places[number % len(places)]
    kinds = ("floods", "earthquake", "wildfires", "landslide")
    kind = kinds[number // len(places) % len(kinds)]
    return Article(
        id=f"toll-{number}-{day}",
        text=f"The death toll of the {kind} in {place} stands at {toll}, the disaster agency said.",
        outlet="Harbour Wire",
        published=datetime(2026, 9, day, 12, tzinfo=UTC),
    )


if __name__ == "__main__":
    main()
