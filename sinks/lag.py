"""How many messages each consumer group has yet to read, as the broker counts them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from figurewatch.errors import TransportError


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a group is on a topic: messages acknowledged so far, and those yet to come."""

    taken: int
    behind: int


def measure_progress(
    groups: Mapping[str, Sequence[str]],
    *,
    bootstrap_servers: Sequence[str],
    client: Mapping[str, Any] | None = None,
) -> dict[tuple[str, str], Progress]:
    """
    Count, for each group and each topic it reads, the messages it has and has not acknowledged.

    The broker is asked, not the readers: one that stands still can't say so. `client` holds
    further options of the Kafka client. Raises TransportError if the broker does not answer.
    """
    options = {
        "bootstrap_servers": list(bootstrap_servers),
        "bootstrap_timeout_ms": 5000,
        **(client or {}),
    }
    try:
        admin = KafkaAdminClient(**options)
        try:
            committed = admin.list_group_offsets(list(groups))
        finally:
            admin.close()
        consumer = KafkaConsumer(**options)
        try:
            return {
                (group, topic): _progress(consumer, topic, committed.get(group, {}))
                for group, topics in groups.items()
                for topic in topics
            }
        finally:
            consumer.close(timeout_ms=5000)
    except (KafkaError, OSError) as error:
        raise TransportError(f"the lag can't be measured: {error!r}") from error


def _progress(
    consumer: KafkaConsumer, topic: str, committed: Mapping[TopicPartition, object]
) -> Progress:
    parts = [TopicPartition(topic, part) for part in consumer.partitions_for_topic(topic) or ()]
    begins = consumer.beginning_offsets(parts)
    ends = consumer.end_offsets(parts)
    # What was never acknowledged has offset -1; what is too old to be kept can't be taken.
    taken = {part: max(getattr(committed.get(part), "offset", -1), begins[part]) for part in parts}
    return Progress(
        taken=sum(taken.values()), behind=sum(ends[part] - taken[part] for part in parts)
    )
