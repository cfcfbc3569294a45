"""
Polls per CPU-second of the whole path (fetch, read, recognise, spool, plan), and its memory.

A server in a process of its own serves made-up feeds on loopback; only the CPU time of the
poller and of its reading process counts.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from aiohttp import web

from benchmarks.results import keep
from ingest.outcomes import Outcome
from ingest.poller import Poller
from ingest.sources import FeedSource, FetchLimits
from ingest.store import Store

START = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)


def main(*, feeds: int = 500, idle_feeds: int = 10_000) -> None:
    """Measure first polls, polls of which a fifth brings something new, and idle ones."""
    figures: dict[str, object] = {}
    with Served() as served:
        with tempfile.TemporaryDirectory() as scratch:
            bench = Bench(served, Path(scratch), feeds=feeds, entries=40)
            figures["first polls, 40 entries each, per CPU-s"] = bench.polls(Outcome.UPDATED)
            served.change(every=5)
            figures["a fifth brings one new entry, per CPU-s"] = bench.polls(None)
        with tempfile.TemporaryDirectory() as scratch:
            served.change(every=0)
            bench = Bench(served, Path(scratch), feeds=idle_feeds, entries=1)
            figures["first polls, 1 entry each, per CPU-s"] = bench.polls(Outcome.UPDATED)
            began = time.monotonic()
            figures["idle polls (304), per CPU-s"] = bench.polls(Outcome.NOT_MODIFIED)
            figures["idle polls (304), per second"] = round(idle_feeds / (time.monotonic() - began))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures[f"memory with {idle_feeds} feeds, MB"] = round(memory)
    keep("ingest", figures)


class Bench:
    """A poller over many feeds of the server, with a clock that jumps between its runs."""

    def __init__(self, served: Served, scratch: Path, *, feeds: int, entries: int) -> None:
        self._store = Store(scratch / "ingest.db")
        self._now = START
        self._limits = FetchLimits(
            allow_private=(f"127.0.0.1:{served.port}",), spacing=timedelta(), concurrency=100
        )
        urls = [f"http://127.0.0.1:{served.port}/{entries}/{n}" for n in range(feeds)]
        self._sources = [
            FeedSource(url=url, outlet=f"Outlet {n}", politeness_key=url)
            for n, url in enumerate(urls)
        ]
        # First polls are spread over minutes; a day later all of them are due.
        self._store.watch(self._sources, now=START)

    def polls(self, outcome: Outcome | None) -> int:
        """Poll every feed once; give polls per CPU-second."""
        self._now += timedelta(days=1)
        before = _cpu_seconds()
        poller = asyncio.run(self._run())
        spent = _cpu_seconds() - before
        if outcome is not None:
            assert poller.counts.polls == {outcome: len(self._sources)}, poller.counts
        return round(len(self._sources) / spent)

    async def _run(self) -> Poller:
        poller = Poller(self._sources, self._store, limits=self._limits, now=lambda: self._now)
        stop = asyncio.Event()
        running = asyncio.create_task(poller.run(stop))
        while poller.counts.polls.total() < len(self._sources):
            await asyncio.sleep(0.05)
        stop.set()
        await running
        return poller


class Served:
    """The server's process."""

    def __enter__(self) -> Served:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        self.port: int = self._pipe.recv()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()

    def change(self, *, every: int) -> None:
        """Let every n-th feed have one more entry; 0 for none."""
        self._pipe.send(every)
        self._pipe.recv()


def _serve(pipe: Connection) -> None:
    asyncio.run(_serve_forever(pipe))


async def _serve_forever(pipe: Connection) -> None:
    changed = 0

    async def answer(request: web.Request) -> web.Response:
        entries, number = int(request.match_info["entries"]), int(request.match_info["number"])
        more = bool(changed) and number % changed == 0
        tag = f'"{entries}-{number}-{more}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304)
        response = web.Response(
            text=_feed(number, range(-int(more), entries)),
            content_type="application/rss+xml",
            headers={"ETag": tag},
        )
        response.enable_compression(web.ContentCoding.gzip)
        return response

    app = web.Application()
    app.router.add_get("/{entries}/{number}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    pipe.send(runner.addresses[0][1])
    loop = asyncio.get_running_loop()
    while True:
        changed = await loop.run_in_executor(None, pipe.recv)
        pipe.send(True)


def _feed(number: int, entries: range) -> str:
    """About a kilobyte an entry, as feeds of news outlets have."""
    items = "".join(
        f"<item><title>Toll of floods in district {number} climbs to {60 + entry}</title>"
        f"<link>https://wire{number}.example/story/{entry}?utm_source=rss</link>"
        f'<guid isPermaLink="false">story-{entry}</guid><category>World</category>'
        f"<pubDate>Mon, 14 Sep 2026 {10 - entry % 10:02d}:00:00 GMT</pubDate>"
        f"<description>&lt;p&gt;At least {60 + entry} people were killed in floods in the valley "
        "of the river, the agency said on Monday.&lt;/p&gt;&lt;p&gt;Two days of rain broke three "
        "dams north of the town, and &lt;b&gt;12,000 people&lt;/b&gt; have left their homes, "
        "according to the agency.&lt;/p&gt;&lt;p&gt;&lt;a href=&quot;https://wire.example/"
        "more&quot;&gt;Boats reached the last cut-off villages in the morning.&lt;/a&gt; The army "
        "has sent helicopters, and the ministry asked neighbouring districts for tents, water "
        "and medicine.&lt;/p&gt;</description></item>"
        for entry in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>Outlet {number}</title>{items}</channel></rss>"
    )


def _cpu_seconds() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    main()
