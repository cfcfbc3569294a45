"""From a server on loopback to the spool: the whole path, with a clock that tests set."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from figurewatch.records import Article
from ingest.outcomes import Outcome
from ingest.poller import Poller
from ingest.sources import FeedSource, FetchLimits
from ingest.store import Store
from tests.ingest.outlets import Clock, Outlet, item, open_outlet, rss

WORDS = "At least 60 people were killed in floods in the valley, the agency said."
PAGE = (
    "<html><head></head><body><article><h1>Floods</h1>"
    + "".join(
        f"<p>Paragraph {n} tells of {n} villages that the water reached, and of help.</p>"
        for n in range(20)
    )
    + "</article></body></html>"
)


class Watch:
    """A poller on an outlet, run step by step."""

    def __init__(self, outlet: Outlet, store: Store, **source: Any) -> None:
        self.outlet, self.store, self.clock = outlet, store, Clock()
        self.limits = FetchLimits(
            allow_private=(outlet.endpoint,),
            timeout=timedelta(seconds=3),
            spacing=timedelta(),
        )
        self.sources = [FeedSource(url=outlet.url("/rss"), outlet="Harbour Wire", **source)]

    async def poll(self, times: int = 1) -> Poller:
        """Run until every feed was polled `times` more often."""
        poller = Poller(self.sources, self.store, limits=self.limits, now=self.clock)
        stop = asyncio.Event()
        running = asyncio.create_task(poller.run(stop))
        async with asyncio.timeout(30):
            while poller.counts.polls.total() < times * len(self.sources):
                await asyncio.sleep(0.01)
                if running.done():
                    break
            stop.set()
            await running
        self.clock.advance(hours=2)
        return poller

    @property
    def articles(self) -> list[Article]:
        return [article for _, article in self.store.pending()]


@pytest.fixture
def watching(tmp_path: Path) -> Callable[..., Any]:
    """Run a coroutine that gets an outlet with its watch."""

    def run(test: Callable[[Outlet, Watch], Any], **source: Any) -> Any:
        async def with_outlet() -> Any:
            async with open_outlet() as outlet:
                return await test(outlet, Watch(outlet, Store(tmp_path / "i.db"), **source))

        return asyncio.run(with_outlet())

    return run


def test_a_feed_is_polled_and_its_entries_are_spooled(watching: Callable[..., Any]) -> None:
    async def test(outlet: Outlet, watch: Watch) -> list[Article]:
        outlet.serve("/rss", rss(item(1, "Floods kill 60", WORDS), item(2, "Rain", "More rain.")))
        await watch.poll()
        return watch.articles

    first, second = watching(test)
    assert (first.title, second.title) == ("Floods kill 60", "Rain")


def test_what_was_not_modified_is_neither_sent_nor_read(watching: Callable[..., Any]) -> None:
    async def test(outlet: Outlet, watch: Watch) -> Poller:
        outlet.serve("/rss", rss(item(1, "Floods kill 60", WORDS)), ETag='"7"')
        await watch.poll()
        return await watch.poll()

    assert watching(test).counts.polls == {Outcome.NOT_MODIFIED: 1}


def test_the_same_bytes_are_not_read_again(watching: Callable[..., Any]) -> None:
    async def test(outlet: Outlet, watch: Watch) -> Poller:
        outlet.serve("/rss", rss(item(1, "Floods kill 60", WORDS)))
        await watch.poll()
        return await watch.poll()

    assert watching(test).counts.polls == {Outcome.UNCHANGED: 1}


def test_an_edited_number_goes_out_as_a_revision(watching: Callable[..., Any]) -> None:
    async def test(outlet: Outlet, watch: Watch) -> list[Article]:
        outlet.serve("/rss", rss(item(1, "Floods kill 60", WORDS)), ETag='"7"')
        await watch.poll()
        outlet.serve("/rss", rss(item(1, "Floods kill 85", WORDS)), ETag='"8"')
        await watch.poll()
        return watch.articles

    first, second = watching(test)
    assert (second.id, second.revision, second.title) == (first.id, 2, "Floods kill 85")


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"/etc/passwd", Outcome.NOT_A_FEED),
        (b"<!DOCTYPE html><html><body>Checking your browser</body></html>", Outcome.NOT_A_FEED),
        (b"", Outcome.EMPTY),
        (b"\n\n", Outcome.EMPTY),
        (b"<rss " + b" ".join(b'a%d="x"' % n for n in range(60_000)) + b"/>", Outcome.UNREADABLE),
    ],
)
def test_what_is_no_feed_fails_and_the_feed_recovers(
    watching: Callable[..., Any], body: bytes, outcome: Outcome
) -> None:
    async def test(outlet: Outlet, watch: Watch) -> tuple[Poller, list[Article]]:
        outlet.serve("/rss", body, ETag='"bad"')
        failed = await watch.poll()
        outlet.serve("/rss", rss(item(1, "Floods kill 60", WORDS)), ETag='"bad"')
        await watch.poll()
        return failed, watch.articles

    failed, articles = watching(test)
    assert failed.counts.polls == {outcome: 1}
    assert len(articles) == 1


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (404, Outcome.NOT_FOUND),
        (410, Outcome.GONE),
        (403, Outcome.FORBIDDEN),
        (500, Outcome.SERVER_ERROR),
        (418, Outcome.HTTP_ERROR),
    ],
)
def test_a_status_has_its_outcome(
    watching: Callable[..., Any], status: int, outcome: Outcome
) -> None:
    async def test(outlet: Outlet, watch: Watch) -> Any:
        outlet.serve("/rss", "no", status=status)
        await watch.poll()
        return watch.store.feed_health(watch.clock())[0]

    health = watching(test)
    assert health.outcome == outcome
    assert str(status) in health.error


def test_a_server_that_says_when_to_come_back_is_left_alone(
    watching: Callable[..., Any],
) -> None:
    async def test(outlet: Outlet, watch: Watch) -> Any:
        outlet.serve("/rss", "slow down", status=429, Retry_After="7200")
        await watch.poll()
        (state,) = watch.store.due(watch.clock() + timedelta(days=1))
        return state.next_at - (watch.clock() - timedelta(hours=2))

    assert timedelta(minutes=110) < watching(test) < timedelta(minutes=130)


def test_dates_carry_their_doubts(watching: Callable[..., Any]) -> None:
    async def test(outlet: Outlet, watch: Watch) -> list[Article]:
        outlet.serve(
            "/rss",
            rss(
                item(1, "One", WORDS, pubDate="Tue, 14 Sep 2027 09:00:00 GMT"),
                item(2, "Two", WORDS, pubDate=None),
                item(3, "Three", WORDS, pubDate="Thu, 01 Jan 1970 00:00:00 GMT"),
            ),
        )
        await watch.poll()
        return watch.articles

    one, two, three = watching(test)
    assert (one.published, one.date_flags) == (one.first_seen, ("future",))
    assert (two.published, two.date_flags) == (None, ("missing",))
    assert (three.published, three.date_flags) == (None, ("missing",))


def test_guids_that_are_all_the_same_do_not_merge_articles(watching: Callable[..., Any]) -> None:
    async def test(outlet: Outlet, watch: Watch) -> list[Article]:
        items = [item(n, f"Story {n}", WORDS, guid="feed") for n in range(5)]
        outlet.serve("/rss", rss(*items))
        await watch.poll()
        outlet.serve("/rss", rss(item(9, "Story 9", WORDS, guid="feed"), *items))
        await watch.poll()
        return watch.articles

    articles = watching(test)
    assert len(articles) == len({article.id for article in articles}) == 6


def test_a_feed_whose_poll_hangs_keeps_no_other_waiting(watching: Callable[..., Any]) -> None:
    async def test(outlet: Outlet, watch: Watch) -> list[Article]:
        async def hang(_: web.Request) -> web.StreamResponse:
            await asyncio.sleep(30)
            return web.Response()

        outlet.handlers["/rss"] = hang
        outlet.serve("/other", rss(item(1, "Floods kill 60", WORDS)))
        other = replace(watch.sources[0], url=outlet.url("/other"), politeness_key="other")
        watch.sources.append(other)
        poller = Poller(watch.sources, watch.store, limits=watch.limits, now=watch.clock)
        stop = asyncio.Event()
        running = asyncio.create_task(poller.run(stop))
        async with asyncio.timeout(2):
            while not watch.articles:
                await asyncio.sleep(0.02)
        stop.set()
        await running
        return watch.articles

    assert len(watching(test)) == 1


def test_stopping_does_not_wait_for_slow_servers(watching: Callable[..., Any]) -> None:
    async def test(outlet: Outlet, watch: Watch) -> float:
        async def hang(_: web.Request) -> web.StreamResponse:
            await asyncio.sleep(30)
            return web.Response()

        outlet.handlers["/rss"] = hang
        poller = Poller(watch.sources, watch.store, limits=watch.limits, now=watch.clock)
        stop = asyncio.Event()
        running = asyncio.create_task(poller.run(stop))
        while not outlet.requests:
            await asyncio.sleep(0.01)
        clock = asyncio.get_running_loop().time
        began = clock()
        stop.set()
        await running
        return clock() - began

    assert watching(test) < 1


def test_requests_to_one_host_are_spaced(watching: Callable[..., Any]) -> None:
    async def test(outlet: Outlet, watch: Watch) -> float:
        outlet.serve("/rss", rss(item(1, "Floods kill 60", WORDS)))
        outlet.serve("/b", rss(item(2, "Rain", WORDS)))
        outlet.serve("/c", rss(item(3, "Wind", WORDS)))
        first = watch.sources[0]
        watch.sources += [replace(first, url=outlet.url(path)) for path in ("/b", "/c")]
        watch.limits = replace(watch.limits, spacing=timedelta(seconds=0.3))
        clock = asyncio.get_running_loop().time
        began = clock()
        await watch.poll()
        return clock() - began

    assert watching(test) >= 0.6


def test_polling_pauses_while_the_spool_is_full(watching: Callable[..., Any]) -> None:
    async def test(outlet: Outlet, watch: Watch) -> int:
        outlet.serve("/rss", rss(item(1, "Floods kill 60", WORDS)))
        outlet.serve("/b", rss(item(2, "Rain", WORDS)))
        watch.sources.append(replace(watch.sources[0], url=outlet.url("/b")))
        watch.limits = replace(watch.limits, spacing=timedelta(seconds=1))
        poller = Poller(
            watch.sources, watch.store, limits=watch.limits, now=watch.clock, spool_limit=1
        )
        stop = asyncio.Event()
        running = asyncio.create_task(poller.run(stop))
        await asyncio.sleep(2.5)
        stop.set()
        await running
        return len(outlet.requests)

    assert watching(test) == 1


def test_a_feed_that_moved_to_https_of_its_host_is_not_asked_twice_for_ever(
    watching: Callable[..., Any],
) -> None:
    async def test(outlet: Outlet, watch: Watch) -> str:
        outlet.redirect("/rss", "/new", status=301)
        outlet.serve("/new", rss(item(1, "Floods kill 60", WORDS)))
        await watch.poll()
        watch.clock.advance(days=8)
        await watch.poll()
        return watch.store.state(outlet.url("/rss")).fetch_url

    assert watching(test).endswith("/new")


def test_the_page_is_fetched_where_the_feed_has_a_summary(watching: Callable[..., Any]) -> None:
    async def test(outlet: Outlet, watch: Watch) -> tuple[list[Article], int]:
        link = outlet.url("/story/1")
        outlet.serve("/story/1", PAGE, Content_Type="text/html; charset=utf-8")
        outlet.serve("/rss", rss(item(1, "Floods kill 60", WORDS, link=link)))
        await watch.poll()
        outlet.serve("/rss", rss(item(1, "Floods kill 60", WORDS, link=link), ttl="15"))
        await watch.poll()
        return watch.articles, outlet.asked("/story/1")

    (article,), asked = watching(test, full_text=True)
    assert article.text_origin == "page"
    assert "Paragraph 7 tells of 7 villages" in article.text
    assert asked == 1


def test_a_page_that_failed_is_fetched_again_and_makes_a_revision(
    watching: Callable[..., Any],
) -> None:
    async def test(outlet: Outlet, watch: Watch) -> list[Article]:
        link = outlet.url("/story/1")
        outlet.serve("/story/1", "down", status=500)
        outlet.serve("/rss", rss(item(1, "Floods kill 60", WORDS, link=link)), ETag='"7"')
        await watch.poll()
        outlet.serve("/story/1", PAGE, Content_Type="text/html")
        await watch.poll()
        return watch.articles

    first, second = watching(test, full_text=True)
    assert (first.text_origin, first.text) == ("feed", WORDS)
    assert (second.text_origin, second.id, second.revision) == ("page", first.id, 2)


def test_a_page_that_keeps_failing_is_given_up(watching: Callable[..., Any]) -> None:
    async def test(outlet: Outlet, watch: Watch) -> tuple[int, Poller]:
        link = outlet.url("/story/1")
        outlet.serve("/story/1", "down", status=500)
        outlet.serve("/rss", rss(item(1, "Floods kill 60", WORDS, link=link)), ETag='"7"')
        for _ in range(4):
            await watch.poll()
        return outlet.asked("/story/1"), await watch.poll()

    asked, last = watching(test, full_text=True)
    assert asked == 3
    assert last.counts.polls == {Outcome.NOT_MODIFIED: 1}


def test_more_pages_than_one_poll_may_fetch_come_with_the_next(
    watching: Callable[..., Any],
) -> None:
    async def test(outlet: Outlet, watch: Watch) -> list[int]:
        watch.limits = replace(watch.limits, pages_per_poll=2)
        links = [outlet.url(f"/story/{n}") for n in range(5)]
        for n in range(5):
            page = PAGE.replace("Paragraph", f"Story {n}, paragraph")
            outlet.serve(f"/story/{n}", page, Content_Type="text/html")
        items = [item(n, f"Story {n}", WORDS, link=link) for n, link in enumerate(links)]
        outlet.serve("/rss", rss(*items), ETag='"7"')
        found = []
        for _ in range(3):
            await watch.poll()
            found.append(len(watch.articles))
        return found

    assert watching(test, full_text=True) == [2, 4, 5]


def test_a_link_into_the_private_network_is_not_fetched(watching: Callable[..., Any]) -> None:
    async def test(outlet: Outlet, watch: Watch) -> list[Article]:
        link = "http://127.0.0.1:9/admin"
        outlet.serve("/rss", rss(item(1, "Floods kill 60", WORDS, link=link)))
        await watch.poll()
        return watch.articles

    (article,) = watching(test, full_text=True)
    assert (article.text_origin, article.text) == ("feed", WORDS)
