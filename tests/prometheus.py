"""A real Prometheus for tests, which scrapes what a test runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ports import free_port

ROOT = Path(__file__).parents[1]
BOARD: dict[str, Any] = json.loads(
    (ROOT / "deploy/grafana/dashboards/figurewatch.json").read_text(encoding="utf-8")
)
RULES: dict[str, Any] = yaml.safe_load(
    (ROOT / "deploy/prometheus/rules.yml").read_text(encoding="utf-8")
)


def panels(row: str | None = None) -> Iterator[dict[str, Any]]:
    """Give the panels of the dashboard, of one row where it is named."""
    current = ""
    for panel in BOARD["panels"]:
        if panel["type"] == "row":
            current = panel["title"]
        elif row in (None, current):
            yield panel


def rows() -> list[str]:
    """Give the titles of the dashboard's rows."""
    return [panel["title"] for panel in BOARD["panels"] if panel["type"] == "row"]


def queries(panel: dict[str, Any]) -> list[str]:
    """Give a panel's queries as Grafana would send them for a short while."""
    return [target["expr"].replace("$__rate_interval", "30s") for target in panel["targets"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prometheus:
    """One that runs."""

    base: str

    def query(self, expression: str) -> list[dict[str, Any]]:
        """Give the series that an expression has now; fails with what Prometheus says."""
        address = f"{self.base}/api/v1/query?" + urllib.parse.urlencode({"query": expression})
        with urllib.request.urlopen(address, timeout=10) as answer:
            found: list[dict[str, Any]] = json.load(answer)["data"]["result"]
            return found

    def has_data(self, expression: str) -> bool:
        """Say whether an expression has a number in any series."""
        return any(series["value"][1] != "NaN" for series in self.query(expression))

    def empty_panels(self, row: str) -> list[str]:
        """Name the queries of a row that have no data."""
        return [
            f"{panel['title']}: {query}"
            for panel in panels(row)
            for query in queries(panel)
            if not self.has_data(query)
        ]


@contextmanager
def prometheus(folder: Path, targets: Mapping[str, str]) -> Iterator[Prometheus]:
    """Start Prometheus with the shipped rules; `targets` are the roles and where they answer."""
    if shutil.which("prometheus") is None:
        assert os.environ.get("CI") != "true", "Prometheus is not installed"
        pytest.skip("Prometheus is not installed (Debian package prometheus)")
    config = folder / "prometheus.yml"
    static = [{"targets": [target], "labels": {"role": role}} for role, target in targets.items()]
    # The shipped scrape with targets of the test.
    shipped = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
    scrape = shipped["scrape_configs"][0] | {"static_configs": static}
    config.write_text(
        yaml.safe_dump(
            {
                "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
                "rule_files": [str(ROOT / "deploy/prometheus/rules.yml")],
                "scrape_configs": [scrape],
            }
        )
    )
    port = free_port()
    with (folder / "prometheus.log").open("wb") as log:
        process = subprocess.Popen(
            ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder / 'tsdb'}",
             f"--web.listen-address=127.0.0.1:{port}"],
            stdout=log,
            stderr=log,
        )  # fmt: skip
    try:
        yield Prometheus(base=f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(20)


def wait_for(condition: Any, *, seconds: float = 60) -> None:
    """Wait until `condition()` holds, not longer than `seconds`; errors of the net count as no."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if condition():
                return
        except OSError:
            pass
        time.sleep(0.5)
