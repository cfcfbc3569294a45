"""What is shipped for running figurewatch holds together: every file, command and port exists."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry

from figurewatch.app.cli import _COMMANDS
from figurewatch.app.measures import IngestMetrics
from figurewatch.app.settings import RetentionSettings, load_settings
from figurewatch.app.upkeep import Upkeep
from ingest.poller import Counts
from sinks.metrics import Metrics

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("topics", "ingest", "process", "deliver")
SETTINGS = load_settings(DEPLOY / "figurewatch.yml", environ={})


def test_the_services_of_the_design_are_there() -> None:
    """Kafka, our roles, and what watches them."""
    assert set(SERVICES) == {*OURS, "kafka", "prometheus", "alertmanager", "grafana"}


@pytest.mark.parametrize("name", SERVICES)
def test_every_mounted_file_exists_and_every_volume_is_declared(name: str) -> None:
    """A missing file would be made a directory by Docker."""
    for volume in SERVICES[name].get("volumes", ()):
        source, target = volume.split(":")[:2]
        assert target.startswith("/")
        if source.startswith("."):
            assert (ROOT / source).exists(), source
        else:
            assert source in COMPOSE["volumes"]


@pytest.mark.parametrize("name", OURS)
def test_our_services_run_commands_that_exist(name: str) -> None:
    """With the mounted configuration."""
    command, option, config = SERVICES[name]["command"]
    assert command in _COMMANDS
    assert (option, config) == ("--config", "/etc/figurewatch/figurewatch.yml")
    mounted = [volume.split(":")[1] for volume in SERVICES[name]["volumes"]]
    assert config in mounted


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "topics"])
def test_every_lasting_service_has_a_health_check(name: str) -> None:
    """So that the others can wait for it, and an operator can see it."""
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned_and_ports_are_bound_to_loopback(name: str) -> None:
    """Nothing is open to the network unless the operator says so."""
    assert re.search(r":v?\d+\.\d+", SERVICES[name]["image"])
    for port in SERVICES[name].get("ports", ()):
        assert port.startswith("127.0.0.1:")


def test_the_ports_are_those_of_the_configuration() -> None:
    """Pages, metrics and broker are where the others look for them."""
    assert f"127.0.0.1:8080:{SETTINGS.http.port}" in SERVICES["deliver"]["ports"]
    assert str(SETTINGS.kafka.metrics_port) in " ".join(SERVICES["ingest"]["healthcheck"]["test"])
    assert (
        f"//:{SETTINGS.kafka.bootstrap_servers.rpartition(':')[2]}"
        in (SERVICES["kafka"]["environment"]["KAFKA_LISTENERS"])
    )
    scrapes = (DEPLOY / "prometheus/prometheus.yml").read_text()
    assert f"ingest:{SETTINGS.kafka.metrics_port}" in scrapes
    assert f"deliver:{SETTINGS.http.port}" in scrapes
    assert f"port: {SETTINGS.kafka.metrics_port}" in scrapes


def test_no_secret_stands_in_the_files() -> None:
    """Passwords come from the environment."""
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|TOKEN", variable):
                assert str(value).startswith("${"), (name, variable)


def test_the_broker_of_the_tests_is_the_broker_of_the_containers() -> None:
    """One version of Kafka."""
    jars = re.search(
        r"<kafka.version>(.*?)<", (DEPLOY / "kafka/pom.xml").read_text(encoding="utf-8")
    )
    assert jars is not None
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{jars[1]}"


def test_the_image_copies_files_that_exist_and_runs_without_root() -> None:
    """And builds from the locked versions with their hashes."""
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    copied = [
        source
        for line in lines
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    ]
    allowed = (ROOT / ".dockerignore").read_text().split()
    for source in copied:
        assert (ROOT / source).exists(), source
        assert f"!{source}" in allowed, source
    assert "USER figurewatch" in lines
    assert any("--require-hashes -r requirements.lock" in line for line in lines)


def unit() -> dict[str, list[str]]:
    """The settings of the systemd unit, by name."""
    settings: dict[str, list[str]] = {}
    for line in (DEPLOY / "figurewatch.service").read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            settings.setdefault(name, []).append(value)
    return settings


def test_the_unit_runs_commands_that_exist_as_a_user_with_few_rights() -> None:
    """On the configuration that it checks first; secrets come from a file of their own."""
    settings = unit()
    (check,), (run,) = settings["ExecStartPre"], settings["ExecStart"]
    config = "--config /etc/figurewatch/figurewatch.yml"
    assert check == f"/opt/figurewatch/bin/figurewatch config check {config}"
    assert run == f"/opt/figurewatch/bin/figurewatch run {config}"
    assert settings["User"] == ["figurewatch"]
    assert settings["WorkingDirectory"] == [f"/var/lib/{settings['StateDirectory'][0]}"]
    assert settings["EnvironmentFile"] == ["-/etc/figurewatch/environment"]
    assert (settings["NoNewPrivileges"], settings["CapabilityBoundingSet"]) == (["yes"], [""])


def test_systemd_accepts_the_unit() -> None:
    """Its own check, where it is installed."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(DEPLOY / "figurewatch.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    # The program and its user are not on this machine.
    said = [
        line
        for line in done.stderr.splitlines()
        if "is not executable" not in line and "Failed to resolve user" not in line
    ]
    assert said == []


def test_panels_name_paragraphs_that_exist() -> None:
    """As the rules do."""
    board = json.loads((DEPLOY / "grafana/dashboards/figurewatch.json").read_text())
    operations = (ROOT / "docs/operations.md").read_text()
    named = {
        name
        for panel in board["panels"]
        for name in re.findall(r"\bFigurewatch\w+", panel.get("description", ""))
    }
    assert len(named) > 10
    for name in named:
        assert f"\n### {name}\n" in operations, name


def promtool(*arguments: str) -> None:
    """Run promtool; it must be content."""
    if shutil.which("promtool") is None:
        assert os.environ.get("CI") != "true", "promtool is not installed"
        pytest.skip("promtool is not installed (Debian package prometheus)")
    done = subprocess.run(
        ["promtool", *arguments],
        cwd=DEPLOY / "prometheus",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_accepts_configuration_and_rules() -> None:
    """And the rules fire when they should, and not before."""
    promtool("check", "config", "prometheus.yml")
    promtool("check", "rules", "rules.yml")
    promtool("test", "rules", "rules_test.yml")


def test_every_warning_has_its_paragraph() -> None:
    """`runbook_url` leads to a heading of docs/operations.md."""
    rules = yaml.safe_load((DEPLOY / "prometheus/rules.yml").read_text())
    headings = {
        line.removeprefix("### ").strip().lower()
        for line in (ROOT / "docs/operations.md").read_text().splitlines()
        if line.startswith("### ")
    }
    for rule in rules["groups"][0]["rules"]:
        page, _, anchor = rule["annotations"]["runbook_url"].partition("#")
        assert page == "docs/operations.md"
        assert anchor in headings


def expressions() -> list[str]:
    """Every query of the rules and of the dashboard."""
    rules = yaml.safe_load((DEPLOY / "prometheus/rules.yml").read_text())
    board = json.loads((DEPLOY / "grafana/dashboards/figurewatch.json").read_text())
    queries = [rule["expr"] for rule in rules["groups"][0]["rules"]]
    queries += [target["expr"] for panel in board["panels"] for target in panel.get("targets", ())]
    return queries


def test_rules_and_dashboard_ask_for_metrics_that_exist() -> None:
    """A mistyped name would give an empty panel and a rule that never fires."""
    registry = Metrics(CollectorRegistry()).registry
    IngestMetrics(registry, Counts(), data_dir=Path())
    Upkeep(RetentionSettings(), registry)
    families = registry.collect()
    known = {
        f"{family.name}{suffix}"
        for family in families
        for suffix in ("", "_total", "_bucket", "_sum", "_count", "_info")
    }
    for query in expressions():
        asked = set(re.findall(r"figurewatch_\w+", query))
        assert asked <= known, query


def test_the_dashboard_uses_the_provisioned_data_source() -> None:
    """By its fixed uid."""
    source = yaml.safe_load(
        (DEPLOY / "grafana/provisioning/datasources/prometheus.yml").read_text()
    )
    board = json.loads((DEPLOY / "grafana/dashboards/figurewatch.json").read_text())
    uids = {panel["datasource"]["uid"] for panel in board["panels"] if panel["type"] != "row"}
    assert uids == {source["datasources"][0]["uid"]}
