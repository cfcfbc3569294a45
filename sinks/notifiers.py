"""Hands alerts over to people and programs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import sys
from datetime import UTC, datetime
from typing import Protocol, TextIO

import aiohttp
import msgspec
from rich.console import Console
from rich.text import Text

from figurewatch.errors import DeliveryError
from figurewatch.records import Alert
from figurewatch.records.codec import to_wire
from sinks.alerts import headline, message

_COLOURS = {"notice": "cyan", "warning": "yellow", "critical": "red"}


class Notifier(Protocol):
    """One way of telling one subscriber."""

    async def notify(self, alert: Alert) -> None:
        """Hand `alert` over; raises DeliveryError, `final` where trying again is useless."""
        ...


class ConsoleNotifier:
    """Writes alerts to a terminal or a file: colour only to a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._console = Console(file=stream or sys.stdout, soft_wrap=True, highlight=False)

    async def notify(self, alert: Alert) -> None:
        """Print the alert with its evidence."""
        title = Text(f"{alert.severity.upper()} {headline(alert)}")
        title.stylize(f"bold {_COLOURS[alert.severity]}")
        try:
            self._console.print(title)
            self._console.print(Text(message(alert)))
        except OSError as error:
            raise DeliveryError("console", str(error)) from error


class WebhookNotifier:
    """
    Posts alerts by Standard Webhooks: the same id on every attempt, signed where there is a secret.

    The signature is `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`, as the
    specification has it (standardwebhooks.com, 2023).
    """

    def __init__(self, name: str, url: str, *, secret: str | None) -> None:
        self._name = name
        self._url = url
        self._key = base64.b64decode(secret.removeprefix("whsec_")) if secret else None

    async def notify(self, alert: Alert) -> None:
        """Post the alert; any answer but 2xx is a failure, 410 a final one."""
        at = datetime.now(UTC)  # noqa: TID251 - the receiver checks it against its own clock
        stamp = str(int(at.timestamp()))
        body = msgspec.json.encode(
            {"type": "alert.raised", "timestamp": at.isoformat(), "data": to_wire(alert)}
        )
        headers = {
            "content-type": "application/json",
            "webhook-id": alert.id,
            "webhook-timestamp": stamp,
        }
        if self._key is not None:
            signed = b".".join([alert.id.encode(), stamp.encode(), body])
            digest = hmac.new(self._key, signed, hashlib.sha256).digest()
            headers["webhook-signature"] = "v1," + base64.b64encode(digest).decode()
        timeout = aiohttp.ClientTimeout(total=20)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self._url, data=body, headers=headers, allow_redirects=False) as reply,
            ):
                status = reply.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DeliveryError(self._name, f"{type(error).__name__}: {error}") from error
        if not 200 <= status < 300:
            raise DeliveryError(self._name, f"answered {status}", final=status == 410)
