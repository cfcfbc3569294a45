"""The other ends of deliveries, real ones on loopback: they answer as told, and keep what came."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web
from prometheus_client import CollectorRegistry

from figurewatch.records import Alert
from sinks.delivery import Delivering
from sinks.metrics import Metrics
from sinks.outbox import Outbox
from sinks.store import Store

#: `whsec_` and base64, made for these tests.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr"
OLD_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDC2FVsBQIhrsc"


@dataclass
class Clock:
    """A clock that a test sets."""

    at: datetime

    def __call__(self) -> datetime:
        """Give its time."""
        return self.at

    def forward(self, **wait: float) -> None:
        """Let time pass."""
        self.at += timedelta(**wait)


@dataclass
class Receiver:
    """A webhook receiver: answers with `statuses` one after the other, then 200."""

    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""
    #: Called when something has come and before it is answered.
    before_answer: Callable[[], None] = lambda: None
    #: Seconds until it is answered.
    wait: float = 0

    async def take(self, request: web.Request) -> web.Response:
        """Keep what came, lower-case names of headers."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.got.append((headers, await request.read()))
        self.before_answer()
        await asyncio.sleep(self.wait)
        status = self.statuses.pop(0) if self.statuses else 200
        return web.Response(status=status, headers=self.headers, text=f"answer {status}")

    @property
    def ids(self) -> list[str]:
        """The ids under which something came."""
        return [headers["webhook-id"] for headers, _ in self.got]

    @asynccontextmanager
    async def listening(self, port: int = 0) -> AsyncIterator[Receiver]:
        """Serve on loopback."""
        app = web.Application()
        app.router.add_post("/hook", self.take)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        try:
            yield self
        finally:
            await runner.cleanup()


def delivering(store: Store, clock: Clock) -> Delivering:
    """Give what handing over needs."""
    return Delivering(outbox=Outbox(store), metrics=Metrics(CollectorRegistry()), now=clock)


def keep(store: Store, alert: Alert, *subscribers: str, now: datetime) -> None:
    """Raise an alert for subscribers."""
    with store.transaction() as transaction:
        transaction.put_alert(alert, subscribers=subscribers, now=now)


def free_port() -> int:
    """Give a port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
