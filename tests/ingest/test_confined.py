"""Documents that would take a reader minutes or gigabytes are stopped; the next one is read."""

from __future__ import annotations

import asyncio
import os
import signal
import time

import pytest

from figurewatch.errors import FetchError
from ingest.confined import Readers
from ingest.entries import ParsedFeed
from ingest.outcomes import Outcome
from tests.ingest.outlets import item, rss

GOOD = rss(item(1, "Dam breaks", "At least 60 people were killed.")).encode()
ATTRIBUTES = " ".join(f'a{n}="x"' for n in range(100_000)).encode()

BOMBS = {
    "attributes": b"<rss " + ATTRIBUTES + b"><channel/></rss>",
    "nesting": b"<a>" * 1_000_000,
    "items": b"<rss><channel>" + b"<item/>" * 1_000_000 + b"</channel></rss>",
    "declaration": b"<?xml " + b"encoding='" * 20_000,
}
LIES = {
    "a path": b"/etc/passwd",
    "a device": b"/dev/zero",
    "an address": b"http://127.0.0.1:1/feed",
    "nothing": b"",
    "noise": bytes(range(256)) * 100,
    "a NUL": b"\x00" * 1000,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
}


def read(*bodies: bytes) -> list[ParsedFeed | str]:
    """Read bodies one after the other; a string is the reason why one could not be read."""

    async def read_all() -> list[ParsedFeed | str]:
        found: list[ParsedFeed | str] = []
        async with Readers(cpu_seconds=1.0) as readers:
            for body in bodies:
                try:
                    found.append(await readers.read_feed(body, url="https://wire.example/rss"))
                except FetchError as error:
                    found.append(error.reason)
        return found

    return asyncio.run(read_all())


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_stopped_and_the_next_feed_is_read(name: str) -> None:
    began = time.monotonic()
    bomb, good = read(BOMBS[name], GOOD)
    assert bomb == Outcome.UNREADABLE
    assert isinstance(good, ParsedFeed)
    assert good.entries[0].title == "Dam breaks"
    assert time.monotonic() - began < 20


def test_a_document_that_needs_too_much_memory_is_refused() -> None:
    async def read_one() -> None:
        async with Readers(memory=200 << 20) as readers:
            body = b"<rss><channel><item><title>" + b"words " * 5_000_000
            await readers.read_feed(body, url="https://wire.example/rss")

    with pytest.raises(FetchError, match="memory") as caught:
        asyncio.run(read_one())
    assert caught.value.reason == Outcome.UNREADABLE


@pytest.mark.parametrize("name", LIES)
def test_what_is_no_feed_gives_no_entries_and_opens_nothing(name: str) -> None:
    (document,) = read(LIES[name])
    assert isinstance(document, ParsedFeed)
    assert document.entries == ()
    assert "root:" not in document.title


def test_entities_that_refer_to_files_are_not_followed() -> None:
    body = (
        b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b"<rss version='2.0'><channel><item><title>A&x;B</title></item></channel></rss>"
    )
    (document,) = read(body)
    assert isinstance(document, ParsedFeed)
    assert "root:" not in document.entries[0].title


def test_entities_that_multiply_are_stopped_by_the_parser() -> None:
    levels = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    body = b'<!DOCTYPE rss [<!ENTITY e0 "ha">' + levels + b"]><rss><title>&e9;</title></rss>"
    (document,) = read(body)
    assert document == Outcome.UNREADABLE or isinstance(document, ParsedFeed)


def test_blank_lines_before_the_document_cost_nothing() -> None:
    (document,) = read(b"\n" * 200_000 + GOOD)
    assert isinstance(document, ParsedFeed)
    assert len(document.entries) == 1


def test_a_hundred_thousand_namespaces_cost_one_document_at_most() -> None:
    names = b" ".join(b'xmlns:n%d="u"' % n for n in range(100_000))
    _, good = read(b"<rss " + names + b"><channel/></rss>", GOOD)
    assert isinstance(good, ParsedFeed)


def test_the_loop_keeps_running_while_a_document_is_read() -> None:
    async def longest_stall() -> float:
        stalls = [0.0]

        async def watch() -> None:
            while True:
                before = time.perf_counter()
                await asyncio.sleep(0.005)
                stalls.append(time.perf_counter() - before)

        watcher = asyncio.create_task(watch())
        async with Readers(cpu_seconds=0.5) as readers:
            with pytest.raises(FetchError):
                await readers.read_feed(BOMBS["attributes"], url="https://wire.example/rss")
        watcher.cancel()
        return max(stalls)

    assert asyncio.run(longest_stall()) < 0.3


def test_a_reading_process_that_is_killed_between_documents_is_replaced() -> None:
    async def read_twice() -> ParsedFeed:
        async with Readers() as readers:
            await readers.read_feed(GOOD, url="https://wire.example/rss")
            process = readers._children[0]._process
            assert process is not None
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            return await readers.read_feed(GOOD, url="https://wire.example/rss")

    assert len(asyncio.run(read_twice()).entries) == 1


def test_the_reading_process_gets_no_environment_and_ends_with_its_parent() -> None:
    async def environment_and_process() -> tuple[bytes, int]:
        async with Readers() as readers:
            await readers.read_feed(GOOD, url="https://wire.example/rss")
            process = readers._children[0]._process
            assert process is not None
            with open(f"/proc/{process.pid}/environ", "rb") as file:
                return file.read(), process.pid

    os.environ["FIGUREWATCH_TEST_SECRET"] = "hush"
    try:
        environment, pid = asyncio.run(environment_and_process())
    finally:
        del os.environ["FIGUREWATCH_TEST_SECRET"]
    assert b"hush" not in environment
    assert not os.path.exists(f"/proc/{pid}")


def test_the_text_of_a_page_is_read_without_navigation_and_tables_of_data() -> None:
    words = "The agency counted 103 dead in the valley and 12,000 people without a home. " * 5
    page = (
        "<html><head><title>x</title></head><body><nav><a href='/'>Home</a> <a>Sport</a></nav>"
        f"<article><h1>Toll climbs</h1><p>{words}</p><table><tr><th>Region<th>Dead"
        f"<tr><td>North<td>77</table><p>{words.lower()}</p></article>"
        "<footer>All rights reserved</footer></body></html>"
    )

    async def read_page() -> str:
        async with Readers() as readers:
            found = await readers.read_page(page.encode(), url="https://wire.example/story/1")
            return found.text

    text = asyncio.run(read_page())
    assert text.count("103 dead") == 10
    assert "\n\n" in text
    assert "Sport" not in text
    assert "77" not in text
    assert "rights reserved" not in text
