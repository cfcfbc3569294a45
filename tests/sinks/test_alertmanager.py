"""Alerts in a real Alertmanager: one per claim, silenced and resolved as people would expect."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sinks.alertmanager import AlertmanagerNotifier
from sinks.delivery import Repeat, Subscriber, deliver_due
from sinks.outbox import Outbox
from sinks.store import Store
from sinks.timing import Mute
from tests import factories
from tests.sinks.receivers import Clock, delivering, free_port, keep

pytestmark = pytest.mark.skipif(
    shutil.which("prometheus-alertmanager") is None, reason="Alertmanager is not installed"
)

OUTLETS = ("Harbour Wire", "Delta Post", "Coast Herald", "North Star", "Evening Echo")


class Alertmanager:
    """A running Alertmanager, asked over its API."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, what: str) -> Any:
        """Get a list of the API."""
        with urllib.request.urlopen(f"{self.url}/api/v2/{what}", timeout=5) as answer:
            return json.load(answer)

    def alerts(self) -> list[dict[str, Any]]:
        """Give what it knows once it has seen to it."""
        for _ in range(50):
            alerts: list[dict[str, Any]] = self.ask("alerts")
            if all(alert["status"]["state"] != "unprocessed" for alert in alerts):
                break
            time.sleep(0.1)
        return alerts

    def until_suppressed(self) -> dict[str, Any]:
        """Wait for the one alert to be suppressed."""
        for _ in range(80):
            (alert,) = self.ask("alerts")
            if alert["status"]["state"] == "suppressed":
                return dict(alert)
            time.sleep(0.1)
        raise AssertionError(alert)


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Alertmanager]:
    """An Alertmanager of its own for each test."""
    config = tmp_path / "alertmanager.yml"
    config.write_text("route: {receiver: none, group_wait: 0s}\nreceivers: [{name: none}]\n")
    port = free_port()
    process = subprocess.Popen(
        [
            "prometheus-alertmanager",
            f"--config.file={config}",
            f"--storage.path={tmp_path / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{url}/-/ready", timeout=1)
            break
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    yield Alertmanager(url)
    process.terminate()
    process.wait(timeout=10)


def subscriber(manager: Alertmanager) -> Subscriber:
    """The desk's Alertmanager."""
    return Subscriber(
        name="desk",
        notifier=AlertmanagerNotifier("desk", manager.url),
        repeat=Repeat(every=timedelta(minutes=10), lasts=timedelta(hours=24)),
    )


def deliver(store: Store, manager: Alertmanager, clock: Clock) -> int:
    """Hand over what is due."""
    return asyncio.run(deliver_due(delivering(store, clock), subscriber(manager)))


def moment() -> datetime:
    """Alertmanager has a clock of its own, so these tests run by the same one."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store in a file of its own."""
    return Store(tmp_path / "figurewatch.db")


def test_five_reprints_are_one_alert_with_one_fingerprint(
    store: Store, manager: Alertmanager
) -> None:
    """The labels name the claim; who printed it is an annotation."""
    clock = Clock(moment())
    fingerprints = set()
    for count in range(1, 6):
        raised = factories.alert(
            raised=clock.at,
            printed_by=OUTLETS[:count],
            severity="warning" if count < 4 else "critical",
        )
        keep(store, raised, "desk", now=clock.at)
        assert deliver(store, manager, clock) == 1
        (alert,) = manager.alerts()
        fingerprints.add(alert["fingerprint"])
        assert alert["annotations"]["printed_by"] == ", ".join(OUTLETS[:count])
    assert len(fingerprints) == 1
    assert alert["labels"]["figure_cluster"] == factories.alert().id
    assert alert["annotations"]["claimed_by"] == "the ministry"
    assert alert["annotations"]["sentence"] == factories.TEXT
    assert alert["status"]["state"] == "active"


def test_an_alert_is_posted_again_until_the_news_is_over(
    store: Store, manager: Alertmanager
) -> None:
    """It ends a day after it came, not five minutes after the last post."""
    clock = Clock(moment())
    start = clock.at
    keep(store, factories.alert(raised=start), "desk", now=start)
    assert deliver(store, manager, clock) == 1
    assert deliver(store, manager, clock) == 0
    (alert,) = manager.alerts()
    assert datetime.fromisoformat(alert["endsAt"]) == start + timedelta(hours=24)
    assert datetime.fromisoformat(alert["startsAt"]) == start
    posts = 1
    while clock.at < start + timedelta(hours=25):
        clock.forward(minutes=10)
        posts += deliver(store, manager, clock)
    assert posts == 144
    assert len(Outbox(store).attempts(factories.alert().id)) == 1
    assert Outbox(store).counts(now=clock.at)["pending"] == 0


def test_an_alert_comes_back_after_alertmanager_lost_its_memory(
    store: Store, manager: Alertmanager
) -> None:
    """Alertmanager keeps alerts in memory only; a repeat that fails is made up for."""
    clock = Clock(moment())
    keep(store, factories.alert(raised=clock.at), "desk", now=clock.at)
    gone = Alertmanager(f"http://127.0.0.1:{free_port()}")
    deliver(store, manager, clock)
    clock.forward(minutes=11)
    assert deliver(store, gone, clock) == 0
    clock.forward(minutes=11)
    assert deliver(store, manager, clock) == 1
    assert [row.result for row in Outbox(store).attempts(factories.alert().id)] == [
        "sent",
        "failed",
    ]


def test_a_withdrawn_alert_is_resolved(store: Store, manager: Alertmanager) -> None:
    """At once, and then it is not posted any more."""
    clock = Clock(moment())
    keep(store, factories.alert(raised=clock.at), "desk", now=clock.at)
    deliver(store, manager, clock)
    assert len(manager.alerts()) == 1
    clock.forward(seconds=1)
    keep(store, factories.alert(raised=clock.at, state="withdrawn"), now=clock.at)
    assert deliver(store, manager, clock) == 1
    assert manager.alerts() == []
    clock.forward(hours=1)
    assert deliver(store, manager, clock) == 0


@pytest.mark.skipif(shutil.which("amtool") is None, reason="amtool is not installed")
def test_a_silence_holds_for_later_reprints(store: Store, manager: Alertmanager) -> None:
    """What an operator silences there stays silent when the alert is updated."""
    clock = Clock(moment())
    keep(store, factories.alert(raised=clock.at), "desk", now=clock.at)
    deliver(store, manager, clock)
    subprocess.run(
        [
            "amtool",
            f"--alertmanager.url={manager.url}",
            "silence",
            "add",
            f"figure_cluster={factories.alert().id}",
            "--author=desk",
            "--comment=known",
        ],
        check=True,
        capture_output=True,
    )
    assert manager.until_suppressed()["status"]["silencedBy"]
    keep(store, factories.alert(raised=clock.at, printed_by=OUTLETS), "desk", now=clock.at)
    deliver(store, manager, clock)
    (alert,) = manager.alerts()
    assert alert["annotations"]["printed_by"] == ", ".join(OUTLETS)
    assert alert["status"]["state"] == "suppressed"


@pytest.mark.parametrize("action", ["ack", "mute"])
def test_what_is_acknowledged_or_muted_here_is_silenced_there(
    store: Store, manager: Alertmanager, action: str
) -> None:
    """Once, however often the alert is posted."""
    clock = Clock(moment())
    raised = factories.alert(raised=clock.at)
    keep(store, raised, "desk", now=clock.at)
    deliver(store, manager, clock)
    outbox, until = Outbox(store), clock.at + timedelta(hours=2)
    if action == "ack":
        outbox.acknowledge(raised.id, who="Ada", reason="known", now=clock.at)
    else:
        mute = Mute(series=raised.series, subscriber=None, until=until, who="Ada", reason="known")
        outbox.mute(mute, now=clock.at)
    assert deliver(store, manager, clock) == 1
    manager.until_suppressed()
    clock.forward(minutes=11)
    deliver(store, manager, clock)
    (silence,) = manager.ask("silences")
    assert silence["createdBy"] == "figurewatch: Ada"
    (status,) = outbox.statuses(raised.id)
    assert status.reason.startswith("silenced until")


def test_what_alertmanager_refuses_is_kept_with_its_words(
    store: Store, manager: Alertmanager
) -> None:
    """The head of the answer stands in the log."""
    clock = Clock(moment())
    keep(store, factories.alert(raised=clock.at), "desk", now=clock.at)
    wrong = Alertmanager(f"{manager.url}/nowhere")
    assert deliver(store, wrong, clock) == 0
    (attempt,) = Outbox(store).attempts(factories.alert().id)
    assert (attempt.status, attempt.channel) == (404, "alertmanager")


@pytest.mark.skipif(shutil.which("amtool") is None, reason="amtool is not installed")
def test_the_shipped_routes_lead_somewhere() -> None:
    """Both for alerts about figures and for those about the monitor."""
    config = Path(__file__).parents[2] / "deploy/alertmanager/alertmanager.yml"
    for name in ("FigureDeparts", "FigurewatchDown"):
        done = subprocess.run(
            ["amtool", "config", "routes", "test", f"--config.file={config}", f"alertname={name}"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.split() == ["page"]
