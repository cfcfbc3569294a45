"""Hands over what waits in the outbox, and decides when to try again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from figurewatch.errors import DeliveryError
from figurewatch.records import Alert, stable_id
from sinks.corrections import what_changed
from sinks.links import Links
from sinks.messages import Correction, Message, Silence
from sinks.metrics import Metrics
from sinks.notifiers import Notifier, Receipt
from sinks.outbox import Attempt, Due, Outbox
from sinks.timing import (
    WITHDRAWN_UNSENT,
    Mute,
    Policy,
    Waiting,
    mute_of,
    plan,
    quiet_until,
    why_skipped,
)

log = logging.getLogger(__name__)

#: Waits after the first, second, … failed attempt: the schedule of Standard Webhooks.
RETRY_AFTER = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)
#: Messages that failed together do not come back together: each waits up to this much longer.
_JITTER = 0.1
#: No other end may keep us waiting longer than this.
_LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """For a channel that keeps a state: tell it again every so often, until the news is over."""

    every: timedelta
    lasts: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Who is told, how, and when."""

    name: str
    notifier: Notifier
    policy: Policy = field(default_factory=Policy)
    repeat: Repeat | None = None


@dataclass(frozen=True, kw_only=True)
class Delivering:
    """What handing over needs."""

    outbox: Outbox
    metrics: Metrics
    now: Callable[[], datetime]
    links: Callable[[Alert, str, datetime], Links | None] = lambda alert, subscriber, now: None


def next_attempt(
    *,
    attempts: int,
    final: bool,
    now: datetime,
    retry_after: float | None = None,
    spread: float = 0.0,
) -> datetime | None:
    """
    Say when to try again after `attempts` failures before this one; None is never.

    `spread` between 0 and 1 sets messages apart that failed together; what the other end asked
    for is waited at least.
    """
    if final or attempts >= len(RETRY_AFTER):
        return None
    wait = RETRY_AFTER[attempts] * (1 + _JITTER * spread)
    if retry_after is not None:
        # Bounded as a number first: a header may ask for more than a timedelta holds.
        longest = _LONGEST_WAIT.total_seconds()
        wait = max(wait, timedelta(seconds=min(retry_after, longest)))
    return now + wait


async def deliver_due(delivering: Delivering, subscriber: Subscriber) -> int:
    """
    Decide upon what waits for `subscriber` and hand over what is due; gives how many it took.

    Nothing is forgotten about a subscriber that is no longer configured: its rows wait.
    """
    outbox, name = delivering.outbox, subscriber.name
    now = delivering.now()
    why_not = outbox.why_disabled(name, address=subscriber.notifier.address)
    if why_not is not None:
        given_up = outbox.give_up_all(name, reason=why_not, now=now)
        delivering.metrics.deliveries.labels(name, "given_up").inc(given_up)
        return 0
    waiting = outbox.waiting(name, now=now, ahead=subscriber.policy.group_wait)
    if waiting:
        mutes = outbox.mutes(now=now, subscriber=name)
        outbox.carry_out(plan(waiting, subscriber.policy, mutes, now=now), name, now=now)
    sent = 0
    for due in outbox.due(name, now=now):
        took = await _deliver(delivering, subscriber, due)
        if took is False:
            # The others would most likely meet the same; they are due again at once.
            break
        sent += took is True
    return sent


def show_counts(
    outbox: Outbox, metrics: Metrics, *, now: datetime, subscribers: Collection[str]
) -> None:
    """Show how much waits for `subscribers`, is held back, and was given up."""
    counts = outbox.counts(now=now, subscribers=subscribers)
    metrics.deliveries_pending.set(counts["pending"])
    metrics.deliveries_held.set(counts["held"])
    metrics.deliveries_failed.set(counts["failed"])


async def _deliver(delivering: Delivering, subscriber: Subscriber, due: Due) -> bool | None:
    """Hand one message over: True it was taken, False it was not, None nothing was to be sent."""
    now = delivering.now()
    outbox, name = delivering.outbox, subscriber.name
    if subscriber.repeat is not None:
        message = _repeated(outbox, subscriber, subscriber.repeat, due, now=now)
    else:
        message = _once(outbox, subscriber, due, now=now)
    if message is None:
        return None
    links = {
        alert.id: found
        for alert in message.alerts
        if (found := delivering.links(alert, name, now)) is not None
    }
    message = replace(message, links=links)
    fields = {"message_id": due.id, "subscriber": name, "alerts": len(message.alerts)}
    try:
        receipt = await subscriber.notifier.notify(message, now=now)
    except DeliveryError as error:
        attempt = _failed(delivering, subscriber, due, error, started=now)
        extra = {**fields, "error": error.says, "again": attempt.next_at}
        log.warning("delivery failed", extra=extra)
        return False
    _taken(delivering, subscriber, due, message, receipt, started=now)
    log.log(logging.DEBUG if due.is_repeat else logging.INFO, "alert delivered", extra=fields)
    return True


def _once(outbox: Outbox, subscriber: Subscriber, due: Due, *, now: datetime) -> Message | None:
    """Give the message if it may go now; people may have acted since it was made."""
    name = subscriber.name
    mutes = outbox.mutes(now=now, subscriber=name)
    reasons = {}
    for alert in due.alerts:
        # A first attempt has just been decided upon, or is wanted by hand.
        who = due.acknowledged.get(alert.id) if due.attempts else None
        item = Waiting(alert=alert, since=due.created, acknowledged_by=who, told=due.told)
        refusal = why_skipped(item, mutes if due.attempts else (), now=now)
        if refusal is not None:
            reasons[alert.id] = refusal
    if reasons or not due.alerts:
        outbox.skip(due, name, reasons)
    alerts = tuple(alert for alert in due.alerts if alert.id not in reasons)
    if not alerts:
        return None
    passes = subscriber.policy.critical_passes and due.severity == "critical"
    quiet = None if passes else quiet_until(subscriber.policy, now)
    if quiet is not None and due.attempts:
        outbox.postpone(due, name, until=quiet, reason="tried again after quiet hours")
        return None
    return Message(
        id=due.id,
        kind=due.kind,
        alerts=alerts,
        created=due.created,
        severity=due.severity,
        correction=_correction(due),
    )


def _correction(due: Due) -> Correction | None:
    if due.told is None:
        return None
    change = what_changed(due.told, due.alerts[0])
    assert change is not None  # else it would have been skipped
    return Correction(change=change, told=due.told, message=due.thread)


def _repeated(
    outbox: Outbox, subscriber: Subscriber, repeat: Repeat, due: Due, *, now: datetime
) -> Message | None:
    """Give the message as it stands now; None once the news is over."""
    ends = due.created + repeat.lasts
    withdrawn = all(alert.state == "withdrawn" for alert in due.alerts)
    if not due.alerts or (withdrawn and not due.is_repeat):
        outbox.skip(due, subscriber.name, {alert.id: WITHDRAWN_UNSENT for alert in due.alerts})
        return None
    if now >= ends and due.is_repeat:
        outbox.end(due, subscriber.name)
        return None
    return Message(
        id=due.id,
        kind=due.kind,
        alerts=due.alerts,
        created=due.created,
        severity=due.severity,
        ends=max(ends, now + repeat.every),
        silence=_silence(due, outbox.mutes(now=now, subscriber=subscriber.name), ends, now=now),
    )


def _silence(due: Due, mutes: list[Mute], ends: datetime, *, now: datetime) -> Silence | None:
    mute = mute_of(due.alerts[0], mutes, now=now)
    if mute is not None:
        return Silence(until=mute.until, who=mute.who, reason=mute.reason or "muted")
    who = due.acknowledged.get(due.alerts[0].id)
    return None if who is None else Silence(until=ends, who=who, reason="acknowledged")


def _taken(
    delivering: Delivering,
    subscriber: Subscriber,
    due: Due,
    message: Message,
    receipt: Receipt,
    *,
    started: datetime,
) -> None:
    again, reason = None, ""
    if subscriber.repeat is not None:
        again = started + subscriber.repeat.every
        if any(alert.state == "withdrawn" for alert in message.alerts):
            again, reason = None, "withdrawn, and said so"
        elif message.ends is not None and again >= message.ends:
            again = None
        if message.silence is not None:
            reason = receipt.answer
    attempt = _attempt(delivering, subscriber, due, started=started)
    attempt = replace(
        attempt, result="sent", status=receipt.status, answer=receipt.answer, next_at=again
    )
    told = message.alerts if subscriber.repeat is None else ()
    delivering.outbox.mark_sent(due, attempt, reason=reason, again=again, told=told)
    delivering.metrics.deliveries.labels(subscriber.name, "sent").inc()


def _failed(
    delivering: Delivering,
    subscriber: Subscriber,
    due: Due,
    error: DeliveryError,
    *,
    started: datetime,
) -> Attempt:
    now = delivering.now()
    attempts = 0 if due.is_repeat else due.attempts
    spread = int(stable_id(due.id, subscriber.name, str(attempts))[:4], 16) / 0xFFFF
    again = next_attempt(
        attempts=attempts,
        final=error.final,
        now=now,
        retry_after=error.retry_after,
        spread=spread,
    )
    if due.is_repeat and subscriber.repeat is not None:
        again = now + subscriber.repeat.every
    attempt = replace(
        _attempt(delivering, subscriber, due, started=started),
        result="failed" if again else "given_up",
        status=error.status,
        error=error.says,
        answer=error.answer,
        next_at=again,
    )
    delivering.outbox.mark_failed(due, attempt)
    delivering.metrics.deliveries.labels(subscriber.name, attempt.result).inc()
    if error.status == 410:
        address = subscriber.notifier.address
        reason = "answered 410: it wants nothing any more"
        delivering.outbox.disable(subscriber.name, address=address, reason=reason, now=now)
        log.error("subscriber disabled", extra={"subscriber": subscriber.name, "reason": reason})
    return attempt


def _attempt(
    delivering: Delivering, subscriber: Subscriber, due: Due, *, started: datetime
) -> Attempt:
    took = (delivering.now() - started).total_seconds()
    delivering.metrics.delivery_seconds.labels(subscriber.notifier.channel).observe(took)
    return Attempt(
        at=started,
        subscriber=subscriber.name,
        channel=subscriber.notifier.channel,
        message=due.id,
        result="failed",
        status=None,
        error=None,
        answer="",
        milliseconds=round(took * 1000),
        next_at=None,
    )


def start_at_zero(metrics: Metrics, subscribers: Mapping[str, Subscriber]) -> None:
    """Show every subscriber's outcomes before there are any, so that rates see the first."""
    for name in subscribers:
        for result in ("sent", "failed", "given_up"):
            metrics.deliveries.labels(name, result)
