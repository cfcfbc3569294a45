"""Who was told of an alert is told once more when it no longer holds, and not twice."""

from __future__ import annotations

import asyncio
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from figurewatch.records import Alert, AlertState, Attribution, Source
from sinks.corrections import WITHDRAWN_KEPT, Change, what_changed
from sinks.delivery import RETRY_AFTER, Subscriber, deliver_due
from sinks.mail import AppriseNotifier
from sinks.notifiers import ConsoleNotifier, WebhookNotifier
from sinks.outbox import Outbox
from sinks.store import Store
from sinks.timing import Mute, Policy, QuietHours
from tests import factories
from tests.sinks.receivers import SECRET, Clock, Receiver, delivering, keep
from tests.sinks.test_mail import Mailbox, mailbox

__all__ = ["mailbox"]

NOW = datetime(2026, 9, 14, 12, tzinfo=UTC)
EARLIER = factories.figure(id="e1")
ALERT = factories.alert(id="ab", raised=NOW, earlier=(EARLIER,))
WITHDRAWN = replace(ALERT, state="withdrawn")
REPRINTED = replace(ALERT, state="updated", printed_by=(*ALERT.printed_by, "Gazette"))
MORE = replace(
    ALERT, earlier=(EARLIER, factories.figure(id="e2", quantity=factories.quantity(low=9)))
)
LESS = replace(ALERT, earlier=())
REVISED = replace(
    ALERT, earlier=(replace(EARLIER, quantity=factories.quantity(low=4000, high=4000)),)
)
ELSEWHERE = replace(ALERT, figure=replace(ALERT.figure, id="f2"))
GENERAL = Attribution(
    chain=(Source(text="a general", start=0, end=9, kind="person"),),
    form="indirect",
    printed_by="W",
)
BY_ANOTHER = replace(ALERT, figure=replace(ALERT.figure, attribution=GENERAL))


@pytest.mark.parametrize(
    ("told", "now", "change"),
    [
        (ALERT, WITHDRAWN, "withdrawn"),
        (WITHDRAWN, ALERT, "raised again"),
        (ALERT, REVISED, "changed"),
        (ALERT, LESS, "changed"),
        (ALERT, BY_ANOTHER, "changed"),
        (ALERT, ALERT, None),
        (WITHDRAWN, WITHDRAWN, None),
        (ALERT, REPRINTED, None),
        (ALERT, MORE, None),
        (ALERT, ELSEWHERE, None),
    ],
)
def test_what_was_told_holds_or_not(told: Alert, now: Alert, change: Change | None) -> None:
    """A reprint, an earlier print and a further earlier figure take nothing back."""
    assert what_changed(told, now) == change


class Desk:
    """A webhook subscriber, its receiver, the store and the clock."""

    def __init__(self, path: Path, *, policy: Policy | None = None, statuses: tuple[int, ...] = ()):
        self.store = Store(path / "figurewatch.db")
        self.clock = Clock(NOW)
        self.receiver = Receiver(statuses=list(statuses))
        self.policy = policy or Policy()
        self.outbox = Outbox(self.store)

    def keep(self, alert: Alert) -> None:
        """The alert is new, or as it is now."""
        keep(self.store, alert, "desk", now=self.clock())

    def after(self, **wait: float) -> list[str]:
        """Hand over what is due after a while; gives the types of events that came."""
        self.clock.forward(**wait)
        before = len(self.receiver.got)

        async def run() -> None:
            async with self.receiver.listening():
                notifier = WebhookNotifier("desk", self.receiver.url, secrets=(SECRET,))
                desk = Subscriber(name="desk", notifier=notifier, policy=self.policy)
                await deliver_due(delivering(self.store, self.clock), desk)

        asyncio.run(run())
        return [json.loads(body)["type"] for _, body in self.receiver.got[before:]]

    @property
    def states(self) -> list[str]:
        """What became of each turn."""
        return [status.state for status in self.outbox.statuses(ALERT.id)]


def test_one_correction_for_one_change(tmp_path: Path) -> None:
    """However often the change is kept; the next change is another one."""
    desk = Desk(tmp_path)
    desk.keep(ALERT)
    assert desk.after() == ["alert.raised"]
    for changed in (REPRINTED, WITHDRAWN, WITHDRAWN):
        desk.keep(changed)
    assert desk.after(seconds=5) == []
    assert desk.after(seconds=10) == ["alert.withdrawn"]
    desk.keep(WITHDRAWN)
    assert desk.after(days=1) == []
    desk.keep(ALERT)
    assert desk.after(seconds=10) == ["alert.raised_again"]
    desk.keep(REVISED)
    assert desk.after(seconds=10) == ["alert.changed"]
    assert len(set(desk.receiver.ids)) == 4
    assert desk.states == ["sent"] * 4


def test_the_webhook_names_what_it_corrects(tmp_path: Path) -> None:
    """With the alert as it is now, what was told, and the id of the message that told it."""
    desk = Desk(tmp_path)
    desk.clock.at = datetime.now(UTC)
    desk.keep(replace(ALERT, raised=desk.clock.at))
    desk.after()
    desk.keep(replace(WITHDRAWN, raised=desk.clock.at))
    desk.after(seconds=10)
    headers, body = desk.receiver.got[-1]
    payload = Webhook(SECRET).verify(body, headers)
    assert payload["data"]["state"] == "withdrawn"
    assert payload["corrects"]["message"] == desk.receiver.ids[0]
    assert payload["corrects"]["told"]["state"] == "new"


def test_what_is_as_it_was_told_after_all_is_not_corrected(tmp_path: Path) -> None:
    """A revised article takes its alert back and raises it again a moment later."""
    desk = Desk(tmp_path)
    desk.keep(ALERT)
    desk.after()
    desk.keep(WITHDRAWN)
    desk.keep(ALERT)
    assert desk.after(seconds=10) == []
    assert desk.states == ["sent", "skipped"]
    desk.keep(WITHDRAWN)
    assert desk.after(seconds=10) == ["alert.withdrawn"]


def test_who_was_told_nothing_is_told_of_no_change(tmp_path: Path) -> None:
    """Neither while it waits nor after it was given up."""
    desk = Desk(tmp_path, statuses=(500,) * 10)
    desk.keep(ALERT)
    desk.after()
    for wait in RETRY_AFTER:
        desk.after(seconds=1.2 * wait.total_seconds())
    assert desk.states == ["failed"]
    desk.keep(WITHDRAWN)
    assert desk.after(days=1) == []
    assert desk.states == ["failed"]


def test_a_change_on_the_way_is_corrected(tmp_path: Path) -> None:
    """What the receiver took is what it was told, whatever stands when it answers."""
    desk = Desk(tmp_path)
    desk.keep(ALERT)
    desk.receiver.before_answer = lambda: desk.keep(WITHDRAWN)
    assert desk.after() == ["alert.raised"]
    desk.receiver.before_answer = lambda: None
    assert desk.after(seconds=10) == ["alert.withdrawn"]


def test_a_correction_is_tried_again_under_its_id(tmp_path: Path) -> None:
    """As any message; once it is given up, by hand."""
    desk = Desk(tmp_path)
    desk.keep(ALERT)
    desk.after()
    desk.receiver.statuses = [500]
    desk.keep(WITHDRAWN)
    assert desk.after(seconds=10) == ["alert.withdrawn"]
    assert desk.after(seconds=6) == ["alert.withdrawn"]
    first, *corrections = desk.receiver.ids
    assert len(set(corrections)) == 1
    assert corrections[0] != first
    assert desk.states == ["sent", "sent"]
    results = [attempt.result for attempt in desk.outbox.attempts(ALERT.id)]
    assert results == ["sent", "failed", "sent"]


def test_one_that_was_given_up_is_handed_over_by_hand(tmp_path: Path) -> None:
    """It alone: the alert had been taken."""
    desk = Desk(tmp_path)
    desk.keep(ALERT)
    desk.after()
    desk.receiver.statuses = [500] * 10
    desk.keep(WITHDRAWN)
    desk.after(seconds=10)
    for wait in RETRY_AFTER:
        desk.after(seconds=1.2 * wait.total_seconds())
    (failed,) = desk.outbox.failed()
    desk.keep(WITHDRAWN)
    assert desk.after(days=1) == []
    desk.outbox.redeliver(failed, now=desk.clock())
    assert desk.after() == ["alert.withdrawn"]
    assert desk.states == ["sent", "sent"]


def test_quiet_hours_digests_and_mutes_hold_for_corrections(tmp_path: Path) -> None:
    """Whoever wants to be told in the morning is told of changes then."""
    quiet = QuietHours(start=time(12, 1), end=time(18))
    desk = Desk(tmp_path, policy=Policy(quiet=(quiet,)))
    desk.keep(ALERT)
    desk.after()
    desk.clock.forward(minutes=5)
    desk.keep(WITHDRAWN)
    assert desk.after(seconds=10) == []
    assert desk.after(hours=6) == ["alert.withdrawn"]
    until = desk.clock() + timedelta(days=1)
    mute = Mute(series=ALERT.series, subscriber=None, until=until, who="ada", reason="")
    desk.outbox.mute(mute, now=desk.clock())
    desk.policy = Policy()
    desk.keep(ALERT)
    assert desk.after(seconds=10) == []
    assert desk.outbox.statuses(ALERT.id)[-1].reason.startswith("muted by ada")


def test_each_alert_of_a_digest_is_corrected_by_itself(tmp_path: Path) -> None:
    """In the thread of the digest."""
    desk = Desk(tmp_path, policy=Policy(digest="hourly"))
    other = replace(ALERT, id="cd")
    desk.keep(ALERT)
    desk.keep(other)
    assert desk.after(hours=1) == ["alerts.raised"]
    desk.keep(replace(other, state="withdrawn"))
    assert desk.after(hours=1) == ["alert.withdrawn"]
    payload = json.loads(desk.receiver.got[-1][1])
    assert payload["data"]["id"] == "cd"
    assert payload["corrects"]["message"] == desk.receiver.ids[0]


def revised(number: int, *, state: AlertState = "new") -> Alert:
    """The alert that one revision of an article comes to."""
    figure = replace(ALERT.figure, quantity=factories.quantity(low=number, high=number))
    return replace(ALERT, id=f"{number:020x}", figure=figure, state=state)


@pytest.mark.parametrize("withdrawn_first", [True, False])
def test_an_article_that_is_revised_again_and_again(tmp_path: Path, withdrawn_first: bool) -> None:
    """One message for each revision, in one thread; the store keeps a bounded number of them."""
    desk = Desk(tmp_path)
    desk.keep(revised(1000))
    assert desk.after() == ["alert.raised"]
    for number in range(1001, 1101):
        both = [revised(number - 1, state="withdrawn"), revised(number)]
        for alert in both if withdrawn_first else both[::-1]:
            desk.keep(alert)
        assert desk.after(seconds=20) == ["alert.changed"]
    payload = json.loads(desk.receiver.got[-1][1])
    assert payload["data"]["id"] == revised(1100).id
    assert payload["corrects"]["told"]["id"] == revised(1099).id
    assert payload["corrects"]["message"] == desk.receiver.ids[0]
    assert len(set(desk.receiver.ids)) == 101
    assert len(desk.store.alerts(limit=1000)) <= 2 + WITHDRAWN_KEPT
    desk.keep(revised(1100, state="withdrawn"))
    assert desk.after(seconds=20) == ["alert.withdrawn"]


def test_a_revision_back_to_the_first_number_is_told(tmp_path: Path) -> None:
    """The one that stands again, and the one that no longer does."""
    desk = Desk(tmp_path)
    desk.keep(revised(1))
    desk.after()
    desk.keep(revised(2))
    desk.keep(revised(1, state="withdrawn"))
    assert desk.after(seconds=20) == ["alert.changed"]
    desk.keep(revised(1))
    desk.keep(revised(2, state="withdrawn"))
    assert sorted(desk.after(seconds=20)) == ["alert.raised_again", "alert.withdrawn"]


def test_who_does_not_want_the_new_alert_hears_of_the_old(tmp_path: Path) -> None:
    """Its severity may be too low by now."""
    desk = Desk(tmp_path)
    desk.keep(revised(1))
    desk.after()
    keep(desk.store, revised(2), now=desk.clock())
    desk.keep(revised(1, state="withdrawn"))
    assert desk.after(seconds=20) == ["alert.withdrawn"]


def test_what_waits_for_nobody_is_not_stuck(tmp_path: Path) -> None:
    """A subscriber that is configured no more was told of alerts once."""
    desk = Desk(tmp_path)
    desk.keep(ALERT)
    desk.after()
    desk.keep(WITHDRAWN)
    desk.clock.forward(days=1)
    assert desk.outbox.counts(now=desk.clock())["pending"] == 1
    assert desk.outbox.counts(now=desk.clock(), subscribers=["room"])["pending"] == 0


def test_a_mail_is_in_the_thread_of_what_it_corrects(
    tmp_path: Path, mailbox: tuple[Mailbox, str]
) -> None:
    """Both name one root; the correction answers it."""
    box, target = mailbox
    store, clock = Store(tmp_path / "figurewatch.db"), Clock(NOW)
    subscriber = Subscriber(name="desk", notifier=AppriseNotifier("desk", target))
    for alert in (ALERT, WITHDRAWN):
        keep(store, alert, "desk", now=clock())
        clock.forward(seconds=10)
        asyncio.run(deliver_due(delivering(store, clock), subscriber))
    told, correction = box.mails
    assert told["References"] == correction["References"] == correction["In-Reply-To"]
    assert told["In-Reply-To"] is None
    assert told["References"] == "<ab@figurewatch.invalid>"
    assert correction["Subject"] == "WITHDRAWN [out of range] 6,800 is above the stated range."
    assert len(correction.get_all("Message-ID")) == 1
    body = correction.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "Told before: [out of range] 6,800 is above the stated range." in text
    assert "departs from nothing" in text


def test_the_console_says_what_changed(tmp_path: Path) -> None:
    """In the words of the message."""
    store, clock, out = Store(tmp_path / "figurewatch.db"), Clock(NOW), io.StringIO()
    subscriber = Subscriber(name="desk", notifier=ConsoleNotifier(out))
    for alert in (ALERT, REVISED):
        keep(store, alert, "desk", now=clock())
        clock.forward(seconds=10)
        asyncio.run(deliver_due(delivering(store, clock), subscriber))
    assert "CHANGED [out of range] 6,800 is above the stated range." in out.getvalue()
