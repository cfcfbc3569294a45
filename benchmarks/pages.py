"""Time to answer with a page, and to tell many live readers of an alert."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp
from aiohttp import web
from prometheus_client import CollectorRegistry

from benchmarks.results import keep
from figurewatch.records import (
    Alert,
    Article,
    Attribution,
    Counted,
    Cue,
    Figure,
    Quantity,
    Scope,
    Sentence,
    Series,
    Source,
    stable_id,
)
from sinks.events import LiveEvents
from sinks.http import Site, create_http_app
from sinks.metrics import Metrics
from sinks.store import Store
from tests import factories

START = datetime(2025, 1, 1, tzinfo=UTC)
_EVENTS = 20


def made_series(figures: int) -> tuple[Series, list[tuple[Article, Figure]]]:
    """A series of different claims by 24 sources in 30 outlets, each with its article."""
    series = factories.series(
        key=f"desertion/Karsovia/persons/rate/{figures}",
        family=f"desertion/Karsovia/{figures}",
        title=f"Soldiers leaving their units, Karsovia ({figures})",
        unit="persons",
    )
    return series, [_claim(series, number) for number in range(figures)]


def _claim(series: Series, number: int) -> tuple[Article, Figure]:
    value, source = 4_000 + number * 7 % 3_000, f"Source {number % 24}"
    words = f"{value:,} to {value + 200:,}" if number % 3 == 0 else f"{value:,}"
    sentence = f"About the front, {words} soldiers deserted in the month, {source} said on Monday."
    text = f"{'The paragraph before. ' * 20}\n\n{sentence}\n\n{'The paragraph after. ' * 40}"
    start = text.index(sentence)
    printed = START + timedelta(hours=number)

    def span(part: str) -> dict[str, int]:
        at = text.index(part, start)
        return {"start": at, "end": at + len(part)}

    article = Article(
        id=stable_id(series.key, str(number)),
        text=text,
        title=f"Desertions, report {number}",
        outlet=f"Outlet {number % 30}",
        url=f"https://outlet.example/{number}",
        published=printed,
    )
    last = date(2025, 1, 1) + timedelta(days=number % 700)
    figure = factories.figure(
        printed=article,
        sentence=Sentence(start=start, end=start + len(sentence), text=sentence),
        quantity=Quantity(
            **span(words),
            text=words,
            low=value,
            high=value + 200 if number % 3 == 0 else value,
            value=None if number % 3 == 0 else value,
            bound="range" if number % 3 == 0 else "exact",
        ),
        counted=Counted(**span("soldiers"), text="soldiers", head="soldier"),
        scope=Scope(
            kind="rate",
            per="month",
            text="in the month",
            from_=last - timedelta(days=29),
            to=last,
            **span("in the month"),
        ),
        attribution=Attribution(
            chain=(Source(text=source, name=source, kind="organisation", **span(source)),),
            cue=Cue(text="said", kind="verb", **span("said")),
            form="indirect",
            printed_by=article.outlet,
        ),
        series=series.key,
    )
    return article, figure


def _fill(store: Store, size: int) -> None:
    series, claims = made_series(size)
    with store.transaction() as transaction:
        for article, figure in claims:
            transaction.put_article(article)
            transaction.put_figure(figure, series)


def _serve(path: str, sizes: list[int], readers: int, ready: Connection) -> None:
    """Serve a store with a series of each size; tell the readers of alerts once all are there."""
    store = Store(Path(path))
    for size in sizes:
        _fill(store, size)
    newest = store.figures(limit=1)[0]
    site = Site(
        store=store,
        metrics=Metrics(CollectorRegistry()),
        events=LiveEvents(),
        feeds=list,
        problems=list,
        version="0",
        now=lambda: START,
    )

    async def run() -> None:
        app = create_http_app(site)
        app.middlewares.append(_with_cpu_time)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        ready.send(runner.addresses[0][1])
        while site.events.readers < readers:
            await asyncio.sleep(0.05)
        for number in range(_EVENTS):
            # Both processes read the same clock.
            site.events.publish(_alert(newest, number, f"{time.perf_counter()}"))
            await asyncio.sleep(0.25)
        memory = Path("/proc/self/status").read_text().partition("VmRSS:")[2].split()[0]
        ready.send(int(memory))
        await asyncio.sleep(3600)

    asyncio.run(run())


@web.middleware
async def _with_cpu_time(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Say how much CPU the answer took, which a busy machine does not change."""
    start = time.process_time()
    response = await handler(request)
    if not response.prepared:
        response.headers["X-CPU-Milliseconds"] = f"{(time.process_time() - start) * 1000}"
    return response


def _alert(figure: Figure, number: int, words: str) -> Alert:
    return factories.alert(
        id=stable_id("alert", str(number)), figure=figure, explanation=words, raised=START
    )


async def _time_page(
    session: aiohttp.ClientSession, path: str, times: int
) -> tuple[list[float], list[float]]:
    """Give the milliseconds each request took, and those of the server's CPU, both sorted."""
    took, cpu = [], []
    for _ in range(times + 3):
        start = time.perf_counter()
        async with session.get(path) as response:
            assert response.status == 200, await response.text()
            await response.read()
            cpu.append(float(response.headers["X-CPU-Milliseconds"]))
        took.append((time.perf_counter() - start) * 1000)
    return sorted(took[3:]), sorted(cpu[3:])


async def _read_events(session: aiohttp.ClientSession) -> list[float]:
    late = []
    async with session.get("/events") as response:
        async for line in response.content:
            if line.startswith(b"data: "):
                sent = float(json.loads(line[6:])["explanation"])
                late.append((time.perf_counter() - sent) * 1000)
                if len(late) == _EVENTS:
                    break
    return sorted(late)


def _share(sorted_times: list[float], share: float) -> float:
    return round(sorted_times[min(int(len(sorted_times) * share), len(sorted_times) - 1)], 1)


async def _measure(
    port: int, ready: Connection, sizes: list[int], times: int, readers: int
) -> dict[str, object]:
    figures: dict[str, object] = {"load of the machine meanwhile": 0.0}
    timeout = aiohttp.ClientTimeout(total=120)
    async with aiohttp.ClientSession(
        f"http://127.0.0.1:{port}", timeout=timeout, connector=aiohttp.TCPConnector(limit=0)
    ) as session:
        for size in sizes:
            path = f"/series/desertion/Karsovia/persons/rate/{size}"
            took, cpu = await _time_page(session, path, max(times * 1000 // size, 10))
            figures[f"series page, {size} figures: CPU, median, ms"] = _share(cpu, 0.5)
            figures[f"series page, {size} figures: CPU, p99, ms"] = _share(cpu, 0.99)
            figures[f"series page, {size} figures: median, ms"] = _share(took, 0.5)
            figures[f"series page, {size} figures: p99, ms"] = _share(took, 0.99)
        for path in ("/", "/sources", "/search?q=soldiers"):
            took, cpu = await _time_page(session, path, max(times // 10, 10))
            figures[f"{path} among {sum(sizes)} figures: CPU, median, ms"] = _share(cpu, 0.5)
            figures[f"{path} among {sum(sizes)} figures: median, ms"] = _share(took, 0.5)
        late = [
            delay
            for reader in await asyncio.gather(*(_read_events(session) for _ in range(readers)))
            for delay in reader
        ]
        late.sort()
        figures[f"{readers} live readers: events received"] = len(late)
        figures[f"{readers} live readers: median delay, ms"] = _share(late, 0.5)
        figures[f"{readers} live readers: p99 delay, ms"] = _share(late, 0.99)
        figures[f"{readers} live readers: memory of the server, MB"] = round(ready.recv() / 1024)
    figures["load of the machine meanwhile"] = round(os.getloadavg()[0], 1)
    return figures


def main(*, sizes: tuple[int, ...] = (1_000, 10_000), times: int = 300, readers: int = 500) -> None:
    """Measure from another process, one request at a time; then all live readers at once."""
    here, there = multiprocessing.Pipe()
    with tempfile.TemporaryDirectory() as scratch:
        server = multiprocessing.get_context("spawn").Process(
            target=_serve, args=(f"{scratch}/b.db", list(sizes), readers, there)
        )
        server.start()
        try:
            port = here.recv()
            figures = asyncio.run(_measure(port, here, list(sizes), times, readers))
        finally:
            server.kill()
            server.join()
    keep("pages", figures)


if __name__ == "__main__":
    main()
