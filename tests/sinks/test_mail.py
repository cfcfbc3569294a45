"""Mail and chat through Apprise, received by real servers on loopback."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from time import monotonic
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller

from figurewatch.errors import ConfigError
from sinks.delivery import Subscriber, deliver_due
from sinks.links import LinkMaker
from sinks.mail import AppriseNotifier
from sinks.outbox import Outbox
from sinks.store import Store
from sinks.timing import Policy
from tests import factories
from tests.sinks.receivers import Clock, Receiver, delivering, free_port, keep

NOW = datetime(2026, 9, 14, 12, tzinfo=UTC)


class Mailbox:
    """Keeps the mails that come; refuses as many as it is told to first."""

    def __init__(self, refusals: int = 0) -> None:
        self.mails: list[EmailMessage] = []
        self.refusals = refusals

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail."""
        if self.refusals:
            self.refusals -= 1
            return "451 try again later"
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append(cast("EmailMessage", parsed))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    """A mailbox, and its address for Apprise."""
    box = Mailbox()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield (
        box,
        f"mailto://127.0.0.1:{port}?from=watch@desk.example&to=ada@desk.example&mode=insecure",
    )
    controller.stop()


def store_with(path: Path, *ids: str) -> Store:
    """A store with alerts for the desk."""
    store = Store(path / "figurewatch.db")
    for alert_id in ids:
        keep(store, factories.alert(id=alert_id, raised=NOW), "desk", now=NOW)
    return store


def test_a_mail_carries_evidence_and_links(tmp_path: Path, mailbox: tuple[Mailbox, str]) -> None:
    """In plain words, with the message's id as a header."""
    box, target = mailbox
    store = store_with(tmp_path, "a1")
    links = LinkMaker(base="https://watch.example", secret=b"kept by the tests alone")
    work = delivering(store, Clock(NOW))
    work = type(work)(
        outbox=work.outbox,
        metrics=work.metrics,
        now=work.now,
        links=lambda alert, who, now: links.links(alert, subscriber=who, now=now),
    )
    subscriber = Subscriber(name="desk", notifier=AppriseNotifier("desk", target))
    assert asyncio.run(deliver_due(work, subscriber)) == 1
    (mail,) = box.mails
    assert mail["Subject"] == "WARNING [out of range] 6,800 is above the stated range."
    assert mail["X-Figurewatch-Message"] == "a1"
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "claimed by the ministry, printed by Harbour Wire 2026-09-14" in text
    assert "https://watch.example/alerts/a1/ack?who=desk&until=" in text


def test_a_digest_is_one_mail(tmp_path: Path, mailbox: tuple[Mailbox, str]) -> None:
    """With every alert in it."""
    box, target = mailbox
    store = store_with(tmp_path, "a1", "a2", "a3")
    clock = Clock(NOW)
    policy = Policy(digest="hourly")
    subscriber = Subscriber(name="desk", notifier=AppriseNotifier("desk", target), policy=policy)
    asyncio.run(deliver_due(delivering(store, clock), subscriber))
    assert box.mails == []
    clock.forward(hours=1)
    asyncio.run(deliver_due(delivering(store, clock), subscriber))
    (mail,) = box.mails
    assert mail["Subject"] == "WARNING 3 alerts (digest)"


def test_a_mail_that_is_refused_is_tried_again_with_its_id(
    tmp_path: Path, mailbox: tuple[Mailbox, str]
) -> None:
    """And the log says what the server said."""
    box, target = mailbox
    box.refusals = 1
    store, clock = store_with(tmp_path, "a1"), Clock(NOW)
    subscriber = Subscriber(name="desk", notifier=AppriseNotifier("desk", target))
    asyncio.run(deliver_due(delivering(store, clock), subscriber))
    clock.forward(seconds=10)
    asyncio.run(deliver_due(delivering(store, clock), subscriber))
    assert [mail["X-Figurewatch-Message"] for mail in box.mails] == ["a1"]
    first, second = Outbox(store).attempts("a1")
    assert (first.result, second.result) == ("failed", "sent")
    assert first.error
    assert first.channel == "apprise"


def test_a_server_that_is_not_there_is_an_error_with_words(tmp_path: Path) -> None:
    """Not a traceback."""
    store = store_with(tmp_path, "a1")
    target = "mailto://127.0.0.1:9?from=a@desk.example&to=b@desk.example&mode=insecure"
    subscriber = Subscriber(name="desk", notifier=AppriseNotifier("desk", target))
    asyncio.run(deliver_due(delivering(store, Clock(NOW)), subscriber))
    (attempt,) = Outbox(store).attempts("a1")
    assert "Connection error" in (attempt.error or "")


def test_a_chat_is_told_by_its_address(tmp_path: Path) -> None:
    """A service that takes JSON stands for all of them; what it refuses is tried again."""
    store, receiver, clock = store_with(tmp_path, "a1"), Receiver(statuses=[500]), Clock(NOW)

    async def run() -> None:
        async with receiver.listening():
            notifier = AppriseNotifier("room", receiver.url.replace("http:", "json:"))
            room = Subscriber(name="desk", notifier=notifier)
            assert await deliver_due(delivering(store, clock), room) == 0
            clock.forward(seconds=10)
            assert await deliver_due(delivering(store, clock), room) == 1

    asyncio.run(run())
    first, second = (json.loads(body) for _, body in receiver.got)
    assert first == second
    assert first["title"].startswith("WARNING [out of range]")
    assert "claimed by the ministry" in first["message"]
    assert "500" in (Outbox(store).attempts("a1")[0].error or "")


def test_a_server_that_says_nothing_is_given_up_in_time(tmp_path: Path) -> None:
    """It must not hold the thread for ever."""
    store = store_with(tmp_path, "a1")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        target = f"mailto://127.0.0.1:{port}?from=a@b.example&to=b@b.example&mode=insecure"
        notifier = AppriseNotifier("desk", target, timeout_seconds=1)
        started = monotonic()
        work = delivering(store, Clock(NOW))
        asyncio.run(deliver_due(work, Subscriber(name="desk", notifier=notifier)))
    assert monotonic() - started < 15
    (attempt,) = Outbox(store).attempts("a1")
    assert attempt.result == "failed"


def test_an_address_that_apprise_does_not_know_is_refused() -> None:
    """When the configuration is read into channels, not when the first alert comes."""
    with pytest.raises(ConfigError, match="subscriber desk: is no address that Apprise knows"):
        AppriseNotifier("desk", "nonsense://here")
