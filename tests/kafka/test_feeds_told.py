"""The feeds that `ingest` polls are on the pages of `deliver`."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.test_cli import figurewatch
from tests.kafka.test_faults import CountingCluster, counting
from tests.ports import free_port


@pytest.fixture
def cluster(bootstrap: str, tmp_path: Path) -> Iterator[CountingCluster]:
    """A cluster of its own."""
    cluster = counting(bootstrap, tmp_path)
    yield cluster
    cluster.stop()


def test_the_pages_show_what_ingest_polls(cluster: CountingCluster) -> None:
    """With the error of one that nobody serves; one that is listed no more goes."""
    port = free_port()
    first, second = (f"http://127.0.0.1:{port}/{name}" for name in ("first", "second"))
    cluster.says = {
        "feeds": [{"url": first, "outlet": "One"}, {"url": second, "outlet": "Two"}],
        "fetch": {"allow_private": ["127.0.0.0/8"]},
    }
    ingest = cluster.start("ingest")
    cluster.start("deliver")
    address = cluster.pages()

    def shown() -> list[tuple[str, str]]:
        with urllib.request.urlopen(f"{address}/feeds.json", timeout=10) as answer:
            return [(feed["url"], feed["state"]) for feed in json.load(answer)]

    cluster.until(lambda: shown() == [(first, "failing"), (second, "failing")])
    listed = figurewatch("feeds", "--config", str(cluster.config)).stdout.splitlines()
    assert [json.loads(line)["state"] for line in listed] == ["failing"] * 2

    ingest.terminate()
    assert ingest.wait(30) == 0
    cluster.config.unlink()
    cluster.says["feeds"].pop(0)
    cluster.start("ingest")
    cluster.until(lambda: [url for url, _ in shown()] == [second])
