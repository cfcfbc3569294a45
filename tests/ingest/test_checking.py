"""Feeds tried once: what each is said to give, from a real server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime

import pytest

from ingest.checking import Checker, FeedCheck
from ingest.sources import FeedSource, FetchLimits
from tests.ingest.outlets import NOON, Outlet, open_outlet

LONG = "The agency said on Monday that 40 villages were cut off. " * 30


def rss(*items: str) -> str:
    """A document with these items."""
    return f'<rss version="2.0"><channel><title>Wire</title>{"".join(items)}</channel></rss>'


def item(number: int, *, text: str = LONG, age: float | None = 1, link: str = "/s") -> str:
    """An item, `age` hours old."""
    date = "" if age is None else format_datetime(NOON - timedelta(hours=age))
    return (
        f"<item><title>Story {number}</title><guid isPermaLink='false'>s{number}</guid>"
        + (f"<link>https://wire.example{link}{number}</link>" if link else "")
        + (f"<pubDate>{date}</pubDate>" if date else "")
        + f"<description>{text}</description></item>"
    )


def tried(prepare: Callable[[Outlet], None], *paths: str) -> list[FeedCheck]:
    """Check these paths of an outlet."""

    async def run() -> list[FeedCheck]:
        async with open_outlet() as outlet:
            prepare(outlet)
            limits = FetchLimits(allow_private=(outlet.endpoint,), spacing=timedelta())
            async with Checker(limits, now=lambda: NOON) as checker:
                sources = [FeedSource(url=outlet.url(path), outlet="Wire") for path in paths]
                return [found async for found in checker.check_all(sources)]

    return asyncio.run(run())


def test_a_good_feed_is_described() -> None:
    """With entries, dates and whether it carries the articles; nothing is amiss."""
    document = rss(item(1), item(2, age=30))
    (found,) = tried(lambda outlet: outlet.serve("/rss", document, ETag='"1"'), "/rss")
    assert found.is_usable
    assert (found.title, found.format, found.entries, found.text) == ("Wire", "rss20", 2, "full")
    assert (found.newest, found.oldest) == (NOON - timedelta(hours=1), NOON - timedelta(hours=30))
    assert found.median_characters == len(LONG.strip())
    assert found.problems == ()


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (rss(), "has no entries"),
        (rss(item(1, age=None), item(2)), "1 of 2 entries have no date"),
        (rss(item(1, age=-5)), "1 of 1 entries are dated in the future"),
        (rss(item(1, age=24 * 60)), "has had nothing new since 16 July 2026"),
        (rss(item(1, text="Short.")), "carries summaries: `full_text: true` fetches the pages"),
        (rss(item(1, link="")), "1 of 1 entries have no link"),
        (
            rss(item(1), item(1, link="/other"), item(2)),
            "ids are missing or repeated: articles are told apart by their links",
        ),
    ],
)
def test_what_is_amiss_is_said_in_words(document: str, says: str) -> None:
    """A feed may be of use all the same."""
    (found,) = tried(lambda outlet: outlet.serve("/rss", document, ETag='"1"'), "/rss")
    assert says in found.problems


def test_what_is_no_feed_can_not_be_used() -> None:
    """And a web page's own feeds are named."""

    def prepare(outlet: Outlet) -> None:
        outlet.serve("/empty", "")
        outlet.serve("/text", "just words")
        link = '<link rel="alternate" type="application/rss+xml" href="/rss">'
        outlet.serve("/page", f"<!doctype html><html><head>{link}</head></html>")
        outlet.redirect("/moved", "/empty", status=301)

    found = tried(prepare, "/gone", "/empty", "/text", "/page", "/moved")
    assert [check.outcome for check in found] == [
        "not_found", "empty", "not_a_feed", "not_a_feed", "empty",
    ]  # fmt: skip
    assert not any(check.is_usable for check in found)
    assert found[3].problems[0].endswith("/rss")
    assert found[4].problems[0].startswith("has moved to http")


def test_feeds_of_one_host_are_tried_one_after_the_other() -> None:
    """With the configured pause between them."""

    async def run() -> float:
        async with open_outlet() as outlet:
            outlet.serve("/rss", rss(item(1)))
            limits = FetchLimits(allow_private=(outlet.endpoint,), spacing=timedelta(seconds=0.2))
            sources = [FeedSource(url=outlet.url("/rss"), outlet="Wire")] * 3
            async with Checker(limits, now=lambda: NOON) as checker:
                began = asyncio.get_running_loop().time()
                assert len([found async for found in checker.check_all(sources)]) == 3
                return asyncio.get_running_loop().time() - began

    assert asyncio.run(run()) >= 0.4


def discovered(prepare: Callable[[Outlet], None]) -> list[str]:
    """Give the paths of the feeds that an outlet's home page leads to."""

    async def run() -> list[str]:
        async with open_outlet() as outlet:
            prepare(outlet)
            limits = FetchLimits(allow_private=(outlet.endpoint,), spacing=timedelta())
            async with Checker(limits, now=lambda: NOON) as checker:
                found = await checker.discover(outlet.url("/"))
                return [check.url.removeprefix(outlet.base) for check in found]

    return asyncio.run(run())


def test_a_site_names_its_feeds_or_has_them_where_most_do() -> None:
    """Each is tried, and what is none is left out."""
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{path}">'
        for path in ("/news.xml", "/dead.xml")
    )

    def named(outlet: Outlet) -> None:
        outlet.serve("/", f"<html><head>{links}</head></html>", Content_Type="text/html")
        outlet.serve("/news.xml", rss(item(1)))

    def unnamed(outlet: Outlet) -> None:
        outlet.serve("/", "<html><head></head></html>", Content_Type="text/html")
        outlet.serve("/feed.xml", rss(item(1)))

    assert discovered(named) == ["/news.xml"]
    assert discovered(unnamed) == ["/feed.xml"]
    assert discovered(lambda outlet: outlet.serve("/", rss(item(1)))) == ["/"]
    assert discovered(lambda outlet: None) == []
