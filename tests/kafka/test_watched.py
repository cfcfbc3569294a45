"""The part of the dashboard that only the distributed mode fills."""

from __future__ import annotations

import yaml

from tests import factories
from tests.kafka.conftest import Cluster
from tests.ports import free_port
from tests.prometheus import prometheus, wait_for


def test_the_panels_about_kafka_show_something(cluster: Cluster) -> None:
    """`deliver` asks the broker how far each role is, and Prometheus asks `deliver`."""
    port = free_port()
    values = yaml.safe_load(cluster.config.read_text())
    cluster.config.write_text(yaml.safe_dump(values | {"http": {"port": port}}))
    cluster.send([factories.article(id=f"a{n}") for n in range(3)])
    cluster.start("deliver")
    with prometheus(cluster.directory, {"deliver": f"127.0.0.1:{port}"}) as running:
        wait_for(lambda: not running.empty_panels("Kafka"), seconds=60)
        assert running.empty_panels("Kafka") == []
        wait_for(lambda: running.has_data('figurewatch_lag_messages{role="process"} == 3'))
        assert running.has_data('figurewatch_lag_messages{role="process"} == 3')
