"""Hands messages over to people and programs: a terminal, a webhook."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar, Protocol, TextIO

import aiohttp
import msgspec
from rich.console import Console
from rich.text import Text

from figurewatch.errors import DeliveryError
from figurewatch.records import stable_id
from figurewatch.records.codec import to_wire
from sinks.messages import Message
from sinks.signing import signed_headers, signing_key

_COLOURS = {"notice": "cyan", "warning": "yellow", "critical": "red"}
#: The head of an answer that the delivery log keeps.
_ANSWER = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The other end took it: what it answered."""

    status: int | None = None
    answer: str = ""


class Notifier(Protocol):
    """One way of telling one subscriber."""

    #: What the delivery log calls this way.
    channel: ClassVar[str]

    @property
    def address(self) -> str:
        """A digest of where it goes: it tells another end apart and gives no secret away."""
        ...

    async def notify(self, message: Message, *, now: datetime) -> Receipt:
        """Hand `message` over; raises DeliveryError, `final` where trying again is useless."""
        ...


class ConsoleNotifier:
    """Writes alerts to a terminal or a file: colour only to a terminal."""

    channel: ClassVar[str] = "console"
    address = "console"

    def __init__(self, stream: TextIO | None = None) -> None:
        self._console = Console(file=stream or sys.stdout, soft_wrap=True, highlight=False)

    async def notify(self, message: Message, *, now: datetime) -> Receipt:
        """Print each alert with its evidence; links are for those who are not at the machine."""
        title = Text(message.title)
        title.stylize(f"bold {_COLOURS[message.severity]}")
        try:
            self._console.print(title)
            self._console.print(Text(message.text_of(with_links=False)))
        except OSError as error:
            raise DeliveryError("console", str(error)) from error
        return Receipt()


class WebhookNotifier:
    """
    Posts messages by Standard Webhooks: the same id on every attempt, signed by every secret.

    `connector` opens the connections, and so decides which addresses may be reached.
    """

    channel: ClassVar[str] = "webhook"

    def __init__(
        self,
        name: str,
        url: str,
        *,
        secrets: tuple[str, ...] = (),
        connector: Callable[[], aiohttp.BaseConnector] = aiohttp.TCPConnector,
        timeout_seconds: float = 20,
    ) -> None:
        self._name = name
        self._url = url
        self._keys = [signing_key(secret) for secret in secrets]
        self._connector = connector
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)

    @property
    def address(self) -> str:
        """A digest of the URL."""
        return stable_id(self._url)

    async def notify(self, message: Message, *, now: datetime) -> Receipt:
        """Post the message; any answer but 2xx is a failure, 410 a final one."""
        body = msgspec.json.encode(webhook_payload(message, now=now))
        headers = {"content-type": "application/json"} | signed_headers(
            message.id, body, keys=self._keys, now=now
        )
        return await post(
            self._name,
            self._url,
            body,
            headers,
            connector=self._connector,
            timeout=self._timeout,
            now=now,
        )


def webhook_payload(message: Message, *, now: datetime) -> dict[str, Any]:
    """
    Give the body: `alert.raised` with the alert, or `alerts.raised` with several.

    A correction is `alert.withdrawn`, `alert.changed` or `alert.raised_again`, with the alert as it
    is now, what was told before and the id of the message that told it.
    """
    alerts = [to_wire(alert) for alert in message.alerts]
    is_one = message.kind in ("alert", "test", "correction")
    kind = "alert.raised" if is_one else "alerts.raised"
    if message.correction is not None:
        kind = f"alert.{message.correction.change.replace(' ', '_')}"
    payload: dict[str, Any] = {
        "type": kind,
        "timestamp": now.isoformat(timespec="milliseconds"),
        "data": alerts[0] if is_one else {"kind": message.kind, "alerts": alerts},
    }
    if message.correction is not None:
        told = to_wire(message.correction.told)
        payload["corrects"] = {"message": message.correction.message, "told": told}
    if message.links:
        payload["links"] = {
            alert_id: msgspec.to_builtins(links) for alert_id, links in message.links.items()
        }
    if message.kind == "test":
        payload["test"] = True
    return payload


async def post(
    name: str,
    url: str,
    body: bytes,
    headers: dict[str, str],
    *,
    connector: Callable[[], aiohttp.BaseConnector],
    timeout: aiohttp.ClientTimeout,
    now: datetime,
) -> Receipt:
    """Post `body` once, following no redirect; raises DeliveryError unless the answer is 2xx."""
    try:
        async with (
            aiohttp.ClientSession(connector=connector(), timeout=timeout) as session,
            session.post(url, data=body, headers=headers, allow_redirects=False) as reply,
        ):
            status = reply.status
            head = await reply.content.read(_ANSWER)
            wait = _retry_after(reply.headers.get("Retry-After"), now=now)
    except TimeoutError as error:
        raise DeliveryError(name, f"no answer in {timeout.total:g} s") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        # ValueError: a host that IDNA can't write is found out only when it is resolved.
        raise DeliveryError(name, _reason(error)) from error
    answer = head.decode("utf-8", "replace")
    if not 200 <= status < 300:
        raise DeliveryError(
            name,
            f"answered {status}",
            final=status == 410,
            status=status,
            answer=answer,
            retry_after=wait if status in (429, 503) else None,
        )
    return Receipt(status=status, answer=answer)


def _reason(error: BaseException) -> str:
    """Say what went wrong; the operating system's or the address guard's words where it said."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"can't connect to {error.host}:{error.port}: {error.os_error}"
    return f"{type(error).__name__}: {error}".rstrip(": ")


def _retry_after(text: str | None, *, now: datetime) -> float | None:
    """Read the header: seconds, or a date of HTTP."""
    if text is None:
        return None
    if text.strip().isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
