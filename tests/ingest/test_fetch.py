"""Fetching over real HTTP on loopback, from servers that behave and servers that do not."""

from __future__ import annotations

import asyncio
import gzip
import re
import resource
import time
import zlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import brotli
import pytest
from aiohttp import web

from figurewatch.errors import FetchError
from ingest.fetch import Fetched, Fetcher, Validators
from ingest.outcomes import Outcome
from ingest.sources import FetchLimits
from tests.ingest.outlets import Outlet, open_outlet, open_raw_server

LOOPBACK = FetchLimits(
    allow_private=("127.0.0.0/8",), timeout=timedelta(seconds=2), max_bytes=1_000_000
)


def fetch(
    prepare: Callable[[Outlet], Any],
    path: str = "/feed",
    *,
    limits: FetchLimits = LOOPBACK,
    validators: Validators | None = None,
) -> Fetched:
    async def get() -> Fetched:
        async with open_outlet() as outlet, Fetcher(limits) as fetcher:
            prepare(outlet)
            return await fetcher.fetch(outlet.url(path), validators=validators)

    return asyncio.run(get())


def failure(prepare: Callable[[Outlet], Any], **options: Any) -> str:
    with pytest.raises(FetchError) as caught:
        fetch(prepare, **options)
    return caught.value.reason


def says(prepare: Callable[[Outlet], Any], **options: Any) -> str:
    with pytest.raises(FetchError) as caught:
        fetch(prepare, **options)
    return str(caught.value).partition("/feed: ")[2]


def failure_of_raw(
    talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> str:
    async def get() -> None:
        async with open_raw_server(talk) as base, Fetcher(LOOPBACK) as fetcher:
            await fetcher.fetch(base + "/feed")

    with pytest.raises(FetchError) as caught:
        asyncio.run(get())
    return caught.value.reason


def test_a_document_comes_with_its_validators() -> None:
    fetched = fetch(lambda outlet: outlet.serve("/feed", "<rss/>", ETag='"7"'))
    assert (fetched.status, fetched.body) == (200, b"<rss/>")
    assert fetched.validators == Validators(etag='"7"')


def test_validators_are_sent_and_not_modified_is_an_answer() -> None:
    fetched = fetch(
        lambda outlet: outlet.serve("/feed", "<rss/>", ETag='"7"'),
        validators=Validators(etag='"7"', last_modified="Mon, 14 Sep 2026 09:00:00 GMT"),
    )
    assert (fetched.status, fetched.body) == (304, b"")


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [("gzip", gzip.compress), ("br", brotli.compress), ("deflate", zlib.compress)],
)
def test_compressed_documents_are_inflated(
    encoding: str, compress: Callable[[bytes], bytes]
) -> None:
    body = b"<rss>" + b"words " * 1000 + b"</rss>"
    fetched = fetch(lambda outlet: outlet.serve("/feed", compress(body), Content_Encoding=encoding))
    assert fetched.body == body


@pytest.mark.parametrize(
    ("encoding", "compress"), [("gzip", gzip.compress), ("br", brotli.compress)]
)
def test_a_bomb_is_stopped_at_the_limit(encoding: str, compress: Callable[[bytes], bytes]) -> None:
    bomb = compress(bytes(200_000_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reason = failure(lambda outlet: outlet.serve("/feed", bomb, Content_Encoding=encoding))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert reason == Outcome.TOO_LARGE
    assert grown < 50_000  # kB


def test_a_document_that_announces_too_much_is_not_read() -> None:
    assert failure(lambda outlet: outlet.serve("/feed", bytes(1_000_001))) == Outcome.TOO_LARGE


def test_an_endless_document_is_stopped() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(bytes(10_000))

    assert failure(lambda outlet: outlet.handlers.update({"/feed": endless})) == Outcome.TOO_LARGE


def test_a_body_that_drips_meets_the_deadline() -> None:
    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.1)

    began = time.monotonic()
    assert failure_of_raw(drip) == Outcome.TIMEOUT
    assert time.monotonic() - began < 5


def test_headers_that_drip_meet_the_deadline() -> None:
    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(1000):
            writer.write(b"X-%d: y\r\n" % number)
            await writer.drain()
            await asyncio.sleep(0.1)

    assert failure_of_raw(drip) == Outcome.TIMEOUT


def test_a_silent_server_meets_the_deadline() -> None:
    async def silence(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    assert failure_of_raw(silence) == Outcome.TIMEOUT


async def hang(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    return web.Response()


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda outlet: outlet.handlers.update({"/feed": hang}), "is not there in full after 2 s"),
        (lambda outlet: outlet.redirect("/feed", "/feed"), "redirects more than 5 times"),
        (
            lambda outlet: outlet.redirect("/feed", "file:///etc/passwd"),
            "redirects to what is no web address: file:///etc/passwd",
        ),
    ],
    ids=["slow", "loop", "no web address"],
)
def test_what_stops_a_fetch_is_said_in_plain_words(
    prepare: Callable[[Outlet], Any], words: str
) -> None:
    assert says(prepare) == words


def test_a_flood_of_headers_is_a_bad_response() -> None:
    async def flood(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(200_000):
            writer.write(b"X-%d: y\r\n" % number)
            await writer.drain()

    assert failure_of_raw(flood) == Outcome.BAD_RESPONSE


def test_a_body_shorter_than_announced_is_a_bad_response() -> None:
    async def short(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss>")

    assert failure_of_raw(short) == Outcome.BAD_RESPONSE


def test_broken_compression_is_a_bad_response() -> None:
    reason = failure(lambda outlet: outlet.serve("/feed", b"no gzip", Content_Encoding="gzip"))
    assert reason == Outcome.BAD_RESPONSE


def test_what_is_no_http_is_a_bad_response() -> None:
    async def shout(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.9\r\n")

    assert failure_of_raw(shout) == Outcome.BAD_RESPONSE


def test_a_redirect_loop_ends() -> None:
    assert failure(lambda outlet: outlet.redirect("/feed", "/feed")) == Outcome.REDIRECTS


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://wire.example/feed", "gopher:x"])
def test_a_redirect_to_anything_but_http_is_refused(target: str) -> None:
    assert failure(lambda outlet: outlet.redirect("/feed", target)) == Outcome.REDIRECTS


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[64:ff9b::7f00:1]/",
        "http://[::1]/",
        "http://localhost:1/",
        "http://0x7f000001:1/",
    ],
)
def test_a_redirect_to_a_private_address_is_refused(target: str) -> None:
    async def get() -> None:
        async with open_outlet() as outlet:
            outlet.redirect("/feed", target)
            limits = FetchLimits(allow_private=(outlet.endpoint,))
            async with Fetcher(limits) as fetcher:
                await fetcher.fetch(outlet.url("/feed"))

    with pytest.raises(FetchError) as caught:
        asyncio.run(get())
    assert caught.value.reason == Outcome.REFUSED_ADDRESS


def test_loopback_is_refused_unless_it_is_allowed() -> None:
    reason = failure(lambda outlet: outlet.serve("/feed", "<rss/>"), limits=FetchLimits())
    assert reason == Outcome.REFUSED_ADDRESS


def test_permanent_redirects_tell_where_the_feed_moved() -> None:
    def moved(outlet: Outlet) -> None:
        outlet.redirect("/feed", "/new", status=301)
        outlet.redirect("/new", "/newest", status=308)
        outlet.serve("/newest", "<rss/>")

    fetched = fetch(moved)
    assert fetched.moved_to == fetched.url
    assert fetched.url.endswith("/newest")


def test_what_comes_after_a_temporary_redirect_is_not_remembered() -> None:
    def moved(outlet: Outlet) -> None:
        outlet.redirect("/feed", "/new", status=301)
        outlet.redirect("/new", "/today", status=302)
        outlet.serve("/today", "<rss/>")

    moved_to = fetch(moved).moved_to
    assert moved_to is not None
    assert moved_to.endswith("/new")


def test_a_closed_port_is_a_connection_failure() -> None:
    async def get() -> None:
        async with open_outlet() as outlet:
            url = outlet.url("/feed")
        async with Fetcher(LOOPBACK) as fetcher:
            await fetcher.fetch(url)

    with pytest.raises(FetchError) as caught:
        asyncio.run(get())
    assert caught.value.reason == Outcome.CONNECTION
    assert re.search(r"can't connect to 127\.0\.0\.1:\d+: Connect", str(caught.value))


def test_who_is_refused_is_told_why() -> None:
    """In the guard's words, not those of the library around it."""

    async def get() -> None:
        async with Fetcher(FetchLimits()) as fetcher:
            await fetcher.fetch("http://127.0.0.1:9/")

    with pytest.raises(FetchError, match=r": 127\.0\.0\.1 is not a public address$"):
        asyncio.run(get())


@pytest.mark.parametrize("url", ["nonsense", "http://", "ftp://wire.example/", "http://[::1"])
def test_what_is_no_web_address_is_named_so(url: str) -> None:
    async def get() -> None:
        async with Fetcher(LOOPBACK) as fetcher:
            await fetcher.fetch(url)

    with pytest.raises(FetchError) as caught:
        asyncio.run(get())
    assert caught.value.reason == Outcome.BAD_ADDRESS
    assert str(caught.value) == f"{url}: is no web address"


def test_cookies_are_not_kept() -> None:
    async def get() -> dict[str, str]:
        async with open_outlet() as outlet, Fetcher(LOOPBACK) as fetcher:
            outlet.serve("/feed", "<rss/>", Set_Cookie="id=1")
            await fetcher.fetch(outlet.url("/feed"))
            await fetcher.fetch(outlet.url("/feed"))
            return outlet.requests[1][1]

    assert "Cookie" not in asyncio.run(get())
