"""Requests that no browser sends are refused, and never an error of ours."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry

from sinks.access import Access
from sinks.http import LiveEvents, Site, create_http_app
from sinks.metrics import Metrics
from sinks.store import Store
from tests import factories

FORM = "multipart/form-data; boundary=x"
WEIRD = (
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n'
    b"Content-Transfer-Encoding: weird\r\n\r\nzz\r\n--x--\r\n"
)


def status_of(
    tmp_path: Path, method: str, path: str, headers: dict[str, str], body: bytes = b""
) -> int:
    """Ask a site with an empty store."""
    site = Site(
        store=Store(tmp_path / "figurewatch.db"),
        metrics=Metrics(CollectorRegistry()),
        events=LiveEvents(),
        feeds=list,
        problems=list,
        version="0.1.0",
        now=lambda: factories.MONDAY,
        access=Access("a-token-of-the-desk", now=lambda: factories.MONDAY),
    )

    async def run() -> int:
        runner = web.AppRunner(create_http_app(site))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with (
            aiohttp.ClientSession(base) as session,
            session.request(method, path, headers=headers, data=body) as reply,
        ):
            status = reply.status
        await runner.cleanup()
        return status

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": FORM}, WEIRD),
        ({"Content-Type": FORM}, b"--x\r\nbad"),
        ({"Content-Type": FORM, "Content-Encoding": "gzip"}, b"zzz"),
    ],
)
def test_a_form_that_can_not_be_read_is_refused(
    tmp_path: Path, headers: dict[str, str], body: bytes
) -> None:
    assert status_of(tmp_path, "POST", "/login", headers, body) == 400


def test_a_feed_at_a_host_that_can_not_be_is_refused(tmp_path: Path) -> None:
    assert status_of(tmp_path, "GET", "/alerts.atom", {"Host": "127.0.0.1:99999"}) == 400
