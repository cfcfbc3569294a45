"""
Links in messages with which the reader acknowledges or mutes without logging in.

A link names the action, the alert, for whom it was made and until when it counts; HMAC-SHA256
over these makes it good for nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import quote, urlencode

from figurewatch.records import Alert

Action = Literal["ack", "mute"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The addresses that belong to one alert in one message."""

    page: str
    series: str
    acknowledge: str
    mute: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkMaker:
    """Makes and checks the links of a site at `base`."""

    base: str
    secret: bytes
    valid_for: timedelta = timedelta(days=7)

    def links(self, alert: Alert, *, subscriber: str, now: datetime) -> Links:
        """Give the links of `alert` for `subscriber`."""
        return Links(
            page=f"{self.base}/alerts/{alert.id}",
            series=f"{self.base}/series/{quote(alert.series)}",
            acknowledge=self._signed("ack", alert, subscriber, now),
            mute=self._signed("mute", alert, subscriber, now),
        )

    def why_refused(
        self,
        action: Action,
        alert_id: str,
        *,
        who: str,
        until: str,
        signature: str,
        now: datetime,
    ) -> str | None:
        """Say why a link does not count; None if it does."""
        expected = self._signature(action, alert_id, who, until)
        given = signature.encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, expected.encode()):
            return "this link was not made here"
        if now.timestamp() > int(until):
            return "this link has expired"
        return None

    def _signed(self, action: Action, alert: Alert, subscriber: str, now: datetime) -> str:
        until = str(int((now + self.valid_for).timestamp()))
        signature = self._signature(action, alert.id, subscriber, until)
        query = urlencode({"who": subscriber, "until": until, "signature": signature})
        return f"{self.base}/alerts/{alert.id}/{action}?{query}"

    def _signature(self, action: Action, alert_id: str, who: str, until: str) -> str:
        text = "\n".join(("figurewatch link", action, alert_id, until, who))
        key = hashlib.sha256(b"figurewatch links " + self.secret).digest()
        data = text.encode("utf-8", "surrogateescape")
        digest = hmac.new(key, data, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
