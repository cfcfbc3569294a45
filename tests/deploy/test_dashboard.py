"""The dashboard and the rules on a real Prometheus that scrapes a running monitor."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.ports import free_port
from tests.prometheus import ROOT, RULES, Prometheus, prometheus, rows, wait_for


@pytest.fixture(scope="module")
def watched(nlp: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """Run the monitor on the sample feeds until it has raised alerts, and Prometheus beside it."""
    folder = tmp_path_factory.mktemp("watched")
    port = free_port()
    config = folder / "figurewatch.yml"
    values = {"data_dir": str(folder), "sample": True, "http": {"port": port}}
    config.write_text(yaml.safe_dump(values))
    with prometheus(folder, {"run": f"127.0.0.1:{port}"}) as running:
        with (folder / "run.log").open("wb") as log:
            monitor = subprocess.Popen(
                [sys.executable, "-m", "figurewatch", "run", "--config", str(config)],
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        # The sample's first alert, seen by Prometheus, and the two scrapes that a rate takes.
        wait_for(
            lambda: (
                running.has_data("sum(rate(figurewatch_alert_delay_seconds_count[30s])) > 0")
                and running.has_data("sum(rate(figurewatch_deliveries_total[30s])) > 0")
            )
        )
        yield running
        monitor.terminate()
        monitor.wait(30)


@pytest.mark.parametrize("row", [row for row in rows() if row != "Kafka"])
def test_every_panel_shows_something(watched: Prometheus, row: str) -> None:
    """A panel without data is a mistyped name, or a metric that nobody sets."""
    wait_for(lambda: not watched.empty_panels(row), seconds=20)
    assert watched.empty_panels(row) == []


@pytest.mark.parametrize("rule", RULES["groups"][0]["rules"], ids=lambda rule: rule["alert"])
def test_no_rule_fires_on_a_healthy_monitor(watched: Prometheus, rule: dict[str, str]) -> None:
    """And each can be evaluated; what is true for a moment only has a `for`."""
    wait_for(lambda: not watched.query(rule["expr"]), seconds=20)
    assert watched.query(rule["expr"]) == []


def test_prometheus_likes_the_names_of_all_metrics(watched: Prometheus) -> None:
    """Base units, `_total` for counters, help for each."""
    (target,) = watched.query("up")
    address = f"http://{target['metric']['instance']}/metrics"
    with urllib.request.urlopen(address, timeout=10) as answer:
        metrics = answer.read()
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=metrics, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, b"")


def test_every_rule_has_a_test_in_which_it_fires() -> None:
    """In deploy/prometheus/rules_test.yml, which promtool runs."""
    tests = yaml.safe_load((Path(ROOT) / "deploy/prometheus/rules_test.yml").read_text())["tests"]
    fired = {
        case["alertname"]
        for test in tests
        for case in test["alert_rule_test"]
        if case["exp_alerts"]
    }
    assert fired == {rule["alert"] for rule in RULES["groups"][0]["rules"]}
