"""
Keeps alerts in a Prometheus Alertmanager, by its API v2.

Alertmanager knows an alert by its labels: they name the claim and never the article, so that a
reprint changes the annotations of the same alert. It forgets what is not posted again when it
restarts, so an alert is posted again until the news is over; one that is withdrawn is resolved.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar

import aiohttp
import msgspec

from figurewatch.errors import DeliveryError
from figurewatch.records import stable_id
from sinks.alerts import claimants, headline
from sinks.messages import Message
from sinks.notifiers import Receipt, post

_SECOND = timedelta(seconds=1)
#: Clocks of two machines differ by less.
_SKEW = timedelta(minutes=5)
#: Long enough to see where a test is routed to.
_TRIAL = timedelta(minutes=5)
_JSON = {"content-type": "application/json"}


class AlertmanagerNotifier:
    """Posts alerts to the Alertmanager at `url`."""

    channel: ClassVar[str] = "alertmanager"

    def __init__(self, name: str, url: str, *, timeout_seconds: float = 20) -> None:
        self._name = name
        self._url = url.rstrip("/")
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)

    @property
    def address(self) -> str:
        """A digest of the URL."""
        return stable_id(self._url)

    async def notify(self, message: Message, *, now: datetime) -> Receipt:
        """Post the alerts, and silence what people acknowledged or muted here."""
        receipt = await self._post("alerts", payload(message, now=now), now=now)
        if message.silence is not None:
            answer = await self._silence(message, now=now)
            receipt = Receipt(status=receipt.status, answer=answer)
        return receipt

    async def _silence(self, message: Message, *, now: datetime) -> str:
        """Make a silence, unless one of ours that lasts as long is there."""
        assert message.silence is not None
        cluster = message.alerts[0].id
        ends = message.silence.until.isoformat(timespec="milliseconds")
        for silence in await self._silences(cluster):
            kept = datetime.fromisoformat(silence["endsAt"])
            if silence["status"]["state"] == "active" and kept >= message.silence.until - _SECOND:
                return f"silenced until {silence['endsAt']}"
        wanted = {
            "matchers": [
                {"name": "figure_cluster", "value": cluster, "isRegex": False, "isEqual": True}
            ],
            "startsAt": now.isoformat(timespec="milliseconds"),
            "endsAt": ends,
            "createdBy": f"figurewatch: {message.silence.who}",
            "comment": message.silence.reason or "acknowledged or muted",
        }
        await self._post("silences", wanted, now=now)
        return f"silenced until {ends}"

    async def _silences(self, cluster: str) -> list[dict[str, Any]]:
        url = f"{self._url}/api/v2/silences"
        query = {"filter": f'figure_cluster="{cluster}"'}
        try:
            async with (
                aiohttp.ClientSession(timeout=self._timeout, raise_for_status=True) as session,
                session.get(url, params=query) as reply,
            ):
                silences: list[dict[str, Any]] = await reply.json()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise DeliveryError(self._name, f"{type(error).__name__}: {error}") from error
        return silences

    async def _post(self, what: str, content: Any, *, now: datetime) -> Receipt:
        connector: Callable[[], aiohttp.BaseConnector] = aiohttp.TCPConnector
        url = f"{self._url}/api/v2/{what}"
        body = msgspec.json.encode(content)
        return await post(
            self._name, url, body, _JSON, connector=connector, timeout=self._timeout, now=now
        )


def payload(message: Message, *, now: datetime) -> list[dict[str, Any]]:
    """Give what is posted to `/api/v2/alerts`."""
    alerts = []
    for alert in message.alerts:
        links = message.links.get(alert.id)
        starts, ends = message.created, message.ends
        if message.kind == "test":
            ends = now + _TRIAL
        elif alert.state == "withdrawn":
            # An end that lies ahead of Alertmanager's clock would not count against the later
            # one that it knows, so it is set back by more than clocks differ.
            starts, ends = starts - _SKEW, now - _SKEW
        entry: dict[str, Any] = {
            "labels": {
                "alertname": "FigureDeparts" if message.kind != "test" else "FigurewatchTest",
                "series": alert.series,
                "kind": alert.kind,
                "figure_cluster": alert.id,
                # As it was when the alert was first posted: a label that changes is another alert.
                "severity": message.severity,
            },
            "annotations": {
                "summary": headline(alert),
                "description": alert.explanation,
                "claimed_by": claimants(alert.figure.attribution),
                "printed_by": ", ".join(alert.printed_by),
                "sentence": alert.figure.sentence.text,
                "permalink": links.page if links else "",
                "state": alert.state,
            },
            "startsAt": starts.isoformat(timespec="milliseconds"),
            "generatorURL": links.series if links else "",
        }
        if ends is not None:
            entry["endsAt"] = ends.isoformat(timespec="milliseconds")
        alerts.append(entry)
    return alerts
