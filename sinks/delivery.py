"""Hands over what waits in the outbox, and decides when to try again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from figurewatch.errors import DeliveryError
from sinks.metrics import Metrics
from sinks.notifiers import Notifier
from sinks.store import Delivery, Store

log = logging.getLogger(__name__)

#: Waits after the first, second, … failed attempt: the schedule of Standard Webhooks.
RETRY_AFTER = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)


def next_attempt(*, attempts: int, final: bool, now: datetime) -> datetime | None:
    """Say when to try again after `attempts` failures before this one; None is never."""
    if final or attempts >= len(RETRY_AFTER):
        return None
    return now + RETRY_AFTER[attempts]


async def deliver_due(
    store: Store,
    notifiers: Mapping[str, Notifier],
    metrics: Metrics,
    *,
    now: Callable[[], datetime],
) -> int:
    """
    Hand over every alert whose time has come; gives how many subscribers took one.

    A subscriber that is no longer configured keeps its rows: they wait until it is again.
    """
    sent = 0
    for delivery in store.due_deliveries(now=now()):
        notifier = notifiers.get(delivery.subscriber)
        if notifier is not None:
            sent += await _deliver(store, delivery, notifier, metrics, now=now)
    metrics.deliveries_pending.set(store.counts()["deliveries_pending"])
    return sent


async def _deliver(
    store: Store,
    delivery: Delivery,
    notifier: Notifier,
    metrics: Metrics,
    *,
    now: Callable[[], datetime],
) -> bool:
    fields = {"alert": delivery.alert.id, "subscriber": delivery.subscriber}
    try:
        await notifier.notify(delivery.alert)
    except DeliveryError as error:
        again = next_attempt(attempts=delivery.attempts, final=error.final, now=now())
        store.mark_tried(delivery, error=str(error), again=again)
        metrics.deliveries.labels(delivery.subscriber, "failed").inc()
        log.warning("delivery failed", extra={**fields, "error": str(error), "again": again})
        return False
    store.mark_sent(delivery)
    metrics.deliveries.labels(delivery.subscriber, "sent").inc()
    log.info("alert delivered", extra=fields)
    return True
