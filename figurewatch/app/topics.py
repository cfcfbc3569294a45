"""The topics: their names, keys, partitions and how long they are kept; and their creation."""

from __future__ import annotations

from dataclasses import dataclass

from kafka import KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError

from figurewatch.app.security import client_options
from figurewatch.app.settings import KafkaSection
from figurewatch.errors import TransportError
from processors.agents import TABLES, TopicNames

_DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSpec:
    """One topic as it is created."""

    name: str
    partitions: int
    configs: dict[str, str]


def app_id(kafka: KafkaSection) -> str:
    """Name the Faust application, which is also its consumer group."""
    return f"{kafka.prefix}process"


def topic_names(kafka: KafkaSection) -> TopicNames:
    """Give the names of the topics, prefix included."""
    return TopicNames(
        articles=f"{kafka.prefix}articles",
        figures=f"{kafka.prefix}figures",
        alerts=f"{kafka.prefix}alerts",
        dead_letters=f"{kafka.prefix}dead-letters",
        feeds=f"{kafka.prefix}feeds",
    )


def topic_specs(kafka: KafkaSection) -> list[TopicSpec]:
    """
    Give every topic of the distributed mode.

    `articles` and `figures` are kept for 90 days, so that the store can be rebuilt; a table's
    changelog has as many partitions as the topic whose messages change the table. Of `feeds` the
    newest message of each is enough.
    """
    names = topic_names(kafka)
    kept = {"retention.ms": str(90 * _DAY_MS), "max.message.bytes": str(4 << 20)}
    compacted = {"cleanup.policy": "compact", "max.message.bytes": str(4 << 20)}
    return [
        TopicSpec(name=names.articles, partitions=kafka.partitions, configs=kept),
        TopicSpec(name=names.figures, partitions=kafka.partitions, configs=kept),
        TopicSpec(name=names.alerts, partitions=1, configs=kept),
        TopicSpec(name=names.dead_letters, partitions=1, configs=kept),
        TopicSpec(name=names.feeds, partitions=1, configs=compacted),
        *(
            TopicSpec(
                name=f"{app_id(kafka)}-{table}-changelog",
                partitions=kafka.partitions,
                configs=compacted,
            )
            for table in TABLES
        ),
    ]


def create_topics(kafka: KafkaSection) -> list[str]:
    """Create the topics that are not there yet, and name them; raises TransportError."""
    try:
        admin = KafkaAdminClient(
            bootstrap_servers=kafka.bootstrap_servers.split(","),
            bootstrap_timeout_ms=15000,
            **client_options(kafka),
        )
    except (KafkaError, OSError) as error:
        raise unreachable(kafka, error) from error
    created = []
    try:
        there = set(admin.list_topics())
        for spec in topic_specs(kafka):
            if spec.name in there:
                continue
            try:
                admin.create_topics(
                    {
                        spec.name: {
                            "num_partitions": spec.partitions,
                            "replication_factor": kafka.replication,
                            "configs": spec.configs,
                        }
                    }
                )
            except TopicAlreadyExistsError:
                continue  # another role's init step was faster
            created.append(spec.name)
    except (KafkaError, OSError) as error:
        raise unreachable(kafka, error) from error
    finally:
        admin.close()
    return created


def unreachable(kafka: KafkaSection, error: Exception) -> TransportError:
    """Say in one line that the broker does not answer, and where it was looked for."""
    return TransportError(
        f"Kafka at {kafka.bootstrap_servers} does not answer: {type(error).__name__}: {error}"
    )
