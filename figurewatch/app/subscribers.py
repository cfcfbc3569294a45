"""Who is sent alerts: from the configuration to notifiers and filters."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

from figurewatch.app.settings import Settings, SubscriberSettings, WatchSettings
from figurewatch.app.watches import catches, why_held_back, why_not_about
from figurewatch.records import Alert, Severity
from ingest.connections import guarded_connector
from ingest.guard import AddressGuard
from sinks.alertmanager import AlertmanagerNotifier
from sinks.delivery import Repeat, Subscriber
from sinks.links import LinkMaker
from sinks.notifiers import ConsoleNotifier, Notifier, WebhookNotifier
from sinks.timing import Policy, QuietHours

_SEVERITIES: tuple[Severity, ...] = get_args(Severity)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def wanted_by(settings: Settings, alert: Alert) -> list[str]:
    """
    Name the subscribers that `alert` is for.

    Those whom a watch names are told what one of their watches catches, the others everything;
    a watch that names nobody is everybody's.
    """
    return [
        subscriber.name
        for subscriber in settings.subscribers
        if why_not_for(settings, subscriber, alert) is None
    ]


def why_not_for(settings: Settings, subscriber: SubscriberSettings, alert: Alert) -> str | None:
    """Say why `alert` is not for `subscriber`; None if it is."""
    least = subscriber.minimum_severity
    if _SEVERITIES.index(alert.severity) < _SEVERITIES.index(least):
        return f"its severity is {alert.severity}, asked for is {least}"
    watches = [watch for watch in settings.watches if is_told(subscriber.name, watch)]
    if not watches or any(catches(watch, alert) for watch in watches):
        return None
    reasons = []
    for watch in watches:
        about = why_not_about(watch, alert.figure, earlier=alert.earlier)
        reasons.append(f"{watch.name}: {about or why_held_back(watch, alert)}")
    return f"no watch catches it ({'; '.join(reasons)})"


def is_told(subscriber: str, watch: WatchSettings) -> bool:
    """Whether what `watch` catches is for `subscriber`."""
    return not watch.subscribers or subscriber in watch.subscribers


def subscribers_of(settings: Settings) -> dict[str, Subscriber]:
    """Build each subscriber's channel and policy, by name; nothing connects yet."""
    return {
        subscriber.name: Subscriber(
            name=subscriber.name,
            notifier=_notifier(subscriber),
            policy=_policy(subscriber),
            repeat=_repeat(subscriber) if subscriber.type == "alertmanager" else None,
        )
        for subscriber in settings.subscribers
    }


def link_maker(settings: Settings, *, base: str) -> LinkMaker:
    """Give what signs the links in messages; `base` is where the pages are bound."""
    if settings.links.secret is not None:
        secret = settings.links.secret.get_secret_value().encode()
    else:
        secret = _kept_secret(settings.data_dir / "links.key")
    return LinkMaker(
        base=(settings.http.public_url or base).rstrip("/"),
        secret=secret,
        valid_for=timedelta(days=settings.links.valid_days),
    )


def _notifier(subscriber: SubscriberSettings) -> Notifier:
    if subscriber.type == "webhook":
        assert subscriber.url is not None
        guard = AddressGuard(subscriber.allow_private)
        return WebhookNotifier(
            subscriber.name,
            subscriber.url,
            secrets=subscriber.secrets,
            connector=partial(guarded_connector, guard),
        )
    if subscriber.type == "alertmanager":
        assert subscriber.url is not None
        return AlertmanagerNotifier(subscriber.name, subscriber.url)
    if subscriber.type == "apprise":
        assert subscriber.target is not None
        # Imported when it is needed: Apprise brings 170 services, and takes its time and memory.
        from sinks.mail import AppriseNotifier

        return AppriseNotifier(subscriber.name, subscriber.target.get_secret_value())
    return ConsoleNotifier()


def _policy(subscriber: SubscriberSettings) -> Policy:
    return Policy(
        group_by=subscriber.group_by,
        group_wait=timedelta(seconds=subscriber.group_wait_seconds),
        digest=subscriber.digest,
        digest_at=subscriber.digest_at,
        quiet=tuple(
            QuietHours(
                start=hours.start,
                end=hours.end,
                days=frozenset(_DAYS.index(day) for day in hours.days),
            )
            for hours in subscriber.quiet_hours
        ),
        zone=ZoneInfo(subscriber.time_zone),
        critical_passes=subscriber.critical_passes,
    )


def _repeat(subscriber: SubscriberSettings) -> Repeat:
    return Repeat(
        every=timedelta(minutes=subscriber.repeat_minutes),
        lasts=timedelta(hours=subscriber.lasts_hours),
    )


def _kept_secret(path: Path) -> bytes:
    """Give the secret in `path`, made at first; whoever may read the store may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(32))
    return path.read_bytes()
