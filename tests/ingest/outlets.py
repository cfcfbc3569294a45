"""An outlet on loopback for tests: serves feeds and pages, well or badly, and notes requests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

from aiohttp import web

from figurewatch.records import Article
from figurewatch.records.codec import encode
from ingest.store import Store

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

NOON = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that tests set."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **by: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**by)


class Outlet:
    """A web server whose answers are set by path."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.base = ""

    @property
    def endpoint(self) -> str:
        """Its host and port."""
        return self.base.removeprefix("http://")

    def url(self, path: str) -> str:
        """The address of `path` at this outlet."""
        return self.base + path

    def serve(self, path: str, body: bytes | str, *, status: int = 200, **headers: str) -> None:
        """Answer `path` with `body`; header names are written with underscores."""
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("Content-Type", "application/rss+xml")

        async def answer(request: web.Request) -> web.StreamResponse:
            if request.headers.get("If-None-Match") == named.get("ETag", "none"):
                return web.Response(status=304, headers={"ETag": named["ETag"]})
            return web.Response(body=data, status=status, headers=named)

        self.handlers[path] = answer

    def redirect(self, path: str, target: str, *, status: int = 302) -> None:
        """Answer `path` with a redirect."""

        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(status=status, headers={"Location": target})

        self.handlers[path] = answer

    def asked(self, path: str) -> int:
        """How often `path` was asked for."""
        return sum(1 for asked, _ in self.requests if asked == path)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((request.path, dict(request.headers)))
        handler = self.handlers.get(request.path)
        return await handler(request) if handler else web.Response(status=404)


@asynccontextmanager
async def open_outlet() -> AsyncIterator[Outlet]:
    """Start an outlet on a free port of 127.0.0.1."""
    outlet = Outlet()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", outlet._answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    outlet.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield outlet
    finally:
        await runner.cleanup()


@asynccontextmanager
async def open_raw_server(
    talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[str]:
    """Start a TCP server that says whatever `talk` writes, after the request's headers."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


def item(number: int | str, title: str, text: str, **more: Any) -> str:
    """One item of an RSS feed; `guid=None` leaves that out, other keywords are elements."""
    elements = {
        "title": title,
        "description": text,
        "guid": f"story-{number}",
        "link": f"https://wire.example/story/{number}",
        "pubDate": "Mon, 14 Sep 2026 09:00:00 GMT",
        **more,
    }
    written = "".join(
        f"<{name}>{escape(str(value))}</{name}>"
        for name, value in elements.items()
        if value is not None
    )
    return f"<item>{written}</item>"


def rss(*items: str, **channel: str) -> str:
    """An RSS document."""
    head = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in channel.items())
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>Harbour Wire</title>{head}{''.join(items)}</channel></rss>"
    )


def store_with(folder: Path, *articles: Article) -> Store:
    """A store in `folder` whose spool holds these articles."""
    store = Store(folder / "ingest.db")
    with store._transaction() as connection:
        connection.executemany(
            "INSERT INTO ingest_spool (body) VALUES (?)",
            [(encode(article),) for article in articles],
        )
    return store
