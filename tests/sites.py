"""A site with something on every page, and a server for it in a thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from aiohttp import web
from prometheus_client import CollectorRegistry

from figurewatch.errors import ProcessingError
from figurewatch.records import (
    Article,
    Attribution,
    Counted,
    Cue,
    DeadLetter,
    Figure,
    LeftOut,
    Scope,
    Sentence,
    Source,
)
from sinks.access import Access
from sinks.actions import Actions
from sinks.http import LiveEvents, Site, create_http_app
from sinks.metrics import Metrics
from sinks.store import Store
from tests import factories

TOKEN = "a-token-of-the-tests"
MONDAY = factories.MONDAY
CASES = factories.series(
    key="criminal-cases/Karsovia/cases/cumulative/-",
    title="Criminal cases, Karsovia, in total",
    kind="cumulative",
    per=None,
    unit="cases",
)

#: words, low, high, bound, first day, last day, source, relayed by, outlet
_CLAIMS = (
    ("4,000 to 5,000", 4000, 5000, "range", 60, 31, "the ministry", "", "Harbour Wire"),
    ("more than 3,200", 3200, None, "at_least", 91, 61, "Open Ledger", "", "Morning Ledger"),
    ("about 4,500", 4500, 4500, "about", 121, 92, "the ministry", "Petra Lund", "Harbour Wire"),
    ("up to 5,200", None, 5200, "at_most", 152, 122, "Open Ledger", "", "Delta Standard"),
    ("4,100", 4100, 4100, "exact", 182, 153, "", "", "Delta Standard"),
    ("6,800", 6800, 6800, "exact", 30, 1, "Open Ledger", "Petra Lund", "Morning Ledger"),
)


def claim(number: int) -> tuple[Article, Figure]:
    """One of the claims of the site, with its article."""
    words, low, high, bound, first, last, source, relay, outlet = _CLAIMS[number]
    said = f"{relay}, citing {source}," if relay else source
    tail = f", {said} said." if said else "."
    sentence = f"{words} soldiers deserted in the month{tail}"
    before = "The figure was given to reporters. "
    text = f"{before}{sentence} Nobody else has counted.\n\nThe next paragraph is about grain."
    start = len(before)

    def span(part: str) -> tuple[int, int]:
        at = text.index(part, start)
        return at, at + len(part)

    article = factories.article(
        id=f"c{number}",
        text=text,
        outlet=outlet,
        title=f"Desertions <{number}>",
        published=MONDAY - timedelta(days=last),
    )
    names = [name for name in (relay, source) if name]
    figure = factories.figure(
        printed=article,
        id=f"{number:x}a",
        sentence=Sentence(start=start, end=start + len(sentence), text=sentence),
        quantity=factories.quantity(
            start=start,
            end=start + len(words),
            text=words,
            low=low,
            high=high,
            value=low if low == high else None,
            bound=bound,
        ),
        counted=Counted(
            start=span("soldiers")[0], end=span("soldiers")[1], text="soldiers", head="soldier"
        ),
        scope=Scope(
            kind="rate",
            per="month",
            text="in the month",
            start=span("in the month")[0],
            end=span("in the month")[1],
            from_=None if number == 0 else date(2026, 9, 14) - timedelta(days=first),
            to=date(2026, 9, 14) - timedelta(days=last),
        ),
        attribution=Attribution(
            chain=tuple(
                Source(text=name, start=span(name)[0], end=span(name)[1], kind="organisation")
                for name in names
            ),
            cue=Cue(text="said", start=span("said")[0], end=span("said")[1], kind="verb")
            if names
            else None,
            form="indirect" if names else "none",
            printed_by=outlet,
        ),
    )
    return article, figure


def fill(store: Store) -> None:
    """Keep claims of several sources and bounds, a series never compared, an alert, a letter."""
    claims = [claim(number) for number in range(len(_CLAIMS))]
    new = claims[-1][1]
    cases = factories.figure(
        id="ca",
        series=CASES.key,
        quantity=factories.quantity(
            text="more than 31,000", low=31000, high=None, value=31000, bound="at_least"
        ),
    )
    alert = factories.alert(
        figure=new,
        earlier=tuple(figure for _, figure in claims[:-1]),
        left_out=(LeftOut(id="ca", reason="criminal cases are not compared with soldiers"),),
        raised=MONDAY - timedelta(days=1),
    )
    letter = DeadLetter.about(
        b'{"id": "a9", "text": "\xff\x00 <b>"}',
        ProcessingError("no sentence", about="a9"),
        origin="articles",
        position="a9:1",
        step="read",
        at=MONDAY,
    )
    for article, figure in claims:
        assert article.published is not None
        with store.transaction(at=article.published) as transaction:
            transaction.put_article(article)
            transaction.put_figure(figure, factories.series())
    with store.transaction(at=MONDAY) as transaction:
        transaction.put_article(factories.article())
        transaction.put_figure(cases, CASES)
        transaction.put_alert(alert, subscribers=["desk"], now=MONDAY)
        transaction.put_dead_letter(letter)


def make(path: Path) -> Site:
    """A filled site whose store is the file `path`."""
    store = Store(path)
    fill(store)
    return Site(
        store=store,
        metrics=Metrics(CollectorRegistry()),
        events=LiveEvents(),
        feeds=lambda: [factories.feed_status()],
        problems=list,
        version="0.1.0",
        now=lambda: MONDAY,
        access=Access(TOKEN, now=lambda: MONDAY),
    )


def application(site: Site) -> web.Application:
    """The application as it is served, actions on alerts included."""
    app = create_http_app(site)
    assert site.access is not None
    actions = Actions(site.store, access=site.access, links=lambda: None, now=site.now)
    app.add_routes(actions.routes())
    return app


@contextmanager
def served(site: Site) -> Iterator[tuple[str, asyncio.AbstractEventLoop]]:
    """Serve a site from a thread; gives its address and the loop it runs on."""
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(application(site))

    async def start() -> int:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port: int = runner.addresses[0][1]
        return port

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        port = asyncio.run_coroutine_threadsafe(start(), loop).result(20)
        yield f"http://127.0.0.1:{port}", loop
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
