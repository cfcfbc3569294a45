"""Who is sent alerts: from the configuration to notifiers and filters."""

from __future__ import annotations

from typing import get_args

from figurewatch.app.settings import Settings, SubscriberSettings, WatchSettings
from figurewatch.app.watches import catches
from figurewatch.records import Alert, Severity
from sinks.notifiers import ConsoleNotifier, Notifier, WebhookNotifier

_SEVERITIES: tuple[Severity, ...] = get_args(Severity)


def wanted_by(settings: Settings, alert: Alert) -> list[str]:
    """
    Name the subscribers that `alert` is for.

    Those whom a watch names are told what one of their watches catches, the others everything;
    a watch that names nobody is everybody's.
    """
    rank = _SEVERITIES.index(alert.severity)
    caught = [watch for watch in settings.watches if catches(watch, alert)]
    return [
        subscriber.name
        for subscriber in settings.subscribers
        if rank >= _SEVERITIES.index(subscriber.minimum_severity)
        and (
            any(is_told(subscriber.name, watch) for watch in caught)
            or not any(is_told(subscriber.name, watch) for watch in settings.watches)
        )
    ]


def is_told(subscriber: str, watch: WatchSettings) -> bool:
    """Whether what `watch` catches is for `subscriber`."""
    return not watch.subscribers or subscriber in watch.subscribers


def notifiers_of(settings: Settings) -> dict[str, Notifier]:
    """Build a notifier for each subscriber, by name; nothing connects yet."""
    return {subscriber.name: _notifier(subscriber) for subscriber in settings.subscribers}


def _notifier(subscriber: SubscriberSettings) -> Notifier:
    if subscriber.type == "webhook":
        assert subscriber.url is not None
        secret = subscriber.secret.get_secret_value() if subscriber.secret else None
        return WebhookNotifier(subscriber.name, subscriber.url, secret=secret)
    return ConsoleNotifier()
