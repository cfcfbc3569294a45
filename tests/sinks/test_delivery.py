"""What waits is handed over until it is taken, under one id, and every attempt is kept."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from msgspec.json import decode
from prometheus_client import CollectorRegistry
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from figurewatch.errors import DeliveryError
from figurewatch.records import Alert, Series, Severity
from figurewatch.records.codec import Event, encode_event, to_wire
from ingest.connections import guarded_connector
from ingest.guard import AddressGuard
from sinks.consumer import Handling
from sinks.consumer import keep as keep_messages
from sinks.delivery import RETRY_AFTER, Subscriber, deliver_due, next_attempt, show_counts
from sinks.messages import Message
from sinks.metrics import Metrics
from sinks.notifiers import WebhookNotifier
from sinks.outbox import Outbox
from sinks.signing import signed_headers, signing_key
from sinks.store import Store
from sinks.timing import Mute, Policy, QuietHours
from tests import factories
from tests.sinks.receivers import OLD_SECRET, SECRET, Clock, Receiver, delivering, keep

NOW = datetime(2026, 9, 14, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store in a file of its own."""
    return Store(tmp_path / "figurewatch.db")


def alert(number: int = 0, **changes: object) -> Alert:
    """One of several alerts."""
    return factories.alert(**({"id": f"{number:020x}", "raised": NOW} | changes))


def desk(receiver: Receiver, *secrets: str, policy: Policy | None = None) -> Subscriber:
    """A webhook subscriber named desk."""
    return Subscriber(
        name="desk",
        notifier=WebhookNotifier("desk", receiver.url, secrets=secrets or (SECRET,)),
        policy=policy or Policy(),
    )


def deliver(
    store: Store, clock: Clock, receiver: Receiver, *waits: float, policy: Policy | None = None
) -> None:
    """Hand over what is due, then again after each of `waits` in seconds."""

    async def run() -> None:
        async with receiver.listening():
            subscriber = desk(receiver, policy=policy)
            await deliver_due(delivering(store, clock), subscriber)
            for wait in waits:
                clock.forward(seconds=wait)
                await deliver_due(delivering(store, clock), subscriber)

    asyncio.run(run())


def test_what_is_not_taken_is_tried_again_under_the_same_id(store: Store) -> None:
    """500, 500, 200: three attempts, one id, one success, and a log of all three."""
    clock, receiver = Clock(NOW), Receiver(statuses=[500, 500])
    keep(store, alert(), "desk", now=NOW)
    deliver(store, clock, receiver, 6, 330, 86400)
    assert receiver.ids == [alert().id] * 3
    log = Outbox(store).attempts(alert().id)
    assert [(row.result, row.status) for row in log] == [
        ("failed", 500),
        ("failed", 500),
        ("sent", 200),
    ]
    assert log[0].error == "answered 500"
    assert log[0].answer == "answer 500"
    assert log[0].next_at is not None
    (status,) = Outbox(store).statuses(alert().id)
    assert (status.state, status.next_at) == ("sent", None)


def test_what_is_sent_verifies_by_the_standard(store: Store) -> None:
    """With the library of Standard Webhooks; a changed body or another secret does not."""
    clock, receiver = Clock(datetime.now(UTC)), Receiver()
    keep(store, alert(raised=clock.at), "desk", now=clock.at)
    deliver(store, clock, receiver)
    ((headers, body),) = receiver.got
    payload = Webhook(SECRET).verify(body, headers)
    assert payload["type"] == "alert.raised"
    assert payload["data"]["id"] == alert().id
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body.replace(b"4500", b"5400"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD_SECRET).verify(body, headers)


@pytest.mark.parametrize("secret", [SECRET, OLD_SECRET])
def test_while_a_secret_is_replaced_both_verify(secret: str) -> None:
    """The receiver may change over at any time in between."""
    keys = [signing_key(SECRET), signing_key(OLD_SECRET)]
    headers = signed_headers("m1", b"{}", keys=keys, now=datetime.now(UTC))
    assert Webhook(secret).verify(b"{}", headers) == {}


@pytest.mark.parametrize("secret", ["whsec_short", "whsec_c2hvcnQ=", "whsec_" + "A" * 100])
def test_a_secret_that_the_standard_does_not_allow_is_refused(secret: str) -> None:
    """Base64 of 24 to 64 bytes."""
    with pytest.raises(ValueError, match="a webhook's secret"):
        signing_key(secret)


def test_410_disables_the_subscriber_until_its_address_changes(store: Store) -> None:
    """Nothing more is posted there, and what comes is kept as given up."""
    clock, receiver = Clock(NOW), Receiver(statuses=[410])
    keep(store, alert(1), "desk", now=NOW)
    deliver(store, clock, receiver, 60)
    keep(store, alert(2), "desk", now=clock())
    deliver(store, clock, Receiver(), 60)
    assert receiver.ids == [alert(1).id]


def test_after_410_nothing_is_posted_to_that_address(store: Store) -> None:
    """The second alert is given up with the reason, and can be handed over again by hand."""
    clock, receiver = Clock(NOW), Receiver(statuses=[410])

    async def run() -> None:
        async with receiver.listening():
            subscriber, work = desk(receiver), delivering(store, clock)
            keep(store, alert(1), "desk", now=NOW)
            await deliver_due(work, subscriber)
            keep(store, alert(2), "desk", now=NOW)
            await deliver_due(work, subscriber)
            assert receiver.ids == [alert(1).id]
            failed = work.outbox.failed(subscriber="desk")
            assert [item.alert for item in failed] == [alert(1).id, alert(2).id]
            assert "410" in failed[1].reason
            work.outbox.enable("desk")
            for item in failed:
                work.outbox.redeliver(item, now=clock())
            assert await deliver_due(work, subscriber) == 2

    asyncio.run(run())
    assert receiver.ids == [alert(1).id, alert(1).id, alert(2).id]


def test_429_is_left_alone_as_long_as_it_asks(store: Store) -> None:
    """Retry-After counts where it is later than our own schedule."""
    clock, receiver = Clock(NOW), Receiver(statuses=[429], headers={"Retry-After": "3600"})
    keep(store, alert(), "desk", now=NOW)
    deliver(store, clock, receiver, 600)
    assert len(receiver.got) == 1
    deliver(store, clock, receiver, 3100)
    assert len(receiver.got) == 2


@pytest.mark.parametrize(
    "asked", ["9" * 400, "9" * 14, "Mon, 99999999999999999999 Jan 2026 00:00 GMT"]
)
def test_no_receiver_can_stop_the_monitor_by_what_it_asks(store: Store, asked: str) -> None:
    """Retry-After beyond every calendar is a day at most, or nothing."""
    clock, receiver = Clock(NOW), Receiver(statuses=[503], headers={"Retry-After": asked})
    keep(store, alert(), "desk", now=NOW)
    deliver(store, clock, receiver, 86_401)
    assert len(receiver.got) == 2


def test_a_host_that_can_not_be_written_is_a_failed_attempt() -> None:
    notifier = WebhookNotifier("desk", "http://a..b/")
    message = Message(id="1", kind="test", alerts=(alert(),), created=NOW, severity="notice")
    with pytest.raises(DeliveryError, match="label"):
        asyncio.run(notifier.notify(message, now=NOW))


def test_attempts_go_on_for_days_and_then_end_as_a_dead_letter(store: Store) -> None:
    """Ten attempts over more than three days; by hand it goes again, with its id."""
    clock, receiver = Clock(NOW), Receiver(statuses=[500] * 10)
    keep(store, alert(), "desk", now=NOW)
    deliver(store, clock, receiver, *[wait.total_seconds() * 1.2 for wait in RETRY_AFTER])
    outbox = Outbox(store)
    assert len(receiver.got) == 10
    assert clock() - NOW > timedelta(days=3)
    assert [row.result for row in outbox.attempts(alert().id)][-1] == "given_up"
    (failed,) = outbox.failed()
    outbox.redeliver(failed, now=clock())
    deliver(store, clock, receiver)
    assert receiver.ids == [alert().id] * 11
    assert outbox.failed() == []


def test_messages_that_failed_together_do_not_come_back_together() -> None:
    """Up to a tenth later."""
    soon = next_attempt(attempts=1, final=False, now=NOW, spread=0)
    late = next_attempt(attempts=1, final=False, now=NOW, spread=1)
    assert soon == NOW + timedelta(minutes=5)
    assert late == NOW + timedelta(minutes=5.5)
    assert next_attempt(attempts=0, final=True, now=NOW) is None


@pytest.mark.parametrize(
    ("allowed", "posted"), [((), 0), (("127.0.0.0/8",), 1), (("10.0.0.0/8",), 0)]
)
def test_a_webhook_reaches_private_addresses_only_where_allowed(
    store: Store, allowed: tuple[str, ...], posted: int
) -> None:
    """The name in its URL may resolve to anything."""
    clock, receiver = Clock(NOW), Receiver()
    keep(store, alert(), "desk", now=NOW)

    async def run() -> None:
        async with receiver.listening():
            notifier = WebhookNotifier(
                "desk",
                receiver.url.replace("127.0.0.1", "localhost"),
                connector=partial(guarded_connector, AddressGuard(allowed)),
            )
            await deliver_due(delivering(store, clock), Subscriber(name="desk", notifier=notifier))

    asyncio.run(run())
    assert len(receiver.got) == posted
    if not posted:
        assert "is not a public address" in (Outbox(store).attempts(alert().id)[0].error or "")


def test_a_webhook_that_does_not_answer_is_given_up_in_time(store: Store) -> None:
    """And is tried again like any other."""
    receiver = Receiver(wait=3)
    keep(store, alert(), "desk", now=NOW)

    async def run() -> None:
        async with receiver.listening():
            notifier = WebhookNotifier("desk", receiver.url, timeout_seconds=0.3)
            subscriber = Subscriber(name="desk", notifier=notifier)
            assert await deliver_due(delivering(store, Clock(NOW)), subscriber) == 0

    asyncio.run(run())
    (attempt,) = Outbox(store).attempts(alert().id)
    assert (attempt.error, attempt.result) == ("no answer in 0.3 s", "failed")


def test_a_redirect_is_not_followed(store: Store) -> None:
    """It could lead anywhere."""
    receiver = Receiver(statuses=[302], headers={"Location": "http://127.0.0.1:9/"})
    keep(store, alert(), "desk", now=NOW)
    deliver(store, Clock(NOW), receiver)
    assert Outbox(store).attempts(alert().id)[0].error == "answered 302"


def test_an_alert_goes_to_the_outbox_once(store: Store) -> None:
    """An update changes the alert and sends nothing again."""
    receiver = Receiver()
    keep(store, alert(), "desk", now=NOW)
    keep(store, alert(printed_by=("Harbour Wire", "Delta Post")), "desk", now=NOW)
    deliver(store, Clock(NOW), receiver, 3600)
    keep(store, alert(printed_by=("Harbour Wire", "Delta Post", "Coast")), "desk", now=NOW)
    deliver(store, Clock(NOW), receiver, 3600)
    assert receiver.ids == [alert().id]


def test_an_alert_from_the_topic_is_handed_over_once(store: Store) -> None:
    """However often its message comes: a crash before the offsets are committed repeats it."""
    clock, receiver = Clock(NOW), Receiver()
    handling = Handling(
        store=store,
        metrics=Metrics(CollectorRegistry()),
        series_of=lambda figure: factories.series(),
        subscribers=lambda alert: ["desk"],
        now=clock,
        on_alert=lambda alert: None,
    )
    event = Event(
        id="e1",
        type="org.figurewatch.alert.raised.v1",
        source="/figurewatch",
        subject=alert().series,
        time=NOW,
        data=to_wire(alert()),
    )
    message = SimpleNamespace(
        value=encode_event(event, key="k"), topic="alerts", partition=0, offset=1
    )
    for _ in range(2):
        kept = keep_messages(handling, [message, message])
        assert [item.id for item in kept] == [alert().id] * 2
        deliver(store, clock, receiver)
    assert receiver.ids == [alert().id]


def test_an_alert_about_old_news_waits_for_the_rest_of_the_backlog(store: Store) -> None:
    """When feeds are first read, a late article often explains it."""
    clock, receiver = Clock(NOW + timedelta(days=30)), Receiver()
    keep(store, alert(), "desk", now=clock())
    deliver(store, clock, receiver)
    assert receiver.got == []
    deliver(store, clock, receiver, 10)
    assert len(receiver.got) == 1


@pytest.mark.parametrize("fails_first", [False, True])
def test_an_alert_that_is_withdrawn_before_it_is_sent_is_not_sent(
    store: Store, fails_first: bool
) -> None:
    """Unless it stands again later."""
    clock, receiver = Clock(NOW), Receiver(statuses=[500] if fails_first else [])
    keep(store, alert(), "desk", now=NOW)
    if fails_first:
        deliver(store, clock, receiver)
    keep(store, alert(state="withdrawn"), now=NOW)
    deliver(store, clock, receiver, 60)
    assert len(receiver.got) == fails_first
    assert Outbox(store).statuses(alert().id)[0].state == "skipped"
    keep(store, alert(), "desk", now=clock())
    deliver(store, clock, receiver)
    assert receiver.ids == [alert().id] * (1 + fails_first)


def test_alerts_of_one_series_go_in_one_message(store: Store) -> None:
    """The first waits for the others; another series is another message."""
    policy = Policy(group_by="series", group_wait=timedelta(seconds=30))
    clock, receiver = Clock(NOW), Receiver()
    for number in (1, 2):
        keep(store, alert(number), "desk", now=NOW)
    other: Series = factories.series(key="deaths/Karsovia/person/rate/month")
    keep(store, alert(3, series=other.key), "desk", now=NOW)
    deliver(store, clock, receiver, 10, policy=policy)
    assert receiver.got == []
    assert "waits 30 s" in Outbox(store).statuses(alert(1).id)[0].reason
    deliver(store, clock, receiver, 25, policy=policy)
    bodies = {body["type"]: body["data"] for _, text in receiver.got if (body := decode(text))}
    assert bodies["alert.raised"]["id"] == alert(3).id
    together = bodies["alerts.raised"]["alerts"]
    assert [item["id"] for item in together] == [alert(1).id, alert(2).id]


def test_a_group_takes_along_what_comes_while_it_waits(store: Store) -> None:
    """The window opens with the first; what comes after it is another message."""
    policy = Policy(group_by="series", group_wait=timedelta(seconds=30))
    clock, receiver = Clock(NOW), Receiver()
    for number, wait in ((1, 20), (2, 8), (3, 4)):
        keep(store, alert(number), "desk", now=clock())
        deliver(store, clock, receiver, policy=policy)
        clock.forward(seconds=wait)
    assert receiver.got == []
    deliver(store, clock, receiver, policy=policy)
    keep(store, alert(4), "desk", now=clock())
    deliver(store, clock, receiver, 29, 2, policy=policy)
    first, second = (decode(body) for _, body in receiver.got)
    together = [item["id"] for item in first["data"]["alerts"]]
    assert together == [alert(number).id for number in (1, 2, 3)]
    assert second["data"]["id"] == alert(4).id


def test_what_comes_in_quiet_hours_goes_in_one_digest_after_them(store: Store) -> None:
    """Nothing is lost, and nothing comes before."""
    kyiv = ZoneInfo("Europe/Kyiv")
    policy = Policy(quiet=(QuietHours(start=time(22), end=time(7)),), zone=kyiv)
    night = datetime(2026, 9, 14, 23, tzinfo=kyiv).astimezone(UTC)
    clock, receiver = Clock(night), Receiver()
    for number in (1, 2, 3):
        keep(store, alert(number, raised=night), "desk", now=night)
    deliver(store, clock, receiver, 3600, 6 * 3600, policy=policy)
    assert receiver.got == []
    assert "quiet hours until 2026-09-15 07:00 Europe/Kyiv" in (
        Outbox(store).statuses(alert(1).id)[0].reason
    )
    deliver(store, clock, receiver, 3600, 3600, policy=policy)
    ((_, body),) = receiver.got
    data = decode(body)["data"]
    assert (data["kind"], len(data["alerts"])) == ("digest", 3)


@pytest.mark.parametrize(("severity", "tries"), [("warning", 2), ("critical", 3)])
def test_nobody_is_tried_again_in_quiet_hours(store: Store, severity: Severity, tries: int) -> None:
    """Unless it is critical and that passes; no attempt is lost by waiting."""
    policy = Policy(quiet=(QuietHours(start=time(22), end=time(7)),), critical_passes=True)
    evening = NOW.replace(hour=21, minute=59)
    clock, receiver = Clock(evening), Receiver(statuses=[500, 500])
    keep(store, alert(raised=evening, severity=severity), "desk", now=evening)
    deliver(store, clock, receiver, 6, 330, policy=policy)
    assert len(receiver.got) == tries
    if severity == "warning":
        (status,) = Outbox(store).statuses(alert().id)
        assert status.reason == "tried again after quiet hours"
        assert status.next_at == evening.replace(day=15, hour=7, minute=0)
        deliver(store, clock, receiver, 9 * 3600, policy=policy)
        assert receiver.ids == [alert().id] * 3


def test_a_muted_series_is_not_sent_to_who_muted_it(store: Store) -> None:
    """And to nobody where it is muted for everybody; the log says so."""
    outbox = Outbox(store)
    mute = Mute(
        series=alert().series,
        subscriber="desk",
        until=NOW + timedelta(hours=1),
        who="desk",
        reason="known",
    )
    outbox.mute(mute, now=NOW)
    keep(store, alert(), "desk", "night", now=NOW)
    receiver = Receiver()
    deliver(store, Clock(NOW), receiver)
    assert receiver.got == []
    desk_status, night_status = outbox.statuses(alert().id)
    assert desk_status.state == "skipped"
    assert desk_status.reason == "muted by desk until 2026-09-14 13:00 UTC: known"
    assert night_status.state == "pending"
    outbox.redeliver(desk_status, now=NOW)
    deliver(store, Clock(NOW), receiver)
    assert receiver.ids == [alert().id]


def test_an_acknowledged_alert_is_tried_no_more(store: Store) -> None:
    """Somebody has seen it."""
    clock, receiver = Clock(NOW), Receiver(statuses=[500])
    keep(store, alert(), "desk", now=NOW)
    deliver(store, clock, receiver)
    assert Outbox(store).acknowledge(alert().id, who="Ada", reason="", now=NOW)
    assert not Outbox(store).acknowledge(alert().id, who="Ben", reason="", now=NOW)
    deliver(store, clock, receiver, 60)
    assert len(receiver.got) == 1
    assert "acknowledged by Ada" in Outbox(store).statuses(alert().id)[0].reason


def test_acknowledging_settles_what_was_given_up(store: Store) -> None:
    """Nobody need send it again; one still can."""
    clock, receiver = Clock(NOW), Receiver(statuses=[410])
    keep(store, alert(), "desk", now=NOW)
    deliver(store, clock, receiver)
    outbox = Outbox(store)
    assert len(outbox.failed()) == 1
    outbox.acknowledge(alert().id, who="Ada", reason="", now=NOW)
    assert outbox.failed() == []
    outbox.redeliver(outbox.statuses(alert().id)[0], now=NOW)
    assert outbox.due("desk", now=NOW)[0].id == alert().id


def test_the_metrics_tell_what_waits_from_what_is_held(store: Store) -> None:
    """Only what should have gone out already is a worry."""
    clock = Clock(NOW)
    work = delivering(store, clock)
    keep(store, alert(1), "desk", now=NOW)
    keep(store, alert(2), "digest", now=NOW)
    policy = Policy(digest="daily", digest_at=time(18))
    receiver = Receiver(statuses=[500])

    async def run() -> None:
        async with receiver.listening():
            await deliver_due(work, desk(receiver))
            await deliver_due(work, replace(desk(receiver, policy=policy), name="digest"))

    asyncio.run(run())
    show_counts(work.outbox, work.metrics, now=NOW, subscribers=["desk", "digest"])
    value = work.metrics.registry.get_sample_value
    assert value("figurewatch_deliveries_pending") == 1
    assert value("figurewatch_deliveries_held") == 1
    failed = {"subscriber": "desk", "result": "failed"}
    assert value("figurewatch_deliveries_total", failed) == 1


def test_pruning_takes_the_log_along(store: Store) -> None:
    """What belongs to an alert goes with it."""
    keep(store, alert(), "desk", now=NOW)
    deliver(store, Clock(NOW), Receiver())
    Outbox(store).acknowledge(alert().id, who="Ada", reason="", now=NOW)
    store.prune(before="2027-01-01")
    for table in ("deliveries", "messages", "attempts", "acknowledgements"):
        assert store.rows(f"SELECT * FROM {table}") == []
