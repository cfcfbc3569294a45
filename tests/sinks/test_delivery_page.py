"""The alert's page says what became of it for each subscriber, and shows every attempt."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from figurewatch.records.codec import encode
from sinks.delivery import Subscriber, deliver_due
from sinks.notifiers import WebhookNotifier
from sinks.outbox import Outbox
from sinks.site import Site
from sinks.store import Store
from sinks.timing import Mute
from tests import factories
from tests.sinks.receivers import Clock, Receiver, delivering, keep
from tests.sinks.test_http import ask, site

__all__ = ["site"]

PAGE = f"/alerts/{factories.alert().id}"


@pytest.fixture
def told(site: Site, tmp_path: Path) -> Site:
    """The site after an alert of its own was refused once and then taken."""
    receiver, clock = Receiver(statuses=[500]), Clock(factories.MONDAY)
    raised = factories.alert(id="abc", raised=factories.MONDAY)
    keep(site.store, raised, "desk", "night", now=factories.MONDAY)

    async def run() -> None:
        async with receiver.listening():
            desk = Subscriber(name="desk", notifier=WebhookNotifier("desk", receiver.url))
            await deliver_due(delivering(site.store, clock), desk)
            clock.forward(seconds=6)
            await deliver_due(delivering(site.store, clock), desk)

    asyncio.run(run())
    return site


def test_the_page_shows_every_attempt(told: Site) -> None:
    """When, to whom, by which channel, with what result, and what was answered."""
    _, text = ask(told, "/alerts/abc")
    attempts = text[text.index("<h3>Attempts</h3>") :]
    for words in ("14 Sep 2026, 11:20:00 UTC", "webhook", "failed", "500", "answered 500", "200"):
        assert words in attempts
    assert '<th scope="row">night</th><td data-of="State">pending</td>' in text


def test_the_page_says_who_acknowledged_and_muted(told: Site) -> None:
    """With the reason, escaped."""
    outbox = Outbox(told.store)
    outbox.acknowledge("abc", who="Ada", reason="<b>known</b>", now=factories.MONDAY)
    until = told.now() + timedelta(hours=3)
    mute = Mute(series=factories.series().key, subscriber=None, until=until, who="Ben", reason="")
    outbox.mute(mute, now=factories.MONDAY)
    _, text = ask(told, "/alerts/abc")
    assert "Acknowledged by Ada" in text
    assert "&lt;b&gt;known&lt;/b&gt;" in text
    assert "Muted for everybody by Ben" in text


def test_only_who_may_change_things_sees_forms(told: Site) -> None:
    """Nobody here may."""
    _, text = ask(told, "/alerts/abc")
    assert "<form" not in text[text.index('id="delivery"') :]


def test_an_alert_for_nobody_says_so(site: Site) -> None:
    """An empty table would say less."""
    assert "It was meant for nobody." in ask(site, PAGE)[1]


def test_a_migrated_store_keeps_what_was_sent_and_what_waits(tmp_path: Path) -> None:
    """A store of the first version had one table of deliveries."""
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE sinks_migrations (name TEXT PRIMARY KEY) STRICT")
        script = files("sinks").joinpath("migrations/0001_first.sql").read_text()
        connection.executescript(script)
        connection.execute("INSERT INTO sinks_migrations VALUES ('0001_first.sql')")
        at = factories.MONDAY.isoformat()
        for name, state, attempts in (("a", "sent", 1), ("b", "pending", 0), ("c", "pending", 2)):
            alert = factories.alert(id=name)
            connection.execute(
                "INSERT INTO alerts VALUES (?, ?, ?, ?, ?, ?, ?)",
                (name, alert.series, alert.kind, alert.severity, "new", at, encode(alert)),
            )
            connection.execute(
                "INSERT INTO deliveries VALUES (?, 'desk', ?, ?, ?, NULL)",
                (name, state, attempts, at),
            )
    outbox = Outbox(Store(path))
    assert [item.alert.id for item in outbox.waiting("desk", now=factories.MONDAY)] == ["b"]
    assert [(item.id, item.attempts) for item in outbox.due("desk", now=factories.MONDAY)] == [
        ("c", 2)
    ]
    assert [outbox.statuses(name)[0].state for name in "abc"] == ["sent", "pending", "pending"]
