"""Hands messages over by mail and chat: every service that Apprise has an address for."""

from __future__ import annotations

import asyncio
import logging
import re
from datetime import datetime
from typing import ClassVar
from urllib.parse import quote

from apprise import Apprise, AppriseResult, NotifyFormat, NotifyType

from figurewatch.errors import ConfigError, DeliveryError
from figurewatch.records import Severity, stable_id
from sinks.messages import Message
from sinks.notifiers import Receipt

_TYPES: dict[Severity, NotifyType] = {
    "notice": NotifyType.INFO,
    "warning": NotifyType.WARNING,
    "critical": NotifyType.FAILURE,
}
_MAIL = ("mailto://", "mailtos://")
#: What calls people, or whole rooms, in a chat; words of articles must not.
_CALL = re.compile(r"@(?=(everyone|here|channel|all|room)\b)|<(?=[!@#])", re.IGNORECASE)


class AppriseNotifier:
    """
    Sends messages to one Apprise address: `mailto://…`, `slack://…`, `ntfy://…`.

    Apprise blocks and waits between two sends to one service, so it runs in a thread of its own.
    A mail carries the message's id as a header, which is the same however often it is tried.
    """

    channel: ClassVar[str] = "apprise"

    def __init__(self, name: str, target: str, *, timeout_seconds: float = 60) -> None:
        self._name = name
        self._target = target
        self._timeout = timeout_seconds
        if not Apprise().add(target):
            raise ConfigError("is no address that Apprise knows", place=f"subscriber {name}")

    @property
    def address(self) -> str:
        """A digest of the address."""
        return stable_id(self._target)

    async def notify(self, message: Message, *, now: datetime) -> Receipt:
        """Send the message; what Apprise logged is the reason where it fails."""
        try:
            result = await asyncio.to_thread(self._send, message)
        except Exception as error:
            # 170 services by as many authors: what one of them raises must not stop the others.
            raise DeliveryError(self._name, f"{type(error).__name__}: {error}") from error
        with result:
            said = "; ".join(dict.fromkeys(entry.message for entry in result.logs()))
            if not result:
                reason = said or f"Apprise says {result.status.name.lower()}"
                raise DeliveryError(self._name, reason)
        return Receipt(answer=said[:300])

    def _send(self, message: Message) -> AppriseResult:
        sender = Apprise()
        sender.add(self._addressed(message))
        return sender.notify(
            title=self._calling_nobody(message.title),
            body=self._calling_nobody(message.text_of(with_links=True)),
            body_format=NotifyFormat.TEXT,
            notify_type=_TYPES[message.severity],
            timeout=self._timeout,
            log_level=logging.WARNING,
        )

    @property
    def _is_mail(self) -> bool:
        return self._target.lower().startswith(_MAIL)

    def _calling_nobody(self, text: str) -> str:
        """Part signs that chats act on from the word behind them; nobody sees by what."""
        return text if self._is_mail else _CALL.sub("\\g<0>\u2060", text)

    def _addressed(self, message: Message) -> str:
        if not self._is_mail:
            return self._target
        joint = "&" if "?" in self._target else "?"
        headers = {"X-Figurewatch-Message": message.id, **_threaded(message)}
        written = (f"{quote('+')}{name}={quote(value)}" for name, value in headers.items())
        return f"{self._target}{joint}{'&'.join(written)}"


def _threaded(message: Message) -> dict[str, str]:
    """
    Give the headers that put a correction into one thread with what it corrects.

    Apprise makes up the Message-ID and does not say it, so both name a root that never was sent:
    mail programs gather what refers to one, there or not.
    """
    root = f"<{message.thread}@figurewatch.invalid>"
    answers = {"In-Reply-To": root} if message.correction is not None else {}
    return {"References": root, **answers}
