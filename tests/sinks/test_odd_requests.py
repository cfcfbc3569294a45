"""Requests that no browser sends are refused, and never an error of ours."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry

from sinks.access import Access
from sinks.http import LiveEvents, Site, create_http_app
from sinks.metrics import Metrics
from sinks.store import Store
from tests import factories, sites

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


@pytest.fixture(scope="module", name="port")
def _port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    site = sites.make(tmp_path_factory.mktemp("site") / "figurewatch.db")
    with sites.served(site) as (address, _):
        yield int(address.rpartition(":")[2])


def status_of_bytes(port: int, target: bytes, headers: bytes = b"") -> int:
    """Send a request byte for byte, since clients tidy theirs; gives the status of the answer."""
    request = b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request + b"\r\n")
        answer = connection.makefile("rb").read()
    return int(answer.split(b" ", 2)[1])


SERIES = factories.series().key.encode()
NAMES = [
    b"a" * 6000,
    b"." * 3000,
    b"%F0%9F%92%A9" * 300,
    b"a/" * 2000,
    b"a%00b",
    b"%2e%2e%2f%2e%2e%2fhttp.py",
    b"..%252f..%252fhttp.py",
    b"%ff%fe",
    b"%ed%a0%80",
    b"%0d%0aSet-Cookie:%20a=b",
    b"%zz",
    b"%E2%80%AE",
    b"9" * 400,
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name[:16].decode())
@pytest.mark.parametrize(
    "under",
    [
        b"/static/",
        b"/series/",
        b"/embed/series/",
        b"/sources/",
        b"/figures/",
        b"/alerts/",
        b"/dead-letters/",
        b"/",
    ],
    ids=lambda path: path.decode(),
)
def test_a_name_that_can_not_be_is_not_found(port: int, under: bytes, name: bytes) -> None:
    """Or refused, whatever form is asked for."""
    for ending in (b"", b".json", b".csv", b".atom", b".bin"):
        assert status_of_bytes(port, under + name + ending) in (400, 404)


@pytest.mark.parametrize(
    ("target", "status"),
    [
        *((b"/?as_of=" + text, 400) for text in (b"now", b"0000-00-00", b"2026-13-01", b"-1", b"")),
        *((b"/?as_of=" + text, 400) for text in (b"%D9%A2026-10-01", b"1" * 6000, b"%00", b"%ff")),
        (b"/?as_of=0001-01-01T00:00%2B13:00", 400),
        (b"/?as_of=9999-12-31", 200),
        *((b"/sources?page=" + text, 400) for text in (b"-1", b"1e3", b"9" * 400, b"%D9%A1", b"")),
        *((b"/search?page=" + text, 400) for text in (b"10001", b"1.5", b"NaN", b"%2B1", b"%00")),
        (b"/search?q=people&page=10000", 200),
        (b"/series/" + SERIES + b"?axis=%22", 400),
        (b"/alerts.json?limit=-1", 400),
        (b"/search?q=" + b"a" * 201, 400),
        (b"/?" + b"x" * 8000, 400),
        (b"/?" + b"a=1&" * 1500, 400),
        (b"/?" + b"%" * 3000, 400),
    ],
    ids=lambda value: value[:40].decode() if isinstance(value, bytes) else "",
)
def test_a_question_that_can_not_be_is_refused(port: int, target: bytes, status: int) -> None:
    assert status_of_bytes(port, target) == status


@pytest.mark.parametrize(
    "words",
    [
        *(b"%22", b"%22%22", b"%22a", b"a%22", b"NEAR(", b"NEAR(a%20b,%205)", b"*", b"a*", b"^a"),
        *(b"a%20AND", b"AND", b"OR", b"NOT", b"NOT%20a", b"sentence:a", b"-a", b"(" * 10, b")"),
        *(b"{a%20b}:c", b"+", b"%00", b"a%00b", b"%02", b"%ff", b"%ed%a0%80", b"%CC%81" * 50),
        *(b"a%20" * 99, b"%22a%22" * 60, b"'%3Bdrop%20table%20figures", b"%EF%BF%BE", b"%0a"),
    ],
    ids=lambda words: words[:24].decode(),
)
@pytest.mark.parametrize("form", [b"", b".json", b".csv", b".atom"])
def test_any_words_can_be_searched_for(port: int, form: bytes, words: bytes) -> None:
    """The language of the index is not that of the search."""
    assert status_of_bytes(port, b"/search" + form + b"?q=" + words) == 200


@pytest.mark.parametrize(
    "headers",
    [
        b"Cookie: figurewatch_session=\xff.\xff.\xff\r\n",
        b"Cookie: figurewatch_session=x.y.z\r\n",
        b"Authorization: Bearer \xff\r\n",
        b"Accept: \xff\r\n",
    ],
)
def test_headers_of_odd_bytes_open_and_break_nothing(port: int, headers: bytes) -> None:
    assert status_of_bytes(port, b"/", headers) == 200
    assert status_of_bytes(port, b"/alerts/00", headers) == 404
