"""`alerts test|ack|mute|redeliver`: try a channel, say that one has seen it, or send it again."""

from __future__ import annotations

import asyncio
import getpass
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from figurewatch.app.clock import now
from figurewatch.app.commands.look import config_option, open_store, settings_of
from figurewatch.app.output import write_line
from figurewatch.app.subscribers import subscribers_of
from figurewatch.app.trial import trial_alert
from figurewatch.errors import ConfigError, DeliveryError, InputError
from figurewatch.records import Alert, stable_id
from sinks.messages import Message
from sinks.outbox import DeliveryStatus, Outbox
from sinks.store import Store
from sinks.timing import Mute

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Period(click.ParamType):
    """`30m`, `8h`, `2d`, `1w`."""

    name = "period"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Read a number and a unit."""
        match = re.fullmatch(r"(\d{1,5})([mhdw])", str(value).strip())
        if match is None:
            self.fail(f"{value!r} is no period such as 30m, 8h, 2d or 1w", param, ctx)
        return timedelta(**{_UNITS[match[2]]: int(match[1])})


by_option = click.option("--by", "who", help="Who does it; without it your login name.")
reason_option = click.option("--reason", default="", help="Why, in words.")


@click.command("test", short_help="Send a test to one subscriber.")
@click.argument("subscriber")
@config_option
def test(subscriber: str, config: Path | None) -> None:
    """
    Send a made-up alert, marked as a test, to SUBSCRIBER, now and past the outbox.

    One that had said that it wants nothing any more is enabled again when it takes the test.
    """
    settings = settings_of(config)
    channels = subscribers_of(settings)
    _require_subscriber(subscriber, list(channels))
    moment = now()
    alert = trial_alert(now=moment)
    message = Message(
        id=stable_id("test", subscriber, moment.isoformat()),
        kind="test",
        alerts=(alert,),
        created=moment,
        severity=alert.severity,
    )
    notifier = channels[subscriber].notifier
    answer = {"subscriber": subscriber, "channel": notifier.channel, "message": message.id}
    try:
        receipt = asyncio.run(notifier.notify(message, now=moment))
    except DeliveryError as error:
        failed = {"result": "failed", "status": error.status, "error": error.says}
        write_line(json.dumps(answer | failed, ensure_ascii=False))
        raise
    if settings.store_path.exists():
        Outbox(Store(settings.store_path)).enable(subscriber)
    taken = {"result": "sent", "status": receipt.status, "error": None}
    write_line(json.dumps(answer | taken, ensure_ascii=False))


@click.command("ack", short_help="Say that somebody has seen an alert.")
@click.argument("alert_id", metavar="ID")
@by_option
@reason_option
@config_option
def ack(alert_id: str, who: str | None, reason: str, config: Path | None) -> None:
    """Say that somebody has seen the alert ID: who has not got it yet is not told any more."""
    store = open_store(config)
    alert = alert_of(store, alert_id)
    outbox = Outbox(store)
    is_first = outbox.acknowledge(alert.id, who=who or login(), reason=reason, now=now())
    kept = outbox.acknowledgement(alert.id)
    assert kept is not None
    answer = {"alert": alert.id, "by": kept.who, "at": kept.at.isoformat(), "is_first": is_first}
    write_line(json.dumps(answer, ensure_ascii=False))


@click.command("mute", short_help="Send nothing about the series of an alert for a while.")
@click.argument("alert_id", metavar="ID")
@click.option("--for", "period", type=Period(), required=True, help="How long: 30m, 8h, 2d or 1w.")
@click.option("--subscriber", help="For this subscriber only.")
@by_option
@reason_option
@config_option
def mute(
    alert_id: str,
    period: timedelta,
    subscriber: str | None,
    who: str | None,
    reason: str,
    config: Path | None,
) -> None:
    """Send nothing about the series of the alert ID for a while; the pages go on showing it."""
    if subscriber is not None:
        _require_subscriber(subscriber, [one.name for one in settings_of(config).subscribers])
    store = open_store(config)
    alert = alert_of(store, alert_id)
    moment = now()
    muted = Mute(
        series=alert.series,
        subscriber=subscriber,
        until=moment + period,
        who=who or login(),
        reason=reason,
    )
    Outbox(store).mute(muted, now=moment)
    answer = {
        "series": muted.series,
        "subscriber": subscriber,
        "until": muted.until.isoformat(timespec="seconds"),
        "by": muted.who,
    }
    write_line(json.dumps(answer, ensure_ascii=False))


@click.command("redeliver", short_help="Send again what was given up, held or sent.")
@click.argument("alert_id", metavar="[ID]", required=False)
@click.option("--failed", is_flag=True, help="All that was given up.")
@click.option("--subscriber", help="To this subscriber only.")
@config_option
def redeliver(
    alert_id: str | None, failed: bool, subscriber: str | None, config: Path | None
) -> None:
    """
    Send the alert ID again, under the id that it had, or all that was given up.

    `figurewatch run` or `deliver` sends it at once, past mutes, digests and quiet hours. A
    subscriber that had said that it wants nothing any more is asked again.
    """
    if (alert_id is None) is not failed:
        raise click.UsageError("give the ID of an alert, or --failed")
    store = open_store(config)
    outbox = Outbox(store)
    found = _deliveries(store, outbox, alert_id, subscriber)
    if not found and alert_id is not None:
        raise InputError(f"the alert was not meant for {subscriber or 'anybody'}")
    for name in {item.subscriber for item in found}:
        outbox.enable(name)
    moment = now()
    for item in found:
        outbox.redeliver(item, now=moment)
        answer = {
            "alert": item.alert,
            "subscriber": item.subscriber,
            "was": item.state,
            "message": item.message or item.alert,
        }
        write_line(json.dumps(answer, ensure_ascii=False))


def alert_of(store: Store, alert_id: str) -> Alert:
    """Give the alert of that id; raises InputError where there is none."""
    alert = store.alert(alert_id)
    if alert is None:
        raise InputError(f"there is no alert {alert_id}")
    return alert


def _deliveries(
    store: Store, outbox: Outbox, alert_id: str | None, subscriber: str | None
) -> list[DeliveryStatus]:
    if alert_id is None:
        return outbox.failed(subscriber=subscriber)
    statuses = outbox.statuses(alert_of(store, alert_id).id)
    return [item for item in statuses if subscriber in (None, item.subscriber)]


def _require_subscriber(name: str, known: list[str]) -> None:
    if name not in known:
        raise ConfigError(f"there is no subscriber {name}, only {', '.join(known) or 'nobody'}")


def login() -> str:
    """Name who is at the command line."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "the command line"
